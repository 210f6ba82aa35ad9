"""Deadlines against cases counted by hand: Lebaran 2027, week-ends, waits for the reporter, a new year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import WorkingDays
from bot.days.deadlines import Stop, due, explain, stops

# Free days of 2027 as the calendar knows them: Nyepi 8 March, collective leave 9, 12 and 15 March, Idul Fitri
# 10 and 11 March; collective leave 25 March, Good Friday 26 March. No working day from 6 to 15 March.
CALENDAR = WorkingDays()
# Of 2028 the collective leave is not known yet: the city has entered a day between the years by itself.
WITH_2028 = WorkingDays(added=[date(2028, 1, 3)])

NEW_YEAR = Stop(date(2027, 12, 30), date(2028, 1, 4))


def march(day: int) -> date:
    return date(2027, 3, day)


@pytest.mark.parametrize(
    ("why", "opened", "days", "stood", "expected"),
    [
        ("an ordinary week", date(2027, 2, 8), 3, (), date(2027, 2, 11)),
        ("over a week-end", date(2027, 2, 11), 3, (), date(2027, 2, 16)),
        ("opened on a Saturday", date(2027, 2, 13), 1, (), date(2027, 2, 15)),
        ("the last working day before Lebaran", march(5), 1, (), march(16)),
        ("a day before it: one counts, four come after", march(4), 5, (), march(19)),
        ("opened on Nyepi", march(8), 3, (), march(18)),
        ("opened on Idul Fitri", march(10), 5, (), march(22)),
        ("fourteen days over Lebaran and Good Friday", march(1), 14, (), march(31)),
        ("sixty days from Lebaran on", march(5), 60, (), date(2027, 6, 17)),
        ("asked and answered within a day", march(16), 3, (Stop(march(17), march(17)),), march(19)),
        ("asked on the 17th, answered on the 19th", march(16), 3, (Stop(march(17), march(19)),), march(23)),
        ("waits over all of Lebaran", march(4), 2, (Stop(march(5), march(16)),), march(17)),
        ("asked on a Saturday, answered on a Sunday", march(16), 5, (Stop(march(20), march(21)),), march(23)),
        ("asked on Friday, answered on Monday", march(16), 5, (Stop(march(19), march(22)),), march(24)),
        ("two waits", march(16), 3, (Stop(march(16), march(17)), Stop(march(18), march(19))), march(23)),
        ("the day had passed before the wait", march(16), 3, (Stop(march(22), march(29)),), march(19)),
        ("asked on the due day itself", march(16), 3, (Stop(march(19), march(24)),), march(19)),
        ("into 2028", date(2027, 12, 29), 5, (), date(2028, 1, 5)),
        ("into 2028, with Christmas", date(2027, 12, 22), 5, (), date(2027, 12, 30)),
        ("waits over New Year", date(2027, 12, 29), 3, (NEW_YEAR,), date(2028, 1, 6)),
        ("sixty days into 2028", date(2027, 11, 15), 60, (), date(2028, 2, 9)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_deadline_is_the_one_counted_by_hand(
    why: str, opened: date, days: int, stood: tuple[Stop, ...], expected: date
) -> None:
    assert due(opened, days, stood, CALENDAR, date(2029, 1, 1)) == expected, why


def test_a_day_the_city_adds_between_the_years_moves_what_crosses_it() -> None:
    opened = date(2027, 12, 29)
    assert due(opened, 5, (), WITH_2028, opened) == date(2028, 1, 6)
    assert CALENDAR.unknown_years(date(2027, 12, 1)) == (2028,)
    assert WITH_2028.unknown_years(date(2027, 12, 1)) == ()


def test_a_day_added_to_lebaran_in_the_middle_of_the_year_moves_the_deadline() -> None:
    more = WorkingDays(added=[march(16)])
    fewer = WorkingDays(removed=[march(15)])
    assert due(march(4), 5, (), more, march(4)) == march(22)
    assert due(march(4), 5, (), fewer, march(4)) == march(18)


def test_a_clock_that_still_stands_is_taken_to_go_on_today() -> None:
    waits = (Stop(march(17), None),)
    assert due(march(16), 3, waits, CALENDAR, march(17)) == march(19)
    assert due(march(16), 3, waits, CALENDAR, march(19)) == march(23)
    assert due(march(16), 3, waits, CALENDAR, march(23)) == march(25 + 4)


def test_every_day_on_the_way_is_explained() -> None:
    how = explain(march(4), 4, (Stop(march(16), march(18)),), CALENDAR, march(30))
    assert how.due == march(22)
    assert how.counted == (march(5), march(16), march(19), march(22))
    assert how.stood_still == (march(17), march(18))
    assert how.free == tuple(march(day) for day in (*range(6, 16), 20, 21))


def test_a_deadline_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        due(march(4), 0, (), CALENDAR, march(4))


def test_the_clock_stands_still_while_the_reporter_is_waited_for() -> None:
    moves = [
        ("received", march(1)), ("verified", march(2)), ("needs_data", march(3)), ("in_progress", march(16)),
        ("proposed", march(17)), ("reopened", march(18)), ("in_progress", march(18)), ("proposed", march(22)),
    ]  # fmt: skip
    assert stops(moves) == (Stop(march(3), march(16)), Stop(march(17), march(18)), Stop(march(22), None))
    assert stops([*moves, ("fixed", march(23))])[-1] == Stop(march(22), march(23))


# --- laws ---

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 1))


@st.composite
def histories(draw: st.DrawFn) -> tuple[date, tuple[Stop, ...]]:
    """When a case was opened, and when its clock stood still, in order."""
    opened = draw(DAYS)
    gaps = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 25)), max_size=4))
    found, day = [], opened
    for before, length in gaps:
        start = day + timedelta(days=before)
        day = start + timedelta(days=length)
        found.append(Stop(start, day))
    return opened, tuple(found)


LENGTHS = st.sampled_from((1, 3, 5, 14, 60))
END = date(2030, 1, 1)


@given(histories(), LENGTHS)
def test_no_deadline_falls_on_a_free_day(history: tuple[date, tuple[Stop, ...]], days: int) -> None:
    opened, stood = history
    assert CALENDAR.is_working(due(opened, days, stood, CALENDAR, END))


@given(histories(), LENGTHS, st.integers(0, 30), st.data())
def test_a_longer_wait_never_makes_a_deadline_earlier(
    history: tuple[date, tuple[Stop, ...]], days: int, longer: int, data: st.DataObject
) -> None:
    opened, stood = history
    if not stood:
        return
    which = data.draw(st.integers(0, len(stood) - 1))
    wider = Stop(stood[which].start, (stood[which].end or END) + timedelta(days=longer))
    changed = (*stood[:which], wider, *stood[which + 1 :])
    assert due(opened, days, changed, CALENDAR, END) >= due(opened, days, stood, CALENDAR, END)


@given(histories(), LENGTHS)
def test_as_many_days_count_as_the_rule_says_and_every_day_is_accounted_for(
    history: tuple[date, tuple[Stop, ...]], days: int
) -> None:
    opened, stood = history
    how = explain(opened, days, stood, CALENDAR, END)
    assert len(how.counted) == days
    told = sorted((*how.counted, *how.stood_still, *how.free))
    assert told == [opened + timedelta(days=n) for n in range(1, (how.due - opened).days + 1)]


@given(histories(), LENGTHS, DAYS)
def test_a_holiday_added_later_never_makes_a_deadline_earlier(
    history: tuple[date, tuple[Stop, ...]], days: int, holiday: date
) -> None:
    opened, stood = history
    later = due(opened, days, stood, WorkingDays(added=[holiday]), END)
    assert later >= due(opened, days, stood, CALENDAR, END)
