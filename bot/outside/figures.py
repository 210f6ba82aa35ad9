"""The public numbers of a period: counted from the rows, frozen once it is over, and read ever after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd

from analytics.figures import BY, figures
from analytics.period import BadPeriod, Period
from bot.days.deadlines import Stop, stops
from bot.house import House
from bot.offices.office import Mistaken
from bot.settings import Settings
from storage import figures as kept
from storage import frames
from storage.store import Store, Tx

Document = dict[str, Any]
ONE_DAY = timedelta(days=1)


def public_numbers(store: Store, settings: Settings, house: House, period: str, now: datetime) -> Document:
    """The numbers of the period: as frozen, or as they stand now. Raises BadPeriod."""
    wanted = Period.parse(period, settings.zone)
    with store.reading() as tx:
        stored = kept.frozen(tx, wanted.name)
        return json.loads(stored) if stored else _counted(tx, settings, house, wanted, now)


def freeze(store: Store, settings: Settings, house: House, period: str, now: datetime) -> Document:
    """The numbers of a period that is over, from now on always the same. Raises BadPeriod, Mistaken.

    A period that overlaps a frozen one is refused: a quarter less two of its months is the third month, with
    everything that was hidden in it.
    """
    wanted = Period.parse(period, settings.zone)
    with store.reading() as tx:
        if stored := kept.frozen(tx, wanted.name):
            return dict(json.loads(stored))
        _check(tx, wanted, now)
        document = _counted(tx, settings, house, wanted, now) | {"frozen": True}
    with store.begin() as tx:
        return dict(json.loads(kept.freeze(tx, wanted.name, json.dumps(document, ensure_ascii=False), now)))


def _check(tx: Tx, wanted: Period, now: datetime) -> None:
    if now < wanted.end:
        raise Mistaken(f"{wanted.name} is not over yet: its numbers can be frozen from {wanted.after} on")
    refuse_overlap(tx, wanted)


def refuse_overlap(tx: Tx, wanted: Period, kind: str = "") -> None:
    """Raises Mistaken when a published period shares days with this one; `kind` stands before its name."""
    for other in _overlapping(wanted):
        if kept.frozen(tx, f"{kind}{other}"):
            raise Mistaken(
                f"{other} is published already and shares days with {wanted.name}: what is hidden in one "
                "could be reckoned back from the other"
            )


def _overlapping(wanted: Period) -> Iterator[str]:
    """The names of all other periods that share a day with this one."""
    parts = ["", "-S1", "-S2", *(f"-Q{n}" for n in range(1, 5)), *(f"-{n:02d}" for n in range(1, 13))]
    parts += [f"-W{n:02d}" for n in range(1, 54)]
    for year in range(wanted.first.year - 1, wanted.after.year + 2):
        for part in parts:
            try:
                other = Period.parse(f"{year}{part}", wanted.zone)
            except BadPeriod:
                continue  # week 53 of a year without one
            if other.name != wanted.name and other.first < wanted.after and wanted.first < other.after:
                yield other.name


def _counted(tx: Tx, settings: Settings, house: House, period: Period, now: datetime) -> Document:
    since, until = period.start.astimezone(UTC), period.end.astimezone(UTC)
    cases = frames.cases(tx, since, until)
    cases = with_days(cases[cases["opened_at"] >= since], frames.case_steps(tx, since, until), house)
    names = _names(settings)
    numbers = figures(cases, {by: list(names[by]) for by in BY}, settings.figures.smallest_cell)
    about = {"period": period.name, "counted_on": house.today(now).isoformat(), "frozen": False}
    return {**about, "smallest_cell": settings.figures.smallest_cell, "names": names, **numbers}


def _names(settings: Settings) -> Mapping[str, Mapping[str, str]]:
    """What the keys are called now: a frozen period keeps the names of its day."""
    language = settings.city.languages[0]
    return {
        "unit": {unit.key: unit.name for unit in settings.units},
        "category": {one.key: one.name.get(language, one.key) for one in settings.categories},
        "channel": {"telegram": "Telegram"},
    }


def with_days(cases: pd.DataFrame, steps: pd.DataFrame, house: House) -> pd.DataFrame:
    """The cases with `answer_days` and `fix_days`, counted as deadlines are: while the clock was running.

    The first answer is what an official first wrote to the reporter, or the first closing put before them.
    """
    moves = {
        str(number): [(state, house.today(at)) for state, at in zip(rows["state"], rows["at"], strict=True)]
        for number, rows in steps.groupby("number")
    }
    counted = [_days(case, moves.get(str(case.number), ()), house) for case in cases.itertuples(index=False)]
    columns = pd.DataFrame(counted, columns=["answer_days", "fix_days"], index=cases.index, dtype="Int64")
    return cases.join(columns)


def _days(case: Any, moves: Sequence[tuple[str, date]], house: House) -> tuple[int | None, int | None]:
    opened, stood = house.today(case.opened_at), stops(moves)
    proposed = next((day for state, day in moves if state == "proposed"), None)
    answered = None if pd.isna(case.answered_at) else house.today(case.answered_at)
    first = min((day for day in (proposed, answered) if day), default=None)
    fixed = house.today(case.closed_at) if case.state == "fixed" and not pd.isna(case.closed_at) else None
    first_days, fix_days = (
        working_days(opened, day, stood, house) if day else None for day in (first, fixed)
    )
    return first_days, fix_days


def working_days(opened: date, until: date, stood: Sequence[Stop], house: House) -> int:
    """How many working days counted between these two, the last one included, the day of opening not."""
    days = (opened + ONE_DAY * n for n in range(1, (until - opened).days + 1))
    still = [(stop.start, stop.end or until) for stop in stood]
    return sum(
        house.working_days.is_working(day) and not any(start < day <= end for start, end in still)
        for day in days
    )
