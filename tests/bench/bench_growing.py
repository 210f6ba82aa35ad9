"""Sixty units and twelve themes every week: how often chance is called growing, and what is found."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.growing import WEEKS, Growing, growing

SEED = 20261124
UNITS, DRAWN, TEXTS = 60, 12, 15  # texts: the mean number a unit gets in a week
SHARES = np.array([0.25, 0.2, 0.15, 0.12, 0.1, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02])
SWINGS = ((0.0, "chance"), (0.3, "log-normal"), (0.3, "gamma"), (0.6, "log-normal"), (0.6, "gamma"))
GROWN, TIMES = 12, 4.0  # units and themes that really grow, and how many times


def weeks(
    random: np.random.Generator, swing: float, grown: int, written: int, kind: str = "log-normal"
) -> pd.DataFrame:
    """Texts of nine weeks; `swing` is the coefficient of variation of a theme's share between weeks."""
    rows = []
    for unit in range(UNITS):
        for age in range(WEEKS + 1):
            shares = np.minimum(0.9, SHARES * factors(random, swing, kind))
            if age == 0 and unit < grown:
                shares[place_of(unit)] = min(0.9, TIMES * SHARES[place_of(unit)])
            about = random.random((random.poisson(written), len(SHARES))) < shares
            rows += [(f"u{unit}", age, [f"t{place}" for place in np.flatnonzero(row)]) for row in about]
    return pd.DataFrame(rows, columns=["unit", "age", "themes"])


def factors(random: np.random.Generator, swing: float, kind: str) -> NDArray[np.float64]:
    """By what the shares of one week differ from the usual ones."""
    if not swing:
        return np.ones(len(SHARES))
    if kind == "gamma":
        return random.gamma(1 / swing**2, swing**2, len(SHARES))
    return np.exp(swing * random.standard_normal(len(SHARES)))


def place_of(unit: int) -> int:
    """Which theme grows in a unit: common and rare ones in turn."""
    return unit % 8


def is_true(one: Growing) -> bool:
    unit = int(one.unit.removeprefix("u"))
    return unit < GROWN and one.theme == f"t{place_of(unit)}"


def bench_false_alarms_when_nothing_grows() -> None:
    print(f"\nNothing grows: {UNITS} units, {len(SHARES)} themes, {DRAWN} weeks a row, seed {SEED}")
    for written in (TEXTS, 4 * TEXTS):
        for swing, kind in SWINGS:
            random = np.random.default_rng(SEED)
            drawn = [weeks(random, swing, 0, written, kind) for _ in range(DRAWN)]
            found = np.array([len(growing(one)) for one in drawn])
            alone = [sum(1 for one in growing(some, rate=1.0) if one.p < 0.05) for some in drawn[:5]]
            print(
                f"  {written} texts, shares swing by {swing:.0%} ({kind}):"
                f" each alone {np.mean(alone):.1f} a week; together {found.mean():.2f},"
                f" any in {np.mean(found > 0):.0%} of the weeks"
            )
            assert np.mean(found > 0) < 0.15


def bench_what_grows_is_found() -> None:
    print(f"\n{GROWN} themes of units grow to {TIMES:.0f} times their share, {DRAWN} weeks a row")
    for written in (TEXTS, 4 * TEXTS):
        for swing, kind in SWINGS:
            random = np.random.default_rng(SEED)
            found = [growing(weeks(random, swing, GROWN, written, kind)) for _ in range(DRAWN)]
            right = [sum(map(is_true, some)) for some in found]
            false = [(len(some) - yes) / max(1, len(some)) for some, yes in zip(found, right, strict=True)]
            print(
                f"  {written} texts, shares swing by {swing:.0%} ({kind}):"
                f" found {np.mean(right):.1f} of {GROWN};"
                f" chance among what is called growing {np.mean(false):.1%}"
            )
            assert np.mean(false) < 0.1
