"""What was learned comes back to the last bit, and nothing that it is not."""

import io
from dataclasses import replace

import numpy as np
import pytest

from analytics.features import Kind
from analytics.labelled import sentences, wording
from analytics.learned import Learned, NotLearned
from analytics.topics import Topics
from tests.bench.labelling import keywords, unseen_half

LEXICON = keywords()
SMALL = Learned(
    Kind({"antre": 1, "lama sekali": 0}, np.array([0.1 + 0.2, 1 / 3])),
    Kind({" ra": 0}, np.array([2.5])),
    np.array([[1e-17, 2], [3, np.pi], [5, 6]]),
    np.array([0.7, 0.1]),
    np.array([-1.0, np.nextafter(0, 1)]),
)


def test_what_was_written_is_read_to_the_last_bit() -> None:
    again = Learned.read(SMALL.written("mark"), "mark")
    assert again.whole.columns == SMALL.whole.columns
    assert again.pieces.columns == SMALL.pieces.columns
    for name in ("weights", "keyword", "base"):
        assert getattr(again, name).tobytes() == getattr(SMALL, name).tobytes()
    assert again.whole.weights.tolist() == [0.1 + 0.2, 1 / 3]
    assert again.pieces.weights.tolist() == [2.5]


def test_what_was_learned_from_other_lessons_is_not_taken() -> None:
    with pytest.raises(NotLearned, match="other lessons"):
        Learned.read(SMALL.written("mark"), "another")


def saved(array: np.ndarray) -> bytes:
    place = io.BytesIO()
    np.save(place, array)
    return place.getvalue()


@pytest.mark.parametrize(
    "broken", [b"", b"PK\x03\x04 and no more", SMALL.written("mark")[:-40], b"\x93NUMPY", saved(np.zeros(2))]
)
def test_what_is_broken_is_told_apart(broken: bytes) -> None:
    with pytest.raises(NotLearned):
        Learned.read(broken, "mark")


def test_a_file_that_holds_something_else_or_a_program_is_nothing_learned() -> None:
    for given in ({"other": np.zeros(3)}, {"lessons": np.array([object()], dtype=object)}):
        place = io.BytesIO()
        np.savez(place, **given)
        with pytest.raises(NotLearned):
            Learned.read(place.getvalue(), "mark")


def test_themes_are_found_alike_by_what_was_just_learned_and_by_what_was_read_back() -> None:
    texts = [one.text for one in unseen_half()]
    fresh = Topics(LEXICON, wording(LEXICON.synonyms), sentences(), frozenset({"pungli"}))
    _, model = fresh._model
    back = replace(fresh, learn=lambda lessons: Learned.read(model.written(lessons.mark()), lessons.mark()))
    assert back.themes_of_all(texts) == fresh.themes_of_all(texts)
    named = [LEXICON.themes_of(text) for text in texts]
    assert back._probabilities(texts, named).tobytes() == fresh._probabilities(texts, named).tobytes()
