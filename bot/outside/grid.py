"""The periods of the public page: one grid, so that no published period shares days with another."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from analytics.period import Period
from bot.settings import Settings

PAGE = "page:"  # before a period's name: what the page tells of it is kept beside its figures
MONTHS = {"month": 1, "quarter": 3, "half": 6}


def closed_periods(settings: Settings, today: date) -> list[Period]:
    """The periods of the last twelve months that were over before today, oldest first."""
    if settings.figures.publish == "off":
        return []
    months = MONTHS[settings.figures.publish]
    now = (today.year * 12 + today.month - 1) // months  # counted from the year 0
    return [Period.parse(_name(place, months), settings.zone) for place in range(now - 12 // months, now)]


def next_day(settings: Settings, today: date) -> date | None:
    """The first day on which the period that runs now is over; None where nothing is published."""
    if settings.figures.publish == "off":
        return None
    months = MONTHS[settings.figures.publish]
    return _period(today, months, settings.zone).after


def _period(today: date, months: int, zone: ZoneInfo) -> Period:
    return Period.parse(_name((today.year * 12 + today.month - 1) // months, months), zone)


def _name(place: int, months: int) -> str:
    year, part = divmod(place, 12 // months)
    written = {1: f"{part + 1:02d}", 3: f"Q{part + 1}", 6: f"S{part + 1}"}
    return f"{year}-{written[months]}"
