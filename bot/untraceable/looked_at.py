"""What `suara check` says of the room apart: whether it is there, private, and in no backup."""

from __future__ import annotations

import stat
from collections.abc import Iterator

from bot.networks.base import Finding
from bot.settings import Settings
from bot.untraceable.files import own_secret
from bot.untraceable.room import NAMES

WHAT = "untraceable"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def room(settings: Settings) -> Iterator[Finding]:
    """Nothing where it is not offered."""
    if settings.storage.untraceable:
        yield Finding(WHAT, _wrong(settings))


def _wrong(settings: Settings) -> str:
    directory, backups = settings.storage.apart, settings.storage.backups
    try:
        own_secret(directory, NAMES)
        mode = directory.stat().st_mode
    except OSError as error:
        return f"cannot write in {directory} ({error.strerror}): set storage.untraceable_dir"
    if mode & OTHERS:
        return f"others may look into {directory}: chmod 700 {directory}"
    if directory.resolve().is_relative_to(backups.resolve()):
        return (
            f"{directory} lies among the backups: set storage.untraceable_dir to a place that nobody copies"
        )
    return ""
