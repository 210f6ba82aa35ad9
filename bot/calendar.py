"""Which days the offices work: Monday to Friday, no national holidays, no collective leave."""

from collections.abc import Collection
from datetime import date, timedelta

import holidays

# The longest promise about a case is 60 working days; with long holidays that is less than this.
_FORESIGHT = timedelta(days=100)


class WorkingDays:
    """The Indonesian calendar, corrected by the days a city adds or removes in the middle of a year."""

    def __init__(self, added: Collection[date] = (), removed: Collection[date] = ()) -> None:
        # "government" holds the collective leave: the library's default would leave all of it out.
        self._holidays = holidays.country_holidays("ID", categories=("public", "government"), language="id")
        self._added = frozenset(added)
        self._removed = frozenset(removed)

    def is_working(self, day: date) -> bool:
        if day in self._removed:
            return True
        return day.weekday() < 5 and day not in self._added and day not in self._holidays

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day`; `day` itself never counts. ValueError when n is below 1."""
        if n < 1:
            raise ValueError("a number of working days is at least 1")
        for _ in range(n):
            day = self.next_working(day + timedelta(days=1))
        return day

    def next_working(self, day: date) -> date:
        """`day` itself when the offices work, else the first day on which they do."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def unknown_years(self, today: date) -> tuple[int, ...]:
        """Years that deadlines counted from today may reach and whose collective leave is not known yet."""
        years = sorted({today.year, (today + _FORESIGHT).year})
        return tuple(year for year in years if not self._leave_known(year))

    def _leave_known(self, year: int) -> bool:
        leave = holidays.country_holidays("ID", categories=("government",), years=year)
        return bool(leave) or any(day.year == year for day in self._added)
