"""What somebody wants to see of their desk, out of the one word a button or a search carries."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from handlers.case_states import STATES

OWN_WORDS = frozenset({"late", "mine", "waiting"})
_DIGITS = 6  # nobody has so many pages
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Wanted:
    """A filter taken apart; `number` is the beginning of one."""

    only: str = ""  # late, mine, waiting
    unit: str = ""
    state: str = ""
    number: str = ""
    since: datetime | None = None
    until: datetime | None = None


def paged(text: str) -> tuple[str, int]:
    """The filter and the page that a button carries, like `late.2`; the first page is 0."""
    chosen, _, page = text.partition(".")
    return chosen, int(page) if len(page) < _DIGITS and page.isascii() and page.isdecimal() else 0


def wanted(text: str, units: Collection[str], zone: tzinfo) -> Wanted:
    """A word of our own, a unit's key, a state, a day or month, else the beginning of a number."""
    if text in OWN_WORDS or not text:
        return Wanted(only=text)
    if text in units:
        return Wanted(unit=text)
    if text in STATES:
        return Wanted(state=text)
    if days := _days(text):
        first, after = (datetime.combine(day, time(), zone) for day in days)
        return Wanted(since=first, until=after)
    return Wanted(number=text)


def _days(text: str) -> tuple[date, date] | None:
    """The first day that is wanted, and the first after it that is not."""
    try:
        if month := _MONTH.fullmatch(text):
            first = date(int(month[1]), int(month[2]), 1)
            return first, (first + timedelta(days=32)).replace(day=1)
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day, day + timedelta(days=1)
