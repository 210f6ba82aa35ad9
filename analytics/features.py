"""Turns texts into weighted words, pairs of words and pieces of words: what a model can learn from.

scikit-learn learns which of them there are and how much each weighs. They are looked up here: a word brings
its pieces along, found once however often it is written, where scikit-learn cuts every word anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from analytics.wording import MET, NEGATED, Wording

Matrix = Any  # scipy's sparse matrices have no types
Columns = NDArray[np.int32]
_NONE: Columns = np.array([], np.int32)


@dataclass(frozen=True)
class Kind:
    """One kind of terms: the column of each that was learned, and the weights (idf) of the columns."""

    columns: Mapping[str, int]
    weights: Any

    @classmethod
    def learned(cls, words: list[list[str]], terms: Callable[[list[str]], list[str]]) -> Kind:
        # Takes a second to load, and is not needed where what was learned is kept.
        from sklearn.feature_extraction.text import TfidfVectorizer

        fitted = TfidfVectorizer(analyzer=terms, sublinear_tf=True).fit(words)
        return cls(fitted.vocabulary_, fitted.idf_)

    def known(self, terms: Iterable[str]) -> Columns:
        """The columns of these terms; what was never learned has none."""
        known = map(self.columns.get, terms)
        return np.array([column for column in known if column is not None], np.int32)

    def matrix(self, texts: Sequence[Sequence[Columns]]) -> Matrix:
        """One row for the columns of each text: sublinear tf-idf of length one, as TfidfVectorizer has it."""
        parts = [_NONE, *chain.from_iterable(texts)]
        ends = np.cumsum([len(part) for part in parts])[np.cumsum([0, *map(len, texts)])]
        places, shape = np.concatenate(parts), (len(texts), len(self.weights))
        found = csr_matrix((np.ones(len(places)), places, ends), shape=shape)
        found.sum_duplicates()
        found.data = (1 + np.log(found.data)) * self.weights[found.indices]
        of = np.repeat(np.arange(len(texts)), np.diff(found.indptr))
        found.data /= np.sqrt(np.bincount(of, found.data**2, len(texts)))[of]
        return found


@dataclass(frozen=True)
class Words:
    """What was seen in the texts it was fitted on, each kind weighted by tf-idf (rows of length one)."""

    wording: Wording
    whole: Kind
    pieces: Kind

    @classmethod
    def of_texts(cls, texts: list[str], wording: Wording) -> Words:
        words = [_numberless(wording.marked(text)) for text in texts]
        return cls(wording, Kind.learned(words, _whole), Kind.learned(words, _in_pieces))

    def of(self, texts: list[str]) -> Matrix:
        """One row a text."""
        words = [_numberless(self.wording.marked(text)) for text in texts]
        whole = self.whole.matrix([[self.whole.known(_whole(its))] for its in words])
        pieces = self.pieces.matrix([[*map(self._cut, its)] for its in words])
        return hstack([whole, pieces]).tocsr()

    @cached_property
    def _cut(self) -> Callable[[str], Columns]:
        """The columns of the pieces of a word."""
        return lru_cache(MET)(lambda word: self.pieces.known(_pieces(word.removeprefix(NEGATED))))


def _numberless(words: list[str]) -> list[str]:
    """The words, every number the same: that there is one tells something, which one does not."""
    return list(map(_plain, words))


@lru_cache(MET)
def _plain(word: str) -> str:
    return "#" if word.strip(NEGATED).isdigit() else word


def _whole(words: list[str]) -> list[str]:
    return [*words, *(f"{one} {other}" for one, other in pairwise(words))]


def _in_pieces(words: list[str]) -> list[str]:
    return [piece for word in words for piece in _pieces(word.removeprefix(NEGATED))]


def _pieces(word: str) -> tuple[str, ...]:
    """Every three, four and five letters in a row of the word, a space at its ends."""
    padded = f" {word} "
    return tuple(padded[at : at + long] for long in (3, 4, 5) for at in range(len(padded) - long + 1))
