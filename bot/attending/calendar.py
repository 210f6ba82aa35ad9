"""Forums as everybody's calendar gets them from our pages: without the link into a meeting on the net."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bot.attending.seen import ends_at
from handlers import ics
from storage.forums import ForumRow


def calendar(zone: ZoneInfo, forums: Iterable[ForumRow], name: str = "") -> str:
    """A file of these forums; those that were cancelled say so to whoever has them."""
    return ics.calendar([_entry(row, zone) for row in forums], name)


def _entry(row: ForumRow, zone: ZoneInfo) -> ics.Entry:
    return ics.Entry(
        row.code,
        row.topic,
        row.place,
        row.starts_at.astimezone(zone),
        row.created_at,
        ends=ends_at(row).astimezone(zone),
        sequence=row.sequence,
        cancelled=row.state == "cancelled",
        latitude=row.latitude,
        longitude=row.longitude,
    )
