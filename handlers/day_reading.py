"""Days as people type them: 24/11, 24-11-2026, 24 November, or a month alone."""

from __future__ import annotations

import re
from datetime import date

from handlers.talk.matching import plain

_NUMBERS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}))?")
_WORDS = re.compile(r"(?:(\d{1,2}) )?([a-z]{3})[a-z]*(?: (\d{4}))?")
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_ENGLISH = {"may": "mei", "aug": "agu", "oct": "okt", "dec": "des", "ags": "agu", "nop": "nov"}


def read_day(text: str, today: date, *, ahead: bool = False) -> date | None:
    """The day that is meant; without a year the last one there was, or with `ahead` the next one to come."""
    day, month, year = _parts(text)
    if not day or not month:
        return None
    if year:
        return _date(year, month, day)
    found = _date(today.year, month, day)
    if found and ahead and found <= today:
        return _date(today.year + 1, month, day)
    if found and not ahead and found > today:
        return _date(today.year - 1, month, day)
    return found


def read_month(text: str, today: date) -> str:
    """The month that is meant as 2026-11, or nothing; without a year the last one there was."""
    day, month, year = _parts(text)
    if day or not month:
        return ""
    return f"{year or today.year - (month > today.month)}-{month:02d}"


def _parts(text: str) -> tuple[int, int, int]:
    """Day, month and year; 0 what was not said."""
    said = plain(text.replace("/", " ").replace("-", " ").replace(".", " "))
    if found := _NUMBERS.fullmatch(said):
        return int(found[1]), int(found[2]), int(found[3] or 0)
    words = _WORDS.fullmatch(said)
    short = _ENGLISH.get(words[2], words[2]) if words else ""
    if not words or short not in _MONTHS:
        return 0, 0, 0
    return int(words[1] or 0), _MONTHS.index(short) + 1, int(words[3] or 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
