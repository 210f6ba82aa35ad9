"""Nothing is pushed at night, during the Friday prayer and at the hours of Ramadan."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.forums import Season
from bot.config.types import Hours
from bot.quiet import Quiet, next_allowed
from bot.settings import load_settings

SERANG = ZoneInfo("Asia/Jakarta")
NIGHT, PRAYER = Hours(time(21), time(7)), Hours(time(11), time(13, 30))
SAHUR, IFTAR = Hours(time(2, 30), time(5, 30)), Hours(time(17), time(20, 30))
RAMADAN = Season(first=date(2027, 2, 8), last=date(2027, 3, 9), hours=(SAHUR, IFTAR))
QUIET = Quiet(SERANG, NIGHT, PRAYER, (RAMADAN,))


def wib(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SERANG)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-11-24T12:00", None),  # a Tuesday at noon
        ("2026-11-24T20:59", None),
        ("2026-11-24T21:00", "2026-11-25T07:00"),
        ("2026-11-25T06:59", "2026-11-25T07:00"),
        ("2026-11-27T10:59", None),  # a Friday
        ("2026-11-27T11:00", "2026-11-27T13:30"),
        ("2026-11-28T11:30", None),  # a Saturday
        ("2027-02-07T18:00", None),  # the day before Ramadan
        ("2027-02-08T18:00", "2027-02-08T20:30"),
        ("2027-02-08T20:45", None),  # between the meal and the night
        ("2027-02-09T03:00", "2027-02-09T07:00"),  # from one quiet time into the next
        ("2027-03-10T18:00", None),
    ],
)
def test_quiet_times_end_when_they_end(moment: str, end: str | None) -> None:
    assert QUIET.until(wib(moment)) == (wib(end) if end else None)


def test_a_city_without_quiet_times_has_none() -> None:
    assert Quiet(SERANG).until(wib("2026-11-27T11:30")) is None


def test_times_that_leave_no_minute_of_the_day_do_not_stop_the_program() -> None:
    always = Quiet(SERANG, Hours(time(0), time(12)), None, (everyday(Hours(time(12), time(0))),))
    assert always.until(wib("2026-11-24T12:00")) is not None


def everyday(hours: Hours) -> Season:
    return Season(first=date(2020, 1, 1), last=date(2099, 12, 31), hours=(hours,))


@given(st.integers(0, 100 * 24 * 60))
def test_the_end_of_a_quiet_time_is_never_quiet_itself(minutes: int) -> None:
    moment = wib("2027-01-01T00:00") + timedelta(minutes=minutes)
    end = QUIET.until(moment)
    assert end is None or (end > moment and QUIET.until(end) is None)


def test_the_settings_of_the_city_say_when() -> None:
    settings = load_settings(Path("config.yaml"), {})
    assert next_allowed(wib("2026-11-27T11:30"), settings) == wib("2026-11-27T13:30")
    assert next_allowed(wib("2026-11-25T22:00"), settings) == wib("2026-11-26T07:00")
    assert next_allowed(wib("2026-11-25T10:00"), settings) == wib("2026-11-25T10:00")
