"""Whom a case goes past when it bypasses its unit: everybody there, and whoever would have handled it."""

from __future__ import annotations

from storage import officials
from storage.store import Tx

OVERSEERS, HANDLER = "overseers", "handler"


def gone_past(tx: Tx, unit: str | None, about: str) -> frozenset[int]:
    """Officials by id to whom such a case stays closed, whichever office they come to later."""
    handlers = officials.readers(tx, unit, "unit") if about == HANDLER else []
    return officials.of_unit(tx, unit) | {official.id for official in handlers}
