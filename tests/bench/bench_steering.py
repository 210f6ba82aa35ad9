"""What is found of steered weeks, and how many honest ones are accused: the table of docs/steering.md.

The limits were tuned on seeds from 100 on; the table is of seeds that were not looked at before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from analytics.steering import UnitSteering, steering
from tests.bench.steered_weeks import (
    ATTACKS,
    DIGEST,
    HAPPY,
    HONEST,
    WEEK,
    City,
    Office,
    Random,
    Rows,
    attack,
    phones_in_an_hour,
)

SEED, CITIES, OFFICES, AGAIN = 20261124, 8, 12, 2
FOUND, ACCUSED = 0.9, 0.01
# These must be found; the others are a curve.
MUST = {("one phone, ratings a week", 20), ("phones within an hour", 20)}
Extra = Callable[[Random, Office], Rows]


@cache
def cities() -> tuple[City, ...]:
    return tuple(City(SEED + number, OFFICES) for number in range(CITIES))


def looked_at(extra: Extra, times: int = 1, among: tuple[City, ...] = ()) -> list[UnitSteering]:
    """The same thing happens at every office of every city, so many times."""
    return [
        unit
        for city in among or cities()
        for _ in range(times)
        for unit in steering(city.with_this_week(extra), WEEK, [DIGEST]).units
    ]


def share(units: list[UnitSteering]) -> float:
    return sum(unit.steered for unit in units) / len(units)


def reasons(units: list[UnitSteering]) -> str:
    kinds = [reason.kind for unit in units for reason in unit.reasons]
    return ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds)))


def bench_honest_weeks_are_not_accused() -> None:
    print(
        f"\n{CITIES} cities of {OFFICES} offices, eight weeks behind them, seeds {SEED}..{SEED + CITIES - 1}"
    )
    print("\n| honest weeks | unit-weeks | accused | by |\n|---|---|---|---|")
    every: list[UnitSteering] = []
    for name, extra in HONEST.items():
        units = looked_at(extra, AGAIN)
        every += units
        print(f"| {name} | {len(units)} | {share(units):.1%} | {reasons(units)} |")
    print(f"| all | {len(every)} | {share(every):.1%} | {reasons(every)} |")
    assert share(every) <= ACCUSED


def bench_attacks_are_found() -> None:
    honest = [unit.raw.mean or 0 for unit in looked_at(HONEST["plain"])]
    print(f"\nthe mean of the units without an attack is {sum(honest) / len(honest):.2f}")
    print("\n| attack | strength | found | mean, raw -> second | by |\n|---|---|---|---|---|")
    for name, kind, strengths in ATTACKS:
        for strength in strengths:
            units = looked_at(attack(kind, strength))
            print(f"| {name} | {strength} | {share(units):.0%} | {means(units)} | {reasons(units)} |")
            assert (name, strength) not in MUST or share(units) >= FOUND
    happy = tuple(City(SEED - 1 - number, OFFICES, HAPPY) for number in range(2))
    units = looked_at(attack(phones_in_an_hour, 20), 1, happy)
    where = "phones within an hour, where 85 % give a four anyway"
    print(f"| {where} | 20 | {share(units):.0%} | {means(units)} | {reasons(units)} |")


def means(units: list[UnitSteering]) -> str:
    """The mean of the units' figures: as they came, and without what is marked; how many have none left."""
    raw = [unit.raw.mean or 0 for unit in units]
    second = [unit.second.mean for unit in units if unit.second.mean is not None]
    none = f" ({len(raw) - len(second)} have none)" if len(second) < len(raw) else ""
    return f"{sum(raw) / len(raw):.2f} -> {sum(second) / len(second):.2f}{none}"
