"""How many working days a report took until its reporter called it settled, the clock's stops left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.calendar import WorkingDays
from bot.days.deadlines import Stop, stops

if TYPE_CHECKING:  # pandas is loaded by the child process alone
    import pandas as pd

CONFIRMED = "fixed"


def with_fix_days(
    cases: pd.DataFrame, steps: pd.DataFrame, calendar: WorkingDays, zone: ZoneInfo
) -> pd.DataFrame:
    """The cases with a column `fix_days`: a float, missing where no reporter has confirmed a fix.

    `steps` holds all moves (number, state, at) of the cases that were confirmed.
    """
    moves: dict[str, list[tuple[str, date]]] = {}
    moved = steps[steps["state"].notna()]
    for number, state, at in zip(moved["number"], moved["state"], moved["at"], strict=True):
        moves.setdefault(number, []).append((state, at.astimezone(zone).date()))
    fixed = (cases["state"] == CONFIRMED) & cases["closed_at"].notna()
    days = [
        worked(
            opened.astimezone(zone).date(), closed.astimezone(zone).date(), moves.get(number, []), calendar
        )
        if confirmed
        else float("nan")
        for number, opened, closed, confirmed in zip(
            cases["number"], cases["opened_at"], cases["closed_at"], fixed, strict=True
        )
    ]
    return cases.assign(fix_days=days).astype({"fix_days": "float64"})


def worked(opened: date, closed: date, moves: Sequence[tuple[str, date]], calendar: WorkingDays) -> int:
    """Working days after the opening day, up to the closing day, on which the clock ran as they began."""
    stood = stops(moves)
    days = (opened + timedelta(days=n) for n in range(1, (closed - opened).days + 1))
    return sum(calendar.is_working(day) and not any(_stands(day, stop) for stop in stood) for day in days)


def _stands(day: date, stop: Stop) -> bool:
    return stop.start < day and (stop.end is None or day <= stop.end)
