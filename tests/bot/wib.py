"""The city's day, which at night is not the machine's: commands read and write days of the city."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")


def today() -> date:
    """The day it is in the city."""
    return datetime.now(WIB).date()
