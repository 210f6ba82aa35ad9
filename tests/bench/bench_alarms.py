"""A hundred units looked at every week: how often one that did not change is called better or worse."""

from __future__ import annotations

from functools import cache

import numpy as np

from analytics.discovery import change_words
from analytics.uncertainty import Change, Sample, change
from tests.bench.populations import STRAIGHT, population

UNITS, WEEKS, FORMS = 100, 60, 60
SEED = 20261124
MOVED, BETTER = 10, 0.6  # units that really became better, and by how much their mood


population_of = cache(population)


def week(random: np.random.Generator, moved: int) -> dict[str, Change | None]:
    """Every unit's change from one week to the next; the first `moved` of them really became better."""
    changes: dict[str, Change | None] = {}
    for unit in range(UNITS):
        straight = STRAIGHT[unit % 4]
        before = population_of(straight, unit)
        after = population_of(straight, unit, mood=0.6 + (BETTER if unit < moved else 0))
        drawn = [Sample(random.choice(sums, FORMS, replace=False).tolist()) for sums in (before, after)]
        changes[str(unit)] = change(*drawn)
    return changes


def called(words: dict[str, str]) -> set[str]:
    return {unit for unit, word in words.items() if word in ("up", "down")}


def bench_false_alarms_among_a_hundred_units() -> None:
    random = np.random.default_rng(SEED)
    alone, together, weeks = 0, 0, 0
    for _ in range(WEEKS):
        changes = week(random, moved=0)
        alone += sum(1 for one in changes.values() if one and one.p < 0.05)
        found = called(change_words(changes))
        together += len(found)
        weeks += bool(found)
    print(f"\nNothing changed, {UNITS} units, {FORMS} forms a week each, {WEEKS} weeks, seed {SEED}")
    print(f"each unit looked at alone: {alone / WEEKS:.2f} false alarms a week")
    print(
        f"all together (rate 5 %):   {together / WEEKS:.2f} a week, in {weeks / WEEKS:.1%} of the weeks any"
    )
    assert together / WEEKS < 0.5
    assert weeks / WEEKS < 0.15


def bench_what_really_changed_is_found() -> None:
    random = np.random.default_rng(SEED)
    true, false, share = 0, 0, []
    for _ in range(WEEKS // 2):
        found = called(change_words(week(random, moved=MOVED)))
        right = sum(1 for unit in found if int(unit) < MOVED)
        true, false = true + right, false + len(found) - right
        share.append((len(found) - right) / max(1, len(found)))
    print(f"\n{MOVED} of {UNITS} units became better, {WEEKS // 2} weeks, seed {SEED}")
    print(f"found: {true / (WEEKS // 2):.1f} of {MOVED}; false: {false / (WEEKS // 2):.2f} a week")
    print(f"false among the findings: {np.mean(share):.1%} (held at 5 %)")
    assert float(np.mean(share)) < 0.08
