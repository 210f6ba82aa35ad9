"""Weeks and periods as people write them, with the exact instants where they begin and end."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

ACCEPTED = "2026, 2026-S2, 2026-Q4, 2026-11 or 2026-W47"
_WEEK = re.compile(r"((?:19|20)\d\d)-W(\d\d)", re.ASCII)
_MONTHS = re.compile(r"((?:19|20)\d\d)(?:-(?:S([12])|Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)


class BadPeriod(ValueError):
    """What was written is no period; the message says which forms are accepted."""

    def __init__(self, text: str, accepted: str = ACCEPTED) -> None:
        super().__init__(text, accepted)  # both, so that it arrives whole from another process

    def __str__(self) -> str:
        text, accepted = self.args
        return f"{text!r} is no period: write {accepted}"


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


@dataclass(frozen=True)
class Period:
    """The days from `first` up to, but not including, `after`, as they are lived in `zone`."""

    name: str
    first: date
    after: date
    zone: ZoneInfo

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> Self:
        """Read a year, half-year (S), quarter (Q), month or ISO week (W); raises BadPeriod."""
        name = text.strip().upper()
        if _WEEK.fullmatch(name):
            week = Week.parse(name, zone)
            return cls(name, week.monday, week.monday + timedelta(days=7), zone)
        found = _MONTHS.fullmatch(name)
        if not found:
            raise BadPeriod(text)
        year, half, quarter, month = (int(part) if part else 0 for part in found.groups())
        length, number = (6, half) if half else (3, quarter) if quarter else (1, month) if month else (12, 1)
        return cls(name, _month(year, length * (number - 1)), _month(year, length * number), zone)

    @property
    def start(self) -> datetime:
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The first instant that no longer belongs to the period."""
        return _midnight(self.after, self.zone)


def _month(year: int, months: int) -> date:
    """The first day of the month that lies `months` after January of `year`."""
    return date(year + months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class Week:
    """An ISO week, Monday to Sunday, as it is lived in `zone`."""

    monday: date
    zone: ZoneInfo

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> Self:
        """Read `2026-W47`; raises BadPeriod, also for a week 53 that the year does not have."""
        found = _WEEK.fullmatch(text.strip().upper())
        try:
            year, number = (int(part) for part in found.groups()) if found else (0, 0)
            return cls(date.fromisocalendar(year, number, 1), zone)
        except ValueError:
            raise BadPeriod(text, "2026-W47, a week that the year has") from None

    @classmethod
    def of(cls, day: date, zone: ZoneInfo) -> Self:
        """The week in which `day` lies; an aware datetime is first read on the clocks of `zone`."""
        local = day.astimezone(zone).date() if isinstance(day, datetime) else day
        return cls(local - timedelta(days=local.weekday()), zone)

    def previous(self) -> Self:
        return type(self)(self.monday - timedelta(days=7), self.zone)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def start(self) -> datetime:
        return _midnight(self.monday, self.zone)

    @property
    def end(self) -> datetime:
        """The first instant of the next week."""
        return _midnight(self.monday + timedelta(days=7), self.zone)

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"
