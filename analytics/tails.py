"""The upper tails of three counts, as scipy.stats has them, from the functions that lie beneath it.

scipy.stats itself takes as long to load as a week of ratings takes to count, and none of its distributions
more is needed. Binomial and negative binomial are regularised incomplete beta functions (Johnson, Kemp & Kotz
2005, Univariate Discrete Distributions, eqs. 3.37 and 5.31).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

__all__ = ["binomial", "hypergeometric", "negative_binomial"]


def binomial(count: int, of: int, share: Any) -> Any:
    """The chance of `count` (1..of) or more out of `of` where each comes with the chance `share`.

    `share` is a number or an array of them, and so is what comes back.
    """
    return betainc(count, of - count + 1, share)


def negative_binomial(count: int, size: float, success: float) -> float:
    """The chance of `count` or more failures before `size` successes, each of the chance `success`."""
    return float(betainc(count, size, 1 - success)) if count > 0 else 1.0


def hypergeometric(count: int, drawn: int, marked: int, all_of_them: int) -> float:
    """The chance that `count` or more of `drawn` are marked, where `marked` of `all_of_them` are.

    Every possible number is weighed by its ratio to the one below it, so nothing is taken from anything.
    """
    least, most = max(0, drawn + marked - all_of_them), min(drawn, marked)
    if count <= least:
        return 1.0
    weights = _weights(np.arange(least, most, dtype=float), drawn, marked, all_of_them)
    return float(weights[count - least :].sum() / weights.sum())


def _weights(below: NDArray[np.float64], drawn: int, marked: int, all_of_them: int) -> NDArray[np.float64]:
    """How likely each number from the least to the most is, the likeliest being 1."""
    left = all_of_them - marked - drawn  # may be negative: then the least is not 0
    ratios = (marked - below) * (drawn - below) / ((below + 1) * (left + below + 1))
    likeliest = np.count_nonzero(ratios >= 1)  # from here on they only fall
    up, down = np.cumprod(ratios[likeliest:]), np.cumprod(1 / ratios[:likeliest][::-1])
    return np.concatenate([down[::-1], [1.0], up])
