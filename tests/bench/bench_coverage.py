"""How often the 95 % interval holds the true index: fixed populations, drawn from without replacement."""

from __future__ import annotations

import numpy as np

from analytics.uncertainty import Sample, change, interval
from tests.bench.populations import SERVED, STRAIGHT, Sums, population

DRAWS = 4000
SIZES = (30, 60, 100, 200, 400)
SEED = 20261124


def index(sums: Sums) -> float:
    return float(25 * sums.mean() / 9)


def covered(everybody: Sums, size: int, random: np.random.Generator) -> tuple[float, float]:
    """The share of intervals that hold the true index, and the share of draws that gave one."""
    truth, held, given = index(everybody), 0, 0
    for _ in range(DRAWS):
        found = interval(Sample(random.choice(everybody, size, replace=False).tolist(), SERVED))
        if found is not None:
            given += 1
            held += found.low <= truth <= found.high
    return held / given, given / DRAWS


def bench_coverage_of_the_interval() -> None:
    random = np.random.default_rng(SEED)
    print(f"\nCoverage of the 95 % interval, {SERVED} people served, {DRAWS} draws each, seed {SEED}")
    print("straight fours | " + " | ".join(f"n={size:<4}" for size in SIZES) + "| no interval at n=30")
    for straight in STRAIGHT:
        everybody = population(straight, seed=int(straight * 100) + 7)
        shares = [covered(everybody, size, random) for size in SIZES]
        row = " | ".join(f"{100 * share:5.1f} " for share, _ in shares)
        print(f"{straight:14.0%} | {row}| {1 - shares[0][1]:.1%}")
        assert shares[0][0] >= 0.93
        # 94 to 96 %, with the reach of chance in so many draws (three standard errors).
        assert all(0.94 - 0.011 <= share <= 0.96 + 0.010 for share, _ in shares[2:])


def bench_coverage_of_a_change() -> None:
    random = np.random.default_rng(SEED)
    print(f"\nCoverage of the interval of a change, to 60 % straight fours, seed {SEED}")
    after = population(0.6, seed=99, mood=0.9)
    for straight in STRAIGHT:
        before = population(straight, seed=int(straight * 100) + 7)
        truth, held, given = index(after) - index(before), 0, 0
        for _ in range(DRAWS // 2):
            drawn = [Sample(random.choice(p, 100, replace=False).tolist(), SERVED) for p in (before, after)]
            if found := change(*drawn):
                given += 1
                held += found.low <= truth <= found.high
        print(f"{straight:14.0%} | n=100 and 100: {held / given:.1%} of {given}")
        assert 0.93 <= held / given <= 0.97
