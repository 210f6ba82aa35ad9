"""Working days until a reporter called it settled: free days and waiting for the reporter do not count."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from bot.calendar import WorkingDays
from bot.days.fix_days import with_fix_days, worked

CALENDAR = WorkingDays()
MON, TUE, WED, THU, FRI = (date(2026, 11, day) for day in range(23, 28))
NEXT_MON = date(2026, 11, 30)


def test_the_day_of_opening_never_counts_and_the_weekend_is_free() -> None:
    assert worked(MON, MON, [], CALENDAR) == 0
    assert worked(MON, FRI, [], CALENDAR) == 4
    assert worked(FRI, NEXT_MON, [], CALENDAR) == 1


def test_while_the_reporter_is_waited_for_the_clock_stands_still() -> None:
    asked = [("verified", MON), ("needs_data", TUE), ("in_progress", THU)]
    assert worked(MON, FRI, asked, CALENDAR) == 2  # Tuesday, on which it was asked, and Friday
    assert worked(MON, FRI, [*asked[:1], ("proposed", WED), ("fixed", FRI)], CALENDAR) == 2
    assert worked(MON, FRI, [("proposed", WED)], CALENDAR) == 2


def test_only_confirmed_fixes_have_days_in_the_citys_time() -> None:
    def moment(day: int, hour: int) -> datetime:
        return datetime(2026, 11, day, hour, tzinfo=UTC)

    rows: list[Any] = [
        ["KS-1", "fixed", moment(22, 18), moment(25, 3)],  # opened on Monday by the city's clocks
        ["KS-2", "silent", moment(23, 3), moment(25, 3)],
        ["KS-3", "in_progress", moment(23, 3), None],
    ]
    cases = pd.DataFrame(rows, columns=["number", "state", "opened_at", "closed_at"])
    for name in ("opened_at", "closed_at"):
        cases[name] = pd.to_datetime(cases[name], utc=True)
    steps = pd.DataFrame([["KS-1", "proposed", moment(24, 3)], ["KS-1", None, moment(24, 4)]])
    steps.columns = pd.Index(["number", "state", "at"])
    days = with_fix_days(cases, steps, CALENDAR, ZoneInfo("Asia/Jakarta"))["fix_days"]
    assert days.dtype == "float64"
    assert days[0] == 1
    assert days[1:].isna().all()
