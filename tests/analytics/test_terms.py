"""New words are told, and nobody is known by them."""

import pandas as pd

from analytics.masking import Mask
from analytics.terms import LEAST, Reading, Term, new_terms, ordinary_words

LABELS = {kind: f"[{kind}]" for kind in ("number", "phone", "email", "link", "username", "name")}
MASK = Mask(LABELS, titles=("Pak", "Bu"), plain=("saya",), hints=("gang",))
READING = Reading(
    lambda text: text.lower().replace(".", "").split(),
    MASK,
    frozenset("blangko habis server mati antre lama petugas loket ramah".split()),
)
QUIET = ["antre lama", "petugas ramah", "loket ramah", "antre", "ramah"]


def frame(this_week: list[str], before: list[str], unit: str = "disdukcapil") -> pd.DataFrame:
    rows = [(unit, 0, words) for words in this_week] + [(unit, 1, words) for words in before]
    return pd.DataFrame(rows, columns=["unit", "age", "words"])


def told(texts: pd.DataFrame, reading: Reading = READING) -> list[str]:
    return [one.term for one in new_terms(texts, reading)]


def test_a_word_that_comes_up_is_told_with_its_numbers() -> None:
    texts = frame(["blangko"] * 6 + QUIET, QUIET * 20)
    (found,) = new_terms(texts, READING)
    assert found == Term("disdukcapil", "blangko", 6, 11, 0, 100, found.p)
    assert found.p < 1e-5
    assert found.as_json()["term"] == "blangko"


def test_a_pair_is_told_instead_of_its_words_where_they_stand_nowhere_else() -> None:
    assert told(frame(["blangko habis"] * 6 + QUIET, QUIET * 20)) == ["blangko habis"]
    assert told(frame(["blangko habis"] * 6 + ["blangko"] * 3 + QUIET, QUIET * 20)) == [
        "blangko",
        "blangko habis",
    ]


def test_what_was_frequent_before_or_is_said_by_few_is_not_new() -> None:
    assert told(frame(["server mati"] * 9, ["server mati"] * 10 + QUIET * 18)) == []
    assert told(frame(["blangko"] * (LEAST - 1) + QUIET, QUIET * 60)) == []


def test_numbers_and_single_letters_are_no_words() -> None:
    assert told(frame(["a 12"] * 9 + QUIET, QUIET * 20)) == []


def test_a_name_that_one_unit_writes_of_is_not_shown() -> None:
    assert told(frame(["joko lama", "joko"] * 8 + QUIET, QUIET * 20)) == []


def test_a_word_that_many_units_write_is_shown_although_nobody_listed_it() -> None:
    others = [frame(["banjir"], [], unit) for unit in ("rsud", "dlh")]
    texts = pd.concat([frame(["banjir"] * 8 + QUIET, QUIET * 20), *others], ignore_index=True)
    assert told(texts) == ["banjir"]


def test_masked_people_and_texts_that_still_tell_who_somebody_is_are_not_read() -> None:
    known = Reading(READING.words, MASK, READING.ordinary | {"joko", "susilo", "habis"}, ("susilo",))
    assert told(frame(["susilo habis"] * 8 + QUIET, QUIET * 20), known) == ["habis"]
    assert told(frame(["gang habis joko"] * 8 + QUIET, QUIET * 20), known) == []
    assert told(frame(["Pak Joko"] * 8 + QUIET, QUIET * 20), known) == []


def test_ordinary_words_are_those_of_texts_written_to_be_seen() -> None:
    assert ordinary_words(["antre lama", "lama"], str.split) == {"antre", "lama"}


def test_of_no_texts_there_are_no_new_words() -> None:
    assert told(frame([], [])) == []
