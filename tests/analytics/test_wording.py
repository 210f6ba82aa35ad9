"""Words are read as people write them, and a negation is kept, marked and ends where the thought ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.labelled import wording
from analytics.themes import _split
from analytics.wording import NEGATED, REACH, Wording, _tokens

SPELLING = {
    "yg": "yang",
    "tdk": "tidak",
    "gak": "tidak",
    "ga": "tidak",
    "blm": "belum",
    "gada": "tidak ada",
    "tp": "tapi",
    "KK": "kakak",
    "kel": "keluarga",
    "smp": "sampai",
    "sk": "suka",
    "gg": "gagal",
}
CITY = wording(SPELLING)
NOT, STOP = "tidak", "tapi"
plain = st.lists(st.sampled_from("ramah cepat jelas loket ktp antre bersih".split()), max_size=8)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("KTP yg blm jadi", ["ktp", "yang", "belum", "jadi"]),
        ("urus KK di kel unyur gg. mawar", ["urus", "kk", "di", "kel", "unyur", "gg", "mawar"]),
        ("anak smp 3 minta SK", ["anak", "smp", "3", "minta", "sk"]),
        ("lamaaaa bangettt", ["lama", "banget"]),
        ("lamaa, maaf saat ini", ["lama", "maaf", "saat", "ini"]),
        ("ibu2 antri2nya diangkut2", ["ibu", "antrinya", "diangkut"]),
        ("loket 2, jam 12", ["loket", "2", "jam", "12"]),
        ("bolak-balik ktp-nya", ["bolak", "balik", "ktp", "nya"]),
        ("ra\u200bmah", ["ramah"]),
        ("👍👍 gada", ["tidak", "ada"]),
        ("", []),
    ],
)
def test_words_are_read_in_one_spelling_and_short_forms_of_their_own_stay(
    text: str, words: list[str]
) -> None:
    assert CITY.words(text) == words


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("gak ramah", "tidak ~ramah"),
        ("ramah gak galak", "ramah tidak ~galak"),
        ("gak ramah tp cepat", "tidak ~ramah tapi cepat"),
        ("blm jadi, petugas ramah", "belum ~jadi petugas ramah"),
        ("tdk ada yg mau bantu", "tidak ~ada ~yang ~mau bantu"),
        ("gak belum ramah", "tidak belum ~ramah"),
        ("ramah!", "ramah"),
    ],
)
def test_a_negation_marks_what_it_reaches_and_no_more(text: str, marked: str) -> None:
    assert CITY.marked(text) == marked.split()


def test_without_words_of_a_language_everything_is_taken_as_it_stands() -> None:
    assert Wording().marked("not kind, but quick") == ["not", "kind", "but", "quick"]


@given(plain, plain)
def test_what_stands_before_a_negation_is_never_turned_around(before: list[str], after: list[str]) -> None:
    marked = CITY.marked(" ".join([*before, NOT, *after]))
    assert marked[: len(before) + 1] == [*before, NOT]
    assert marked[len(before) + 1 :] == [
        NEGATED + word if place < REACH else word for place, word in enumerate(after)
    ]


@given(plain, plain)
def test_the_order_of_two_thoughts_does_not_matter_to_what_is_negated(
    kept: list[str], turned: list[str]
) -> None:
    denied = " ".join([NOT, *turned])
    one = CITY.marked(" ".join([*kept, f". {denied}"]))
    other = CITY.marked(f"{denied} {STOP} {' '.join(kept)}")
    other.remove(STOP)
    assert sorted(one) == sorted(other)


@given(st.text())
def test_marking_drops_no_word_and_reading_never_fails(text: str) -> None:
    assert [word.removeprefix(NEGATED) for word in CITY.marked(text)] == CITY.words(text)


@given(st.text("abc2 Aae.,!\u200bßİ\u2019'~\n\u0301", max_size=30))
def test_what_stands_between_two_spaces_is_read_without_the_rest(text: str) -> None:
    pieces = [CITY.words(piece) for piece in text.split(" ")]
    assert CITY.words(text) == [word for words in pieces for word in words]
    assert _tokens(text) == [token for piece in text.split(" ") for token in _tokens(piece)]


@given(st.text("abc2 Aae.,!\u200bßİ\u2019'~\n\u0301", max_size=30))
def test_so_it_is_for_the_keywords(text: str) -> None:
    assert _split(text) == [word for piece in text.split(" ") for word in _split(piece)]
