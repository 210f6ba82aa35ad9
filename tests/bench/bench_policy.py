"""Policies with known effects: found when there, not found when not, though units move by themselves."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.policy import Plan, effect
from analytics.skm import ELEMENTS

RUNS, UNITS, FORMS = 200, 20, 100
UNIT_SHOCK = 2.0  # points by which a unit moves by itself from one window to the next (standard deviation)
EFFECTS = (0.0, 2.0, 4.0, 6.0, 8.0)
SEED = 20261124
START = date(2026, 7, 1)


def forms(random: np.random.Generator, treated: int, points: float) -> pd.DataFrame:
    """UNITS units with FORMS forms on each side; the first `treated` have the policy."""
    shocks = random.normal(0, UNIT_SHOCK, UNITS) + np.where(np.arange(UNITS) < treated, points, 0)
    blocks = []
    for unit in range(UNITS):
        for after in (False, True):
            middle = 3.0 + (shocks[unit] / 25 if after else 0)
            answers = np.clip(np.round(random.normal(middle, 0.7, (FORMS, 9))), 1, 4).astype(int)
            block = pd.DataFrame(answers, columns=list(ELEMENTS))
            blocks.append(block.assign(unit=str(unit), day=START + timedelta(days=10 if after else -10)))
    return pd.concat(blocks, ignore_index=True)


def bench_policies_with_known_effects() -> None:
    random = np.random.default_rng(SEED)
    print(f"\n{UNITS} units, {FORMS} forms on each side, seed {SEED}; units move by themselves,")
    print(f"by {UNIT_SHOCK} points (standard deviation). {RUNS} runs a cell: share called better or worse")
    print("units with it | " + " | ".join(f"{points:+.0f} points" for points in EFFECTS))
    for treated in (1, 3, 6):
        plan = Plan(START, 90, frozenset(map(str, range(treated))))
        called = []
        for points in EFFECTS:
            found = [effect(forms(random, treated, points), plan, date(2027, 1, 1)) for _ in range(RUNS)]
            called.append(sum(one.verdict in ("better", "worse") for one in found) / RUNS)
        print(f"{treated:13} | " + " | ".join(f"{share:9.1%}" for share in called))
        assert called[0] <= 0.05 + 0.05  # chance in 200 runs: three standard errors
    assert called[-1] >= 0.9
