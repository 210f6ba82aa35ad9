"""Says whether a mean has really moved, and says so when the numbers are too few to tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Self

from analytics.discovery import RATE, Word, findings

# Scores are four steps, often nearly all the same. Below about thirty a side the mean is not yet near normal
# and the interval would promise more than it holds.
ENOUGH = 30


@dataclass(frozen=True)
class Scores:
    """How often each of the scores 1, 2, 3 and 4 was given."""

    counts: tuple[int, int, int, int] = (0, 0, 0, 0)

    @classmethod
    def of(cls, counts: Iterable[int]) -> Self:
        one, two, three, four = (int(count) for count in counts)
        return cls((one, two, three, four))

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """None when nobody rated: an empty week has no mean, and no 0."""
        return sum(score * count for score, count in enumerate(self.counts, 1)) / self.n if self.n else None


def change(now: Scores, before: Scores) -> float | None:
    """The difference of the two means; None when one of them is not there."""
    if now.mean is None or before.mean is None:
        return None
    return now.mean - before.mean


def change_words(pairs: Mapping[str, tuple[Scores, Scores]]) -> dict[str, Word]:
    """Which way each mean moved from the later of a pair's scores (first) against the earlier ones.

    All of them are looked at together, so that at most a twentieth of what is called a move is chance.
    """
    tested = {key: p for key, (now, before) in pairs.items() if (p := p_value(now, before)) is not None}
    found = findings(tested, RATE)
    return {key: _word(*pair, tested=key in tested, found=key in found) for key, pair in pairs.items()}


def _word(now: Scores, before: Scores, *, tested: bool, found: bool) -> Word:
    if not tested:
        return "too_few"
    if not found:
        return "unclear"
    return "up" if (change(now, before) or 0) > 0 else "down"


def p_value(now: Scores, before: Scores) -> float | None:
    """How easily chance moves the mean as far (Welch's test); None when the numbers are too few to tell."""
    difference = change(now, before)
    if difference is None or min(now.n, before.n) < ENOUGH:
        return None
    error = sqrt(_error(now) + _error(before))
    if not error:
        return 0.0 if difference else 1.0
    return erfc(abs(difference) / error / sqrt(2))


def _error(scores: Scores) -> float:
    """The squared standard error of the mean."""
    n, total = scores.n, sum(score * count for score, count in enumerate(scores.counts, 1))
    squares = sum(score * score * count for score, count in enumerate(scores.counts, 1))
    return (n * squares - total * total) / (n * n * (n - 1))
