"""Says whether a mean has really moved, and says so when the numbers are too few to tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Literal, Self

Word = Literal["up", "down", "unclear", "too_few"]

# Scores are four steps, often nearly all the same. Below about thirty a side the mean is not yet near normal
# and the interval would promise more than it holds.
ENOUGH = 30
_Z95 = 1.96


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


def change_word(now: Scores, before: Scores) -> Word:
    """Which way the mean moved: only when the 95 % interval of the difference (Welch) leaves out 0."""
    difference = change(now, before)
    if difference is None or min(now.n, before.n) < ENOUGH:
        return "too_few"
    if abs(difference) <= _Z95 * sqrt(_error(now) + _error(before)):
        return "unclear"
    return "up" if difference > 0 else "down"


def _error(scores: Scores) -> float:
    """The squared standard error of the mean."""
    n, total = scores.n, sum(score * count for score, count in enumerate(scores.counts, 1))
    squares = sum(score * score * count for score, count in enumerate(scores.counts, 1))
    return (n * squares - total * total) / (n * n * (n - 1))
