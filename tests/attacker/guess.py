"""The attacker's guess: a link where there is one, else the most suspicious, as earlier days have taught."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.attacker.clues import LINKS
from tests.attacker.seized import Seized

Link = Callable[[Seized], dict[int, int]]


@dataclass
class Experience:
    """How often a clue was there with those who had reported, and with others."""

    reporters: int = 0
    others: int = 0
    with_reporters: dict[str, int] = field(default_factory=dict)
    with_others: dict[str, int] = field(default_factory=dict)

    def learn(self, clues: Mapping[int, Mapping[str, float]], reporters: Iterable[int]) -> None:
        """One day of which the truth is known."""
        guilty = set(reporters)
        for citizen, found in clues.items():
            counts = self.with_reporters if citizen in guilty else self.with_others
            for name, value in found.items():
                counts[name] = counts.get(name, 0) + (value > 0)
        self.reporters += len(guilty)
        self.others += len(clues) - len(guilty)

    def weight(self, clue: str, *, there: bool) -> float:
        """How much more likely somebody has reported, if this clue is there or is not: a logarithm."""
        here = (self.with_reporters.get(clue, 0) + 1) / (self.reporters + 2)
        else_ = (self.with_others.get(clue, 0) + 1) / (self.others + 2)
        return math.log(here / else_) if there else math.log((1 - here) / (1 - else_))

    def score(self, found: Mapping[str, float]) -> float:
        return sum(self.weight(name, there=value > 0) for name, value in found.items())


def links(seized: Seized, by: Sequence[Link] = LINKS) -> dict[int, int]:
    """Cases whose chat is known for sure."""
    found: dict[int, int] = {}
    for link in by:
        found = {**link(seized), **found}
    return found


def guesses(
    cases: Sequence[int],
    sure: Mapping[int, int],
    clues: Mapping[int, Mapping[str, float]],
    known: Experience,
    seed: int,
) -> dict[int, int]:
    """A chat for each of these cases: those that look most like it, each once, in the order of their rows."""
    chance = random.Random(seed)
    ranked = sorted(clues, key=lambda citizen: (-known.score(clues[citizen]), chance.random()))
    free = [citizen for citizen in ranked if citizen not in sure.values()]
    return {case: sure.get(case) or free[place % len(free)] for place, case in enumerate(cases)}


def interval(hits: int, tries: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (E. B. Wilson, 1927)."""
    z, share = 1.96, hits / tries
    middle = (share + z * z / (2 * tries)) / (1 + z * z / tries)
    half = z * math.sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries)) / (1 + z * z / tries)
    return middle - half, middle + half
