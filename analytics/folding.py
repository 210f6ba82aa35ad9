"""Folds copies of the same words into one, and says how many there were.

Two texts are copies when at least ALIKE percent of their different words are the same (Jaccard index). No
pair is missed: texts so alike share one of their rarest words (prefix filter; Chaudhuri, Ganti & Kaushik
2006). Short texts are never folded: many people say "good" in one word, and each of them counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

ALIKE = 80  # percent
SHORTEST = 5  # different words a text needs to be taken for a copy

Words = frozenset[str]


@dataclass(frozen=True)
class Folded:
    """One text that stands for all its copies: the place of the first of the most frequent, and how many."""

    place: int
    copies: int


def folded(texts: Sequence[str], words: Callable[[str], Sequence[str]]) -> list[Folded]:
    """The texts that remain, in their order; their copies add up to the number of texts.

    words  the words of a text, in one spelling (`Wording.words`)
    """
    return folded_sets([frozenset(words(text)) for text in texts])


def folded_sets(sets: Sequence[Words]) -> list[Folded]:
    """The same of texts whose different words are known."""
    often = Counter(sets)
    rarest = _rarest(often)
    shared = Counter(chain.from_iterable(rarest.values()))
    met: dict[int, list[Words]] = {}
    # Whoever shares none of its rarest words is nobody's copy, and has none.
    led = {one: one for one, its in rarest.items() if all(shared[place] == 1 for place in its)}
    others = [one for one in rarest if one not in led]
    for one in sorted(others, key=lambda one: (-often[one], sorted(one))):
        led[one] = _leader(one, rarest[one], met)
    return _counted(sets, led)


def alike(one: Words, other: Words) -> bool:
    """Whether two texts are copies, by their different words."""
    shared = len(one & other)
    return 100 * shared >= ALIKE * (len(one) + len(other) - shared)


def _rarest(sets: Iterable[Words]) -> dict[Words, list[int]]:
    """Of each set that is long enough, the words of which a copy must have one, rarest first, by number."""
    different = list(sets)
    often = Counter(chain.from_iterable(different))
    ranked = sorted(often, key=lambda word: (often[word], word))
    number = dict(zip(ranked, range(len(ranked)), strict=True)).__getitem__
    # Two sets so alike share ALIKE percent of the larger: the others cannot hold all of the rarest words.
    return {
        one: sorted(map(number, one))[: len(one) * (100 - ALIKE) // 100 + 1]
        for one in different
        if len(one) >= SHORTEST
    }


def _leader(one: Words, rarest: Sequence[int], met: dict[int, list[Words]]) -> Words:
    """The first met set that this one is a copy of; itself, from now on met, when there is none."""
    for other in (other for place in rarest for other in met.get(place, ())):
        if alike(one, other):
            return other
    for place in rarest:
        met.setdefault(place, []).append(one)
    return one


def _counted(sets: Sequence[Words], led: Mapping[Words, Words]) -> list[Folded]:
    copies: Counter[Words] = Counter(led[one] for one in sets if len(one) >= SHORTEST)
    kept: list[Folded] = []
    told: set[Words] = set()
    for place, one in enumerate(sets):
        if len(one) < SHORTEST:
            kept.append(Folded(place, 1))
        elif one == led[one] and one not in told:
            told.add(one)
            kept.append(Folded(place, copies[one]))
    return kept
