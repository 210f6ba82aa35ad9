"""Typed instead of tapped: the one option meant is found, and what could be two is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.talk.matching import chosen, plain, plausible

FACES = {"4": "4 😀 Very good", "3": "3 🙂 Good", "2": "2 😕 Not good", "1": "1 😞 Bad"}
UNITS = {
    "dukcapil": "Disdukcapil",
    "dinkes": "Dinas Kesehatan (Dinkes)",
    "dindik": "Dinas Pendidikan (Dindikbud)",
    "sukawa_s": "Sukawana (Serang)",
    "sukawa_c": "Sukawana (Curug)",
    "serang": "Serang",
    "rsud": "RSUD Kota Serang",
    "pasar": "Pasar Lama",
    "mpp": "DPMPTSP / MPP",
    "tpu": "TPU",
}


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("  Sangat   BAIK! ", "sangat baik"),
        ("Café", "cafe"),
        ("👍 ya", "ya"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("4️⃣", "4"),
        ("²", "2"),
        ("\u202eالسلام\u200b", "السلام"),
        ("straße", "strasse"),
        ("a\x00b", "a b"),
        ("!?…", ""),
    ],
)
def test_plain_is_what_a_text_sounds_like(text: str, sounds: str) -> None:
    assert plain(text) == sounds


@given(st.text())
def test_plain_twice_is_plain_once(text: str) -> None:
    once = plain(text)
    assert plain(once) in (once, plain(plain(once)))
    assert once == once.strip()


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("4", "4"),
        ("1.", "1"),
        ("very good", "4"),
        ("4 very good", "4"),
        ("good", "3"),
        ("not goood", "2"),
        ("bad", "1"),
        ("badd", None),  # too short to be forgiven
        ("5", None),
        ("44", None),
        ("ood", None),
    ],
)
def test_printed_numbers_and_labels_choose(typed: str, option: str | None) -> None:
    assert chosen(typed, tuple(FACES), FACES) == option


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("disdukcapil", "dukcapil"),
        ("disdukcapill", "dukcapil"),
        ("Dinkes", "dinkes"),
        ("dinas kesehatan", "dinkes"),
        ("dinas kesehtan", "dinkes"),
        ("dindikbut", "dindik"),
        ("dinas", None),
        ("serang", "serang"),  # the whole name wins over what stands in brackets
        ("curug", "sukawa_c"),
        ("sukawana", None),
        ("sukawanna", None),
        ("sukawana curug", "sukawa_c"),
        ("rsud", "rsud"),  # the beginning of one name only
        ("kota serang", None),  # the middle of it
        ("rs", None),  # no whole word
        ("pasar lam", "pasar"),
        ("tpu", "tpu"),
        ("tpo", None),
        ("", None),
        ("...", None),
        ("hospital", None),
        ("yes please " * 900, None),
    ],
)
def test_offices_are_found_by_name_and_never_guessed(typed: str, option: str | None) -> None:
    assert chosen(typed, (), UNITS) == option


def test_a_number_is_the_place_among_what_is_shown() -> None:
    shown = ("rsud", "gone", "tpu")
    assert chosen("1", shown, UNITS) == "rsud"
    assert chosen("2", shown, UNITS) == "tpu"
    assert chosen("3", shown, UNITS) is None
    assert chosen("0", shown, UNITS) is None


def test_a_number_that_is_part_of_a_label_is_no_number() -> None:
    labels = {"a": "24hour clinic", "b": "Other"}
    assert chosen("24", ("a", "b"), labels) is None
    assert chosen("2", ("a", "b"), labels) == "b"


def test_a_label_without_its_printed_number_is_a_name() -> None:
    assert chosen("not good", ("2",), FACES) == "2"
    assert chosen("2 not good", ("2",), FACES) == "2"


def test_the_beginning_of_a_label_is_enough_where_no_other_has_it() -> None:
    labels = {"y": "Yes, send it", "n": "No, not yet"}
    assert chosen("yes", (), labels) == "y"
    assert chosen("no", (), labels) == "n"
    assert chosen("no", (), {**labels, "m": "Not now"}) is None
    assert chosen("send it", (), labels) is None


def test_two_names_close_to_what_was_typed_are_not_decided() -> None:
    labels = {"a": "Kasemen", "b": "Kasemin", "c": "Walantaka"}
    assert chosen("kasemon", (), labels) is None
    assert chosen("kasemen", (), labels) == "a"
    assert chosen("walantak", (), labels) == "c"


def test_a_name_that_is_clearly_nearer_wins_over_one_that_is_near() -> None:
    labels = {"a": "Banjar Agung", "b": "Banjar Sari Agung"}
    assert chosen("banjar agunk", (), labels) == "a"
    assert chosen("banjar sri agung", (), labels) == "b"


def test_four_letters_are_enough_to_be_nearly_a_name() -> None:
    assert chosen("kema", (), {"a": "Keman", "b": "Other"}) == "a"


def test_a_number_that_is_not_shown_chooses_nothing_even_where_a_label_begins_with_it() -> None:
    assert chosen("20", ("b",), {"a": "20 or more", "b": "3 or less"}) is None
    assert chosen("20", ("a", "b"), {"a": "20 or more", "b": "3 or less"}) == "a"


def test_one_option_may_be_close_under_two_of_its_own_names() -> None:
    labels = {"a": "Dinas Sosial (Dinas Sosialan)", "b": "Other"}
    assert chosen("dinas sosiall", (), labels) == "a"


def test_equal_labels_are_not_decided() -> None:
    assert chosen("same", (), {"a": "Same", "b": "Same"}) is None


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("sukawana", ["sukawa_c", "sukawa_s"]),
        ("serang", ["serang", "rsud", "sukawa_s"]),
        ("kota rsud", ["rsud"]),
        ("dukcapill", ["dukcapil"]),
        ("sukawanna", ["sukawa_c", "sukawa_s"]),
        ("dukc", ["dukcapil"]),
        ("duk", ["dukcapil"]),
        ("dxk", []),
        ("a", []),
        ("kota a", []),
        ("", []),
        ("i went to disdukcapil and waited", []),
        ("zzzzzzzz", []),
    ],
)
def test_what_was_not_clear_is_narrowed_to_what_it_may_mean(typed: str, hits: list[str]) -> None:
    assert plausible(typed, UNITS) == hits


def test_all_that_it_may_mean_is_there_the_shortest_name_first() -> None:
    many = {f"pkm{n}": f"Puskesmas {'x' * n}" for n in range(16, 0, -1)}
    assert plausible("puskesmas", many) == [f"pkm{n}" for n in range(1, 17)]


def test_two_names_of_equal_length_may_both_be_meant() -> None:
    labels = {"a": "Cipocok Jaya Utara", "b": "Cipocok Jaya Udara", "c": "Walantaka"}
    assert chosen("cipocok jaya ubara", (), labels) is None
    assert plausible("cipocok jaya ubara", labels) == ["a", "b"]


@given(st.text(max_size=40), st.lists(st.sampled_from(list(UNITS)), unique=True))
def test_whatever_is_typed_the_choice_is_an_option_or_none(text: str, shown: list[str]) -> None:
    assert chosen(text, shown, UNITS) in {None, *UNITS}
    assert set(plausible(text, UNITS)) <= set(UNITS)


@given(st.sampled_from(list(UNITS)))
def test_a_whole_label_always_chooses_its_option(option: str) -> None:
    assert chosen(UNITS[option].upper(), (), UNITS) == option
