"""How long backups are kept: the newest always, and of the older ones those that are young enough."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

# Only what bears a name that we gave.
_OURS = re.compile(r"\d{8}-\d{6}\.(suara|db)")


def name_at(now: datetime) -> str:
    """What a backup of this moment is called; names sort by time."""
    return f"{now:%Y%m%d-%H%M%S}.suara"


def thin_out(directory: Path, now: datetime, *, keep: int, days: int) -> list[Path]:
    """Delete backups that are older than so many days, but never one of the `keep` newest; which went."""
    ours = sorted((path for path in directory.glob("*") if _OURS.fullmatch(path.name)), reverse=True)
    before = name_at(now - timedelta(days=days))
    gone = [path for path in ours[keep:] if path.name < before]
    for path in gone:
        path.unlink()
    return gone
