"""Weeks and periods begin and end where people in Jakarta say they do."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.period import BadPeriod, Period, Week

JAKARTA = ZoneInfo("Asia/Jakarta")


def test_a_week_runs_from_monday_midnight_to_the_next_in_its_own_zone() -> None:
    week = Week.parse("2026-W47", JAKARTA)
    assert week.monday == date(2026, 11, 16)
    assert week.sunday == date(2026, 11, 22)
    assert week.start.astimezone(UTC) == datetime(2026, 11, 15, 17, tzinfo=UTC)
    assert week.end.astimezone(UTC) == datetime(2026, 11, 22, 17, tzinfo=UTC)


def test_the_week_before_the_first_of_a_year_belongs_to_the_old_year() -> None:
    assert str(Week.parse("2027-W01", JAKARTA).previous()) == "2026-W53"


def test_a_week_is_found_by_the_day_and_by_the_moment_on_local_clocks() -> None:
    assert str(Week.of(date(2026, 11, 22), JAKARTA)) == "2026-W47"
    assert str(Week.of(datetime(2026, 11, 22, 16, 59, tzinfo=UTC), JAKARTA)) == "2026-W47"
    assert str(Week.of(datetime(2026, 11, 22, 17, 0, tzinfo=UTC), JAKARTA)) == "2026-W48"


@given(st.dates(date(1901, 1, 1), date(2099, 12, 1)))
def test_every_day_lies_in_its_week_and_the_week_reads_back(day: date) -> None:
    week = Week.of(day, JAKARTA)
    assert week.monday <= day <= week.sunday
    assert Week.parse(str(week), JAKARTA) == week


@pytest.mark.parametrize("text", ["2026-W54", "2025-W53", "2026-W00", "2026-47", "2026W47", "", "٢026-W47"])
def test_what_is_no_week_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadPeriod, match="2026-W47"):
        Week.parse(text, JAKARTA)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-S1", date(2026, 1, 1), date(2026, 7, 1)),
        ("2026-S2", date(2026, 7, 1), date(2027, 1, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        (" 2026-12 ", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-w47", date(2026, 11, 16), date(2026, 11, 23)),
    ],
)
def test_each_accepted_form_covers_its_days(text: str, first: date, after: date) -> None:
    period = Period.parse(text, JAKARTA)
    assert (period.first, period.after) == (first, after)
    assert period.name == text.strip().upper()
    assert period.start == datetime(first.year, first.month, first.day, tzinfo=JAKARTA)
    assert period.end == datetime(after.year, after.month, after.day, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    "text", ["2026-S3", "2026-Q0", "2026-13", "2026-1", "0026", "last week", "2026-11-16", ""]
)
def test_what_is_no_period_is_refused_with_every_accepted_form(text: str) -> None:
    with pytest.raises(BadPeriod, match="2026, 2026-S2, 2026-Q4, 2026-11 or 2026-W47"):
        Period.parse(text, JAKARTA)


def test_a_week_that_the_year_does_not_have_is_no_period() -> None:
    with pytest.raises(BadPeriod, match="a week that the year has"):
        Period.parse("2025-W53", JAKARTA)
