"""An office is found by two taps or by its name, also when the name is nearly right."""

import pytest

from handlers.events import RatingGiven
from handlers.talk import speaking
from handlers.units import at_unit, elsewhere, found, in_spoken, name_of, spoken_name
from tests.handlers.city import CITY, facts
from tests.handlers.talker import Talker

SCORE = "4 😀 Sangat baik"


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("Disdukcapil", "disdukcapil"),
        ("disdukcapl", "disdukcapil"),
        ("Dinas Kependudukan dan Pencatatan Sipil", "disdukcapil"),
        ("dinas perhubungan", "dishub"),
        ("singandaru", "pkm_singandaru"),
        ("Puskesmas Singandaru", "pkm_singandaru"),
        ("kecamatan serang", "kec_serang"),
        ("kelurahan sukawana kec curug", "kel_sukawana_curug"),
    ],
)
def test_a_typed_name_finds_the_office_at_the_first_question(typed: str, unit: str) -> None:
    talker = Talker(facts()).says("/nilai").says(typed).taps(SCORE)
    assert talker.event(RatingGiven).unit == unit


def test_a_name_that_exists_twice_is_asked_back() -> None:
    talker = Talker(facts()).says("/nilai").says("sukawana")
    assert "Maksud Anda yang mana?" in talker.screen
    talker.taps("Kelurahan Sukawana (Kec. Curug)").taps(SCORE)
    assert talker.event(RatingGiven).unit == "kel_sukawana_curug"


def test_serang_alone_is_a_kecamatan_and_a_kelurahan() -> None:
    talker = Talker(facts()).says("/nilai").says("serang")
    assert {"Serang (Kecamatan Serang)", "Serang (Kelurahan Serang)"} <= set(talker.labels)


def test_many_offices_of_a_group_are_paged_and_none_is_cut() -> None:
    talker = Talker(facts()).says("/nilai").taps("Kelurahan").taps("Berikutnya (1/2) »")
    assert "Kelurahan Contoh 12" in talker.labels


def test_a_name_of_another_group_is_found_also_at_the_second_question() -> None:
    talker = Talker(facts()).says("/nilai").taps("Kecamatan").says("dishub").taps(SCORE)
    assert talker.event(RatingGiven).unit == "dishub"


def test_a_closed_office_is_not_offered() -> None:
    assert "Dinas Lama" not in Talker(facts()).says("/nilai").taps("Dinas dan badan").labels
    assert found(CITY, "Dinas Lama") == ""


def test_a_link_carries_unit_and_service_as_far_as_they_exist() -> None:
    assert at_unit(CITY, "disdukcapil.kk") == ("disdukcapil", "kk")
    assert at_unit(CITY, "disdukcapil.gone") == ("disdukcapil", "")
    assert at_unit(CITY, "gone.kk") == ("", "")


def test_names_are_said_as_people_say_them() -> None:
    assert spoken_name(CITY.units["dishub"]) == "Dishub (Dinas Perhubungan)"
    assert spoken_name(CITY.units["kec_serang"]) == "Serang (Kecamatan Serang)"
    assert spoken_name(CITY.units["inspektorat"]) == "Inspektorat"
    assert name_of(CITY, "") == "belum diketahui"
    assert in_spoken({"en": "only"}) == "only"
    assert in_spoken({}) == ""


def test_a_matter_of_somebody_else_is_recognised_by_whole_words() -> None:
    assert "lapor.go.id" in elsewhere(CITY, "Jalan KABUPATEN Serang, rusak")
    assert elsewhere(CITY, "kabupaten serangga") == ""
    with speaking("en"):
        assert "Serang Regency" in elsewhere(CITY, "pemkab serang")
