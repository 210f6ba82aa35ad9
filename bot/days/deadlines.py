"""How a deadline is counted: working days while the clock runs, none while the reporter is waited for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.calendar import WorkingDays
from handlers.case_states import WAITING

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stop:
    """The clock stood still from this day on; `end` is the day it went on, None: it still stands."""

    start: date
    end: date | None


@dataclass(frozen=True)
class Explained:
    """A due day, and what became of each day on the way to it, the due day included.

    A free day inside a stop is a free day: it would not have counted anyhow.
    """

    due: date
    counted: tuple[date, ...]
    stood_still: tuple[date, ...]
    free: tuple[date, ...]


def due(opened: date, days: int, stops: Sequence[Stop], calendar: WorkingDays, today: date) -> date:
    """The day on which this many working days have been counted. ValueError when `days` is below 1."""
    return explain(opened, days, stops, calendar, today).due


def explain(opened: date, days: int, stops: Sequence[Stop], calendar: WorkingDays, today: date) -> Explained:
    """Every day from the one after opening until as many as wanted have counted. ValueError as above.

    A working day counts when the clock was running as it began: the day of opening never does, the day on
    which the reporter was asked does, the day of their answer does not. A clock that still stands is taken
    to go on `today`.
    """
    if days < 1:
        raise ValueError("a number of working days is at least 1")
    counted: list[date] = []
    stood_still: list[date] = []
    free: list[date] = []
    for day in _days_after(opened):
        if not calendar.is_working(day):
            free.append(day)
        elif any(_stands(day, stop, today) for stop in stops):
            stood_still.append(day)
        else:
            counted.append(day)
        if len(counted) == days:
            break
    return Explained(counted[-1], tuple(counted), tuple(stood_still), tuple(free))


def stops(moves: Sequence[tuple[str, date]]) -> tuple[Stop, ...]:
    """When the clock stood still, from the states a case came into and the days on which it did, in order."""
    found: list[Stop] = []
    since: date | None = None
    for state, day in moves:
        if state in WAITING:
            since = since or day
        elif since is not None:
            found.append(Stop(since, day))
            since = None
    return (*found, Stop(since, None)) if since is not None else tuple(found)


def _stands(day: date, stop: Stop, today: date) -> bool:
    """Whether the clock stood still as this day began."""
    return stop.start < day <= (stop.end or today)


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += ONE_DAY
        yield day
