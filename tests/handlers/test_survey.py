"""The nine elements in the questionnaire's order, each with its own words; the profile only with a yes."""

import pytest

from handlers.elements import ELEMENTS
from handlers.events import AgeStated, ConsentGiven, SurveyAnswered
from tests.handlers.city import facts, stranger
from tests.handlers.talker import Talker

REGULATION = {
    *(
        "requirements",
        "procedure",
        "time",
        "cost",
        "product",
        "competence",
        "conduct",
        "complaints",
        "facilities",
    ),
}


def nine(talker: Talker, *numbers: int) -> Talker:
    for number in numbers:
        talker.says(str(number))
    return talker


def test_the_elements_are_the_regulations_in_the_order_of_its_questionnaire() -> None:
    assert {element.key for element in ELEMENTS} == REGULATION
    assert [element.key for element in ELEMENTS][-2:] == ["facilities", "complaints"]
    assert len({element.ask for element in ELEMENTS}) == 9
    assert all(element.ask.isalpha() and len(element.ask) <= 8 for element in ELEMENTS)


def test_every_element_counts_its_answers_from_four_down_to_one() -> None:
    for element in ELEMENTS:
        assert [words[0] for words in element.answers] == ["4", "3", "2", "1"]


def test_three_minutes_and_nine_taps_are_said_first_and_once() -> None:
    talker = Talker(facts()).says("/survei")
    assert "tiga menit, sembilan ketukan" in talker.screen
    assert "tiga menit" not in talker.says("dishub").screen


def test_each_number_is_stored_under_its_own_element() -> None:
    talker = Talker(facts()).says("/survei").says("dishub").taps("Langsung ke survei")
    nine(talker, 4, 3, 2, 1, 4, 3, 2, 1, 4).taps("Lewati")
    assert talker.event(SurveyAnswered).elements == {
        "requirements": 4,
        "procedure": 3,
        "time": 2,
        "cost": 1,
        "product": 4,
        "competence": 3,
        "conduct": 2,
        "facilities": 1,
        "complaints": 4,
    }


def test_free_of_charge_is_the_best_cost_and_no_complaints_office_the_worst_of_its_element() -> None:
    talker = Talker(facts()).says("/survei").says("dishub").taps("Langsung ke survei")
    nine(talker, 4, 4, 4)
    assert talker.labels[:4] == ["4 😀 Gratis", "3 🙂 Murah", "2 😕 Cukup mahal", "1 😞 Sangat mahal"]
    nine(talker, 4, 4, 4, 4, 4)
    assert talker.screen.startswith("9/9")
    assert talker.labels[0] == "4 😀 Dikelola baik"
    assert talker.labels[3] == "1 😞 Tidak ada"


def test_no_profile_without_a_yes_and_the_no_is_recorded() -> None:
    talker = Talker(facts()).says("/survei").says("dishub").taps("Langsung ke survei")
    nine(talker, *[3] * 9).taps("Lewati")
    consent = talker.event(ConsentGiven)
    assert (consent.purpose, consent.given) == ("profile", False)
    assert talker.event(SurveyAnswered).profile == {}


def test_a_yes_is_asked_for_once_and_what_is_not_said_is_not_stored() -> None:
    talker = Talker(facts()).says("/survei").says("disdukcapil").taps("Lewati").taps("Boleh")
    talker.taps("Laki-laki").taps("46 sampai 55 tahun").taps("Tidak ingin menjawab").taps("Wirausaha")
    nine(talker, *[3] * 9).says("Tetap semangat")
    answered = talker.event(SurveyAnswered)
    assert answered.profile == {"sex": "male", "age": "46_55", "occupation": "self_employed"}
    assert (answered.service, answered.words.text) == ("", "Tetap semangat")
    assert Talker(talker.facts).says("/survei").says("dishub").labels[0] == "Perempuan"


def test_a_child_with_its_guardian_answers_about_itself_without_being_asked_its_age_again() -> None:
    talker = Talker(stranger()).says("/survei").says("dishub").taps("Boleh").taps("Belum").taps("Ya, setuju")
    assert talker.event(AgeStated) == AgeStated(is_minor=True, guardian_agreed=True)
    talker.taps("Perempuan").taps("SMP").taps("Lainnya")
    nine(talker, *[3] * 9).taps("Lewati")
    assert talker.event(SurveyAnswered).profile["age"] == "under_age"


def test_a_child_alone_can_answer_the_nine_but_nothing_about_itself() -> None:
    talker = Talker(stranger()).says("/survei").says("dishub").taps("Boleh").taps("Belum").taps("Belum")
    assert talker.screen.startswith("1/9")
    nine(talker, *[3] * 9).taps("Lewati")
    assert talker.event(SurveyAnswered).profile == {}


@pytest.mark.parametrize("arg", ["disdukcapil.ktp_el", "disdukcapil"])
def test_a_survey_from_a_button_knows_its_unit(arg: str) -> None:
    talker = Talker(facts())
    talker.presses(f"go.srvy:{arg}")
    assert "Kantor mana" not in talker.screen
    assert "tiga menit" in talker.screen
