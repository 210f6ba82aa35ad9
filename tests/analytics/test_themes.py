"""Themes are found as people write them, and a negation is never lost."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.themes import Lexicon, Remembering, themes

SPELLING = {"yg": "yang", "tdk": "tidak", "gak": "tidak", "sdh": "sudah", "blm": "belum", "bgt": "banget"}
CITY = Lexicon(
    {
        "queue": ["antre*", "antri*"],
        "family_card": ["kk", "kartu keluarga"],
        "lane": ["gg"],
        "kind": ["ramah"],
        "unkind": ["tidak ramah", "judes"],
        "waiting": ["belum jadi"],
    },
    SPELLING,
    frozenset({"tidak", "belum", "kurang", "bukan"}),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Antrean panjang, antre lagi, ANTRE!", {"queue"}),
        ("urus KK di gg. mawar", {"family_card", "lane"}),
        ("kakak tinggi di tanggul", set()),
        ("kartu\nkeluarga hilang", {"family_card"}),
        ("kartu identitas keluarga", set()),
        ("petugas ramah", {"kind"}),
        ("petugas gak ramah", {"unkind"}),
        ("petugas tdk  ramah yg jaga", {"unkind"}),
        ("kurang ramah", set()),
        ("ktp sdh 3 bulan blm jadi", {"waiting"}),
        ("judesssss bgt", {"unkind"}),
        ("kk-nya rusak, antre2 terus", {"family_card", "queue"}),
        ("ra\u200bmah", {"kind"}),
        ("", set()),
        ("👍👍", set()),
    ],
)
def test_a_text_has_the_themes_that_its_words_say(text: str, found: set[str]) -> None:
    assert CITY.themes_of(text) == found


def test_without_negations_themes_are_topics_whichever_way_they_are_meant() -> None:
    topics = Lexicon({"conduct": ["ramah"]}, SPELLING)
    assert topics.themes_of("gak ramah") == {"conduct"}


def test_a_text_counts_once_for_a_theme_and_the_largest_comes_first() -> None:
    texts = ["ramah ramah ramah", "antre", "antrian kk", "kk"]
    assert list(themes(texts, CITY).items()) == [("family_card", 2), ("queue", 2), ("kind", 1)]


def test_no_word_is_dropped_and_short_spelling_is_written_out() -> None:
    assert CITY.words("KTP yg blm jadi, tdk usah") == ["ktp", "yang", "belum", "jadi", "tidak", "usah"]


def test_a_synonym_may_be_several_words() -> None:
    lexicon = Lexicon({"card": ["kartu keluarga"]}, {"kk": "kartu keluarga"})
    assert lexicon.themes_of("urus kk") == {"card"}
    assert Lexicon({"card": ["kk"]}, {"kk": "kartu keluarga"}).themes_of("urus kartu keluarga") == {"card"}


@pytest.mark.parametrize("entry", ["", "*", "!?"])
def test_an_entry_without_a_word_is_refused_and_named(entry: str) -> None:
    with pytest.raises(ValueError, match="'queue' has an entry without a word"):
        Lexicon({"queue": [entry]}).themes_of("antre")


@given(st.lists(st.text(), max_size=8), st.randoms())
def test_the_order_of_texts_changes_nothing(texts: list[str], random: object) -> None:
    shuffled = list(texts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands in a random.Random
    assert themes(shuffled, CITY) == themes(texts, CITY)


@given(st.text(st.sampled_from("antre gk.\u200b2-"), max_size=30))
def test_any_text_has_only_known_themes(text: str) -> None:
    assert CITY.themes_of(text) <= set(CITY.themes)


class Asked:
    """A finder that knows what it was asked for."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def themes_of_all(self, texts: Iterable[str]) -> list[frozenset[str]]:
        new = list(texts)
        self.texts += new
        return CITY.themes_of_all(new)


def test_a_text_that_comes_again_is_looked_at_once_and_always_found_alike() -> None:
    asked = Asked()
    finder = Remembering(asked)
    texts = ["antre lama", "petugas ramah", "antre lama", ""]
    assert finder.themes_of_all(texts) == CITY.themes_of_all(texts)
    assert finder.themes_of_all(["kk hilang", *texts]) == CITY.themes_of_all(["kk hilang", *texts])
    assert asked.texts == ["antre lama", "petugas ramah", "", "kk hilang"]
