"""The chances by which a week is judged: how often an honest one would look like this, or more so.

A unit's week is tested for five things. Each may accuse one honest week in five hundred, so that together
they accuse at most one in a hundred (Bonferroni). Where a crowd is honest in itself (a festival, a day of
enrolment) many ratings alone accuse nobody: they must also be of one mind, and both must be beyond chance
(intersection-union test; Berger 1982, Technometrics 24, 295-300).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from analytics.tails import binomial, negative_binomial

RATE = 0.01  # of a unit's honest weeks that may be accused, all reasons together
TESTS = 5
LEVEL = RATE / TESTS
# Once a stretch of time is full beyond chance (LEVEL), how far its fours, or its ones, must be beyond chance.
ONE_MIND = 0.01

Numbers = NDArray[np.float64]


def so_many(count: int, mean: float, spread: float) -> float:
    """The chance of `count` or more where `mean` is usual and the variance `spread` (> 1) times the mean.

    Negative binomial: a Poisson number whose mean itself goes up and down from week to week.
    """
    return negative_binomial(count, mean / (spread - 1), 1 / spread)


def so_large_a_part(count: int, of: int, share: float) -> float:
    """The chance that `count` or more out of `of` fall where `share` (0..1) of them usually do."""
    return float(binomial(count, of, share))


def spread_of(counts: Sequence[NDArray[np.int64]]) -> float:
    """How many times more than by chance alone counts vary between weeks: variance by mean, at least 1."""
    several = [some for some in counts if len(some) > 1]
    means = sum(float(some.mean()) for some in several)
    return max(1.0, sum(float(some.var(ddof=1)) for some in several) / means) if means else 1.0


@dataclass(frozen=True)
class Comings:
    """How often people rate one unit in a week: the number beyond the first is negative binomial.

    By moments (Johnson, Kemp & Kotz 2005, ch. 5): most people come once, a few again and again.
    """

    mean: float
    size: float

    @classmethod
    def of(cls, times: NDArray[np.integer[Any]]) -> Self:
        """From how often each voice rated its unit in each of the weeks before (1 or more).

        Fifty people of a plain kind are added, so that a new city has a beginning; a phone that rated again
        and again before counts as seven times, so that it does not make itself usual.
        """
        extra = np.minimum(times.astype(float) - 1, _MOST_EXTRA)
        n = len(extra) + _PLAIN
        mean = float(extra.sum() + _PLAIN * _PLAIN_EXTRA) / n
        variance = max(mean * 1.01, float(np.square(extra).sum() + _PLAIN * _PLAIN_SQUARE) / n - mean**2)
        return cls(mean, mean**2 / (variance - mean))

    def so_often(self, count: int, voices: int) -> float:
        """The chance that any of `voices` rates `count` times in a week, at most (Bonferroni)."""
        alone = negative_binomial(count - 1, self.size, self.size / (self.size + self.mean))
        return min(1.0, voices * alone)


_MOST_EXTRA, _PLAIN, _PLAIN_EXTRA, _PLAIN_SQUARE = 6, 50, 0.15, 0.4
