"""Folds copies of the same words into one, and says how many there were.

Two texts are copies when at least ALIKE percent of their different words are the same (Jaccard index). No
pair is missed: texts so alike share one of their rarest words (prefix filter; Chaudhuri, Ganti & Kaushik
2006). Short texts are never folded: many people say "good" in one word, and each of them counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ALIKE = 80  # percent
SHORTEST = 5  # different words a text needs to be taken for a copy


@dataclass(frozen=True)
class Folded:
    """One text that stands for all its copies: the place of the first of the most frequent, and how many."""

    place: int
    copies: int


def folded(texts: Sequence[str], words: Callable[[str], Sequence[str]]) -> list[Folded]:
    """The texts that remain, in their order; their copies add up to the number of texts.

    words  the words of a text, in one spelling (`Wording.words`)
    """
    sets = [frozenset(words(text)) for text in texts]
    often = Counter(sets)
    rare = Counter(word for one in often for word in one)
    led: dict[frozenset[str], frozenset[str]] = {}
    met: dict[str, list[frozenset[str]]] = {}
    long = [one for one in often if len(one) >= SHORTEST]
    for one in sorted(long, key=lambda one: (-often[one], sorted(one))):
        led[one] = _leader(one, rare, met)
    return _counted(sets, led)


def _leader(one: frozenset[str], rare: Counter[str], met: dict[str, list[frozenset[str]]]) -> frozenset[str]:
    """The first met set that this one is a copy of; itself, from now on met, when there is none."""
    # Two sets so alike share ALIKE percent of the larger: the others cannot hold all of the rarest words.
    prefix = sorted(one, key=lambda word: (rare[word], word))[: len(one) * (100 - ALIKE) // 100 + 1]
    for other in (other for word in prefix for other in met.get(word, ())):
        if 100 * len(one & other) >= ALIKE * len(one | other):
            return other
    for word in prefix:
        met.setdefault(word, []).append(one)
    return one


def _counted(sets: Sequence[frozenset[str]], led: dict[frozenset[str], frozenset[str]]) -> list[Folded]:
    copies: Counter[frozenset[str]] = Counter(led[one] for one in sets if len(one) >= SHORTEST)
    kept: list[Folded] = []
    told: set[frozenset[str]] = set()
    for place, one in enumerate(sets):
        if len(one) < SHORTEST:
            kept.append(Folded(place, 1))
        elif one == led[one] and one not in told:
            told.add(one)
            kept.append(Folded(place, copies[one]))
    return kept
