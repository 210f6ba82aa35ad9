"""What can go wrong with the database, by name."""

from __future__ import annotations


class Outage(Exception):
    """The database is locked, full, gone, deadlocked or could not serialise: try the same again.

    Nothing was stored. Only when the connection is lost in the middle of a commit does nobody know; what is
    tried again then meets its own traces (seen updates, dedupe keys) and is not doubled.
    """


class NotUpgraded(Exception):
    """The database lacks tables or columns that this version needs."""


class FromNewerVersion(Exception):
    """The database was upgraded by a newer version than this one."""


class WrongKey(Exception):
    """Sealed with a key that was not handed in."""


class Tampered(Exception):
    """Not what was sealed here: changed, cut short, or moved from another place."""


class BackupRefused(Exception):
    """A backup or restore that was not begun or not finished, with what to do instead."""
