"""How sure an index is: the 95 % interval of an IKM, and of its change between two periods.

Form means have two ends, and many forms say 4 nine times: an ordinary t interval then lies too low and too
often wrong (89 % instead of 95 % where 95 % of the forms are straight fours). On the logit scale it is right:
mean and standard error are taken there by the delta method, and the ends come back inside the scale (Korn &
Graubard 1999, Analysis of Health Surveys, ch. 5.2, for means of bounded answers). The interval of a change
is made of the two intervals (MOVER: Zou & Donner 2008, Statistics in Medicine 27, 1693-1702). Where the
number of people served is known, the variance is corrected for a finite population (Cochran 1977, ch. 2.6).
`bench_coverage` measures how often they are right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, sqrt

import numpy as np
from scipy.special import stdtrit

from analytics.skm import BEST, ELEMENTS, WEIGHTS, Weight

ENOUGH = 30  # forms; with fewer there is no interval but the words for "not enough yet"
CONFIDENCE = 0.95
LEAST, MOST = len(ELEMENTS), len(ELEMENTS) * BEST  # the sum of a form's nine answers
LOWEST, SPAN = 25.0, 75.0  # of the index with exact weights
Shares = np.ndarray[tuple[int], np.dtype[np.float64]]
_STEPS = 60  # halvings when a p-value is looked for: far below what anybody prints


@dataclass(frozen=True)
class Interval:
    """Both ends on the scale of the index, 25..100, and how many forms they rest on."""

    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Change:
    """The later index minus the earlier one, in points; `p`: how easily chance alone does that much."""

    points: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Sample:
    """The complete forms of a unit and period, as their sums of nine answers (9..36 each).

    `served`: how many people were served in the period; None when that is not known. For a single element
    `least` and `most` are 1 and 4: its index is its mean times 25, as that of the whole form.
    """

    sums: Sequence[int]
    served: int | None = None
    least: int = LEAST
    most: int = MOST

    def __post_init__(self) -> None:
        if any(not self.least <= one <= self.most for one in self.sums):
            raise ValueError(f"what was answered lies between {self.least} and {self.most}")

    @property
    def n(self) -> int:
        return len(self.sums)

    @property
    def can_tell(self) -> bool:
        """Enough forms, and not all the same: else nothing is known about how much they differ."""
        return self.n >= ENOUGH and min(self.sums) < max(self.sums)

    @cached_property
    def mean(self) -> float:
        """Between 0 (nothing but the least) and 1 (nothing but the most)."""
        return float(self._shares.mean())

    @cached_property
    def variance(self) -> float:
        """Of one form, on the same scale."""
        return float(self._shares.var(ddof=1))

    @cached_property
    def _shares(self) -> Shares:
        sums = np.asarray(self.sums, dtype=np.float64)
        return (sums - self.least) / (self.most - self.least)


def interval(sample: Sample, weight: Weight = "exact", confidence: float = CONFIDENCE) -> Interval | None:
    """The interval of the sample's IKM; None when there is not enough to tell (see `Sample.can_tell`)."""
    if not sample.can_tell:
        return None
    low, high = _ends(sample, 1 - confidence)
    return Interval(_index(low, weight), _index(high, weight), sample.n)


def change(before: Sample, after: Sample, weight: Weight = "exact") -> Change | None:
    """How the IKM changed, with interval and p-value; None when one of the two cannot tell."""
    if not (before.can_tell and after.can_tell):
        return None
    low, high = _difference(before, after, 1 - CONFIDENCE)
    scale = SPAN * _factor(weight)
    points = scale * (after.mean - before.mean)
    return Change(points, scale * low, scale * high, _p_value(before, after))


def _index(share: float, weight: Weight) -> float:
    return (LOWEST + SPAN * share) * _factor(weight)


def _factor(weight: Weight) -> float:
    """The rounded ninth makes every index a thousandth smaller."""
    return float(WEIGHTS[weight] * len(ELEMENTS))


def _ends(sample: Sample, alpha: float) -> tuple[float, float]:
    """The ends of the mean share, by Student's t on the logit scale."""
    mean = sample.mean
    error = sqrt(_left_to_chance(sample) * sample.variance / sample.n)
    reach = float(stdtrit(sample.n - 1, 1 - alpha / 2)) * error / (mean * (1 - mean))
    middle = log(mean / (1 - mean))
    return _share(middle - reach), _share(middle + reach)


def _share(logit: float) -> float:
    return 1 / (1 + exp(-logit)) if logit >= 0 else exp(logit) / (1 + exp(logit))


def _left_to_chance(sample: Sample) -> float:
    """The part of the people served who were not asked; all of them where their number is not known."""
    if sample.served is None or sample.served <= sample.n:
        return 1.0 if sample.served is None else 0.0
    return 1 - sample.n / sample.served


def _difference(before: Sample, after: Sample, alpha: float) -> tuple[float, float]:
    """MOVER: each end lets one sample go to its own end, and the other to its opposite one."""
    (b_low, b_high), (a_low, a_high) = _ends(before, alpha), _ends(after, alpha)
    b, a = before.mean, after.mean
    return (
        a - b - sqrt((a - a_low) ** 2 + (b_high - b) ** 2),
        a - b + sqrt((a_high - a) ** 2 + (b - b_low) ** 2),
    )


def _p_value(before: Sample, after: Sample) -> float:
    """The largest alpha at which the interval of the change still holds 0."""
    small, large = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (small + large) / 2
        low, high = _difference(before, after, middle)
        small, large = (middle, large) if low <= 0 <= high else (small, middle)
    return large
