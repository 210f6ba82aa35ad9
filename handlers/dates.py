"""Days, moments and numbers as people of the spoken language write them."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_decimal

from handlers.talk import _, ngettext, spoken

YEAR = 365


def day(when: date) -> str:
    """A day with its weekday: "Thursday, 3 December 2026"."""
    return str(format_date(when, "EEEE, d MMMM y", locale=spoken()))


def short_day(when: date) -> str:
    """A day without its year: "3 December"."""
    return str(format_date(when, "d MMMM", locale=spoken()))


def moment(when: datetime) -> str:
    """A day and the time on the clock, with the zone's name where it has one."""
    return _("{day} at {clock}", day=day(when), clock=clock(when))


def clock(when: datetime) -> str:
    """The time on the clock, with the zone's name where it has one."""
    time = _("{hour}:{minute}", hour=f"{when:%H}", minute=f"{when:%M}")
    return f"{time} {when.tzname() or ''}".strip()


def span(first: date, last: date) -> str:
    """A few days in a row: "16 – 22 November 2026"."""
    same_month = (first.year, first.month) == (last.year, last.month)
    begins = format_date(first, "d" if same_month else "d MMMM", locale=spoken())
    return f"{begins} – {format_date(last, 'd MMMM y', locale=spoken())}"


def week(iso: str) -> str:
    """The days of a week like 2026-W47."""
    year, number = (int(part) for part in iso.split("-W"))
    return span(date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7))


def how_long(days: int) -> str:
    """Days as years where they are whole years."""
    if days and days % YEAR == 0:
        return ngettext("{count} year", "{count} years", days // YEAR)
    return ngettext("{count} day", "{count} days", days)


def decimal(number: float) -> str:
    """Two places, with the comma or point of the language."""
    return str(format_decimal(number, "0.00", locale=spoken()))
