"""Turns texts into weighted words, pairs of words and pieces of words: what a model can learn from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from analytics.wording import NEGATED, Wording

Matrix = Any  # scipy's sparse matrices have no types


@dataclass(frozen=True)
class Words:
    """What was seen in the texts it was fitted on, each kind weighted by tf-idf (rows of length one)."""

    wording: Wording
    vectorizers: tuple[Any, ...]

    @classmethod
    def of_texts(cls, texts: list[str], wording: Wording) -> Words:
        kinds = (TfidfVectorizer(analyzer=analyzer, sublinear_tf=True) for analyzer in (_whole, _in_pieces))
        words = [_numberless(wording.marked(text)) for text in texts]
        return cls(wording, tuple(kind.fit(words) for kind in kinds))

    def of(self, texts: list[str]) -> Matrix:
        """One row a text."""
        words = [_numberless(self.wording.marked(text)) for text in texts]
        return hstack([one.transform(words) for one in self.vectorizers]).tocsr()


def _numberless(words: list[str]) -> list[str]:
    """The words, every number the same: that there is one tells something, which one does not."""
    return ["#" if word.strip(NEGATED).isdigit() else word for word in words]


def _whole(words: list[str]) -> list[str]:
    return [*words, *(f"{one} {other}" for one, other in pairwise(words))]


def _in_pieces(words: list[str]) -> list[str]:
    return [piece for word in words for piece in _pieces(word.removeprefix(NEGATED))]


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    """Every three, four and five letters in a row of the word, a space at its ends."""
    padded = f" {word} "
    return tuple(padded[at : at + long] for long in (3, 4, 5) for at in range(len(padded) - long + 1))
