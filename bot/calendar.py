"""Which days the offices work: Monday to Friday, no national holidays, no collective leave."""

from collections.abc import Collection
from datetime import date, timedelta

import holidays

ONE_DAY = timedelta(days=1)
OUTERMOST = 60  # working days: the longest promise about a case
_WAITS = timedelta(days=30)  # and so long a clock may stand still besides, while reporters are waited for


class WorkingDays:
    """The Indonesian calendar, corrected by the days a city adds or removes in the middle of a year."""

    def __init__(self, added: Collection[date] = (), removed: Collection[date] = ()) -> None:
        # "government" holds the collective leave: the library's default would leave all of it out.
        self._holidays = holidays.country_holidays("ID", categories=("public", "government"), language="id")
        self._added = frozenset(added)
        self._removed = frozenset(removed)
        self._known: dict[date, bool] = {}  # a night asks for the same few days thousands of times

    def is_working(self, day: date) -> bool:
        if day not in self._known:
            self._known[day] = self._works_on(day)
        return self._known[day]

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day`; `day` itself never counts. ValueError when n is below 1."""
        return self._step(day, n, ONE_DAY)

    def back(self, day: date, n: int) -> date:
        """The n-th working day before `day`; `day` itself never counts. ValueError when n is below 1."""
        return self._step(day, n, -ONE_DAY)

    def next_working(self, day: date) -> date:
        """`day` itself when the offices work, else the first day on which they do."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def unknown_years(self, today: date, longest: int = OUTERMOST) -> tuple[int, ...]:
        """Years that deadlines counted from today may reach and whose collective leave is not known yet.

        `longest`: working days of the outermost limit.
        """
        reached = self.add(today, longest) + _WAITS
        years = range(today.year, reached.year + 1)
        return tuple(year for year in years if not self._leave_known(year))

    def _step(self, day: date, n: int, step: timedelta) -> date:
        if n < 1:
            raise ValueError("a number of working days is at least 1")
        while n:
            day += step
            n -= self.is_working(day)
        return day

    def _works_on(self, day: date) -> bool:
        if day in self._removed:
            return True
        return day.weekday() < 5 and day not in self._added and day not in self._holidays

    def _leave_known(self, year: int) -> bool:
        leave = holidays.country_holidays("ID", categories=("government",), years=year)
        return bool(leave) or any(day.year == year for day in self._added)
