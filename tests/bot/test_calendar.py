"""The working days of Indonesian offices, in years whose collective leave is known."""

from datetime import date

import pytest

from bot.calendar import WorkingDays


@pytest.mark.parametrize(
    ("after", "n", "due", "why"),
    [
        (date(2026, 11, 23), 3, date(2026, 11, 26), "an ordinary week"),
        (date(2026, 11, 26), 3, date(2026, 12, 1), "over a week-end"),
        (date(2026, 11, 28), 1, date(2026, 11, 30), "from a Saturday"),
        (date(2026, 3, 17), 1, date(2026, 3, 25), "Nyepi and Lebaran with their collective leave"),
        (date(2026, 3, 16), 5, date(2026, 3, 30), "around Lebaran"),
        (date(2026, 12, 23), 1, date(2026, 12, 28), "Christmas Eve is collective leave"),
        (date(2026, 12, 23), 5, date(2027, 1, 4), "over Christmas and New Year"),
        (date(2026, 8, 14), 1, date(2026, 8, 18), "Independence Day on a Monday"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_deadlines_skip_week_ends_holidays_and_collective_leave(
    after: date, n: int, due: date, why: str
) -> None:
    assert WorkingDays().add(after, n) == due, why


def test_the_next_working_day_of_a_working_day_is_itself() -> None:
    assert WorkingDays().next_working(date(2026, 11, 24)) == date(2026, 11, 24)


def test_a_monday_holiday_moves_to_tuesday() -> None:
    assert WorkingDays().next_working(date(2026, 8, 17)) == date(2026, 8, 18)


def test_the_city_can_add_a_day_off() -> None:
    days = WorkingDays(added=[date(2026, 11, 25)])
    assert not days.is_working(date(2026, 11, 25))
    assert days.add(date(2026, 11, 24), 1) == date(2026, 11, 26)


def test_the_city_can_make_a_holiday_a_working_day() -> None:
    assert WorkingDays(removed=[date(2026, 12, 24)]).is_working(date(2026, 12, 24))


def test_a_day_both_added_and_removed_is_worked() -> None:
    day = date(2026, 11, 25)
    assert WorkingDays(added=[day], removed=[day]).is_working(day)


def test_no_working_days_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        WorkingDays().add(date(2026, 11, 24), 0)


@pytest.mark.parametrize(
    ("today", "unknown"),
    [
        (date(2026, 5, 1), ()),
        (date(2026, 11, 24), ()),
        (date(2027, 8, 30), ()),
        (date(2027, 9, 20), (2028,)),
        (date(2090, 1, 5), (2090,)),
        (date(2090, 12, 1), (2090, 2091)),
    ],
)
def test_years_without_known_collective_leave_are_named(today: date, unknown: tuple[int, ...]) -> None:
    assert WorkingDays().unknown_years(today) == unknown


def test_a_year_is_known_once_the_city_has_entered_a_day_of_it() -> None:
    assert WorkingDays(added=[date(2090, 3, 3)]).unknown_years(date(2090, 1, 5)) == ()


def test_the_outermost_limit_over_lebaran_is_foreseen() -> None:
    days = WorkingDays()
    due = days.add(date(2027, 3, 5), 60)
    assert (due - date(2027, 3, 5)).days > 100  # more than a hundred days for sixty working days
    assert WorkingDays().unknown_years(date(2089, 9, 20))[-1] == 2090


def test_a_shorter_limit_asks_for_less_foresight() -> None:
    assert WorkingDays().unknown_years(date(2027, 9, 20), longest=5) == ()


def test_counting_back_undoes_counting_on() -> None:
    days = WorkingDays()
    assert days.back(date(2027, 3, 16), 1) == date(2027, 3, 5)  # over the whole of Lebaran
    assert days.back(days.add(date(2027, 3, 5), 7), 7) == date(2027, 3, 5)
