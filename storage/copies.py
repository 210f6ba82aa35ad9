"""Rows as people may take them along: opened, plain, and without what only the database needs."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from storage.models import Base
from storage.store import Tx

# The number of an official, or of somebody else's case, is not a citizen's business either.
_OURS = {
    "id",
    "citizen_id",
    "case_id",
    "forum_id",
    "owner_id",
    "official_id",
    "stand_in_id",
    "merged_into",
    "hash",
    "ref",
    "path",
    "tries",
    "due_at",
    "bot",
    "bypassed",
    "stepped_out",
    "done_by",
    "reminded_at",
    "decided_by",
    "link",
    "link_until",
}
_JSON = {"talks.state", "cases.details", "invitations.needs"}


def copies(tx: Tx, table: type[Base], which: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Rows of a table in the order in which they were made, sealed columns opened."""
    columns = [column for column in table.__table__.columns if column.name not in _OURS]
    found = tx.connection.execute(select(*columns).where(which).order_by(*table.__table__.primary_key))
    name = str(table.__tablename__)
    return [
        {column: opened(tx, value, f"{name}.{column}") for column, value in row._mapping.items()}
        for row in found
    ]


def plain(value: Any) -> Any:
    """Days and moments in ISO 8601, everything else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def opened(tx: Tx, value: Any, place: str) -> Any:
    """A sealed value opened, a moment as text."""
    if not isinstance(value, bytes):
        return plain(value)
    text = tx.vault.open(value, place)
    return json.loads(text) if place in _JSON else text
