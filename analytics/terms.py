"""Finds words and pairs of words that were rare in a unit's texts and are frequent this week.

Nobody is to be known by them: only masked texts are read for them, and a word is shown only when it is an
ordinary one or when it is written of several units. A name, which is neither, stays in its unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

from analytics.discovery import RATE, findings
from analytics.masking import Mask, looks_personal, mask

LEAST = 5  # texts of this week that have the term
RARE = 0.02  # at most this share of the eight weeks' texts had it
ELSEWHERE = 3  # a word that is written of so many units is no name of one official
SHORTEST = 2  # letters


@dataclass(frozen=True)
class Term:
    """A word or a pair of words, in `now` of this week's `texts` and `before` of `texts_before`."""

    unit: str
    term: str
    now: int
    texts: int
    before: int
    texts_before: int
    p: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Reading:
    """How texts are read for terms.

    words     the words of a text, in one spelling (`Wording.words`)
    mask      what is masked first, also the names of `people`
    ordinary  words that may be shown wherever they are written
    """

    words: Callable[[str], Sequence[str]]
    mask: Mask
    ordinary: frozenset[str]
    people: tuple[str, ...] = ()

    def shown_terms(self, text: str) -> frozenset[str]:
        """The terms of a text after masking; none of a text that may still tell who somebody is."""
        masked = mask(text, self.mask, self.people)
        if looks_personal(masked, self.mask):
            return frozenset()
        return frozenset(_terms(self.words(self.mask.bare(masked))))


def ordinary_words(texts: Iterable[str], words: Callable[[str], Sequence[str]]) -> frozenset[str]:
    """The words of texts that were written to be seen, such as the labelled sentences."""
    return frozenset(word for text in texts for word in words(text))


def new_terms(texts: pd.DataFrame, reading: Reading, rate: float = RATE) -> list[Term]:
    """The terms that came up this week, by unit, the least likely to be chance first.

    texts  unit, words, age (0 this week, 1..8 before): as `growing.recent` returns it, copies folded

    Tested as themes are (exact given the margins, false discovery rate over all units and terms).
    """
    public = _public(texts, reading)
    tested = [
        one for unit, rows in texts.groupby("unit") for one in _of_unit(str(unit), rows, reading, public)
    ]
    found = findings({f"{one.unit}\t{one.term}": one.p for one in tested}, rate)
    kept = [
        one for one in tested if f"{one.unit}\t{one.term}" in found and one.now >= LEAST and _was_rare(one)
    ]
    return sorted(_whole(kept), key=lambda one: (one.unit, one.p, one.term))


def _of_unit(unit: str, rows: pd.DataFrame, reading: Reading, public: frozenset[str]) -> list[Term]:
    """Every public term in enough of the unit's texts; those that did not grow are tested with the others."""
    this_week, earlier = rows[rows["age"] == 0]["words"], rows[rows["age"] > 0]["words"]
    now = Counter(term for text in this_week for term in reading.shown_terms(text))
    # Nothing of the earlier texts is shown, so they need no masking.
    before = Counter(term for text in earlier for term in set(_terms(reading.words(text))))
    asked = [
        term
        for term in sorted(now.keys() | before.keys())
        if now[term] + before[term] >= LEAST and public.issuperset(term.split())
    ]
    n, n_before = len(this_week), len(earlier)
    p_values = _chances([now[term] for term in asked], [before[term] for term in asked], n, n_before)
    return [
        Term(unit, term, now[term], n, before[term], n_before, p)
        for term, p in zip(asked, p_values, strict=True)
    ]


def _chances(now: list[int], before: list[int], n: int, n_before: int) -> list[float]:
    """How likely so many or more of this week's texts have the term, if the weeks do not differ."""
    having = np.array(now, dtype=int)
    both = having + np.array(before, dtype=int)
    return [float(p) for p in hypergeom.sf(having - 1, n + n_before, both, n)]


def _terms(words: Sequence[str]) -> Iterator[str]:
    telling = [word for word in words if len(word) >= SHORTEST and not word.isdigit()]
    yield from telling
    yield from (f"{one} {other}" for one, other in pairwise(words) if {one, other} <= set(telling))


def _public(texts: pd.DataFrame, reading: Reading) -> frozenset[str]:
    """Words that are no name of one unit's official."""
    units = Counter(
        word
        for _, rows in texts.groupby("unit")
        for word in {word for text in rows["words"] for word in reading.words(text)}
    )
    return reading.ordinary | {word for word, number in units.items() if number >= ELSEWHERE}


def _was_rare(one: Term) -> bool:
    return one.before <= RARE * one.texts_before


def _whole(terms: list[Term]) -> Iterator[Term]:
    """Without the single words that only stand in a pair which is told as well."""
    pairs = {(one.unit, word, one.now) for one in terms if " " in one.term for word in one.term.split()}
    return (one for one in terms if (one.unit, one.term, one.now) not in pairs)
