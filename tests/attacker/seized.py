"""What was seized: every table as it stands and as a backup has it, raw files, log, photos and the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from storage.failures import Tampered, WrongKey
from storage.models import Base
from storage.store import Store

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
# What is sealed and says something, with the place it is sealed for.
SEALED = {
    ("outbox", "body"): "outbox.body",
    ("talks", "state"): "talks.state",
    ("cases", "details"): "cases.details",
    ("aside", "payload"): "aside.payload",
    ("web_messages", "body"): "web_messages.body",
    ("media", "ref"): "media.ref",
    ("case_events", "words"): "case_events.words",
}

# What PostgreSQL itself keeps of a row: where it lies, and which transactions made and locked it last.
NOTES = "ctid::text AS lies, xmin::text::bigint AS made_by, xmax::text::bigint AS locked_by, "


@dataclass(frozen=True)
class Seized:
    """All of it; `raw`: database, write-ahead log and backup as bytes, where they are files."""

    store: Store
    rows: Rows
    backup: Rows
    raw: Sequence[bytes]
    log: Sequence[str]
    photos: Mapping[str, float]

    def opened(self, table: str, column: str, value: bytes | None) -> str:
        """What is sealed there, as the attacker has the installation's key; empty where it does not open."""
        if value is None:
            return ""
        try:
            return self.store.vault.open(bytes(value), SEALED[table, column])
        except (Tampered, WrongKey):
            return ""

    def texts(self, rows: Rows, table: str, column: str) -> Iterator[tuple[Row, str]]:
        """Every row of a table with what is sealed in it."""
        for row in rows.get(table, ()):
            yield row, self.opened(table, column, row.get(column))


def rows_of(store: Store, *, headers: bool = True) -> Rows:
    """Every table in the order in which it lies there; `headers`: with what is noted in each row."""
    found: dict[str, list[Row]] = {}
    with store.reading() as tx:
        for table in Base.metadata.sorted_tables:
            notes = NOTES if headers and not store.is_sqlite else ""
            rows = tx.connection.execute(text(f"SELECT {notes}* FROM {table.name}"))  # noqa: S608 - our own
            found[table.name] = [dict(row._mapping) for row in rows]
    return found
