"""Which rows seals vouch for, and what of each: all that lasts, never what retention may take away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from storage import audit, case_events
from storage.models import Audit, CaseEvent, Figures, Rating, Survey
from storage.surveys import ELEMENTS


@dataclass(frozen=True)
class Sealed:
    """A table whose rows are sealed by `columns`; `words`: its column of words and the place of its seal.

    `code`: one byte, for ever. `key`: the column that finds a row. `timely`: a row is written when it says,
    while what comes from paper or from a tablet that had no network may be older.
    """

    code: bytes
    model: Any
    key: str
    columns: tuple[str, ...]
    words: tuple[str, str] | None = None
    timely: bool = False

    @property
    def name(self) -> str:
        return str(self.model.__tablename__)

    @property
    def moment(self) -> str:
        """The column that says when."""
        return self.columns[-1]


TABLES = (
    Sealed(
        b"e",
        CaseEvent,
        "id",
        ("case_id", "kind", "actor", "state", "reason", "target", "at"),
        ("words", case_events.WORDS),
        timely=True,
    ),
    Sealed(b"a", Audit, "id", ("kind", "actor", "about", "at"), ("why", audit.WHY), timely=True),
    Sealed(b"r", Rating, "id", ("unit", "score", "channel", "given_at")),
    Sealed(b"s", Survey, "id", ("unit", "service", *ELEMENTS, "channel", "import_id", "given_at")),
    Sealed(b"f", Figures, "period", ("numbers", "frozen_at")),
)


def content_hash(table: Sealed, row: Any) -> bytes:
    """SHA-256 over the lasting part of a row and its commitment, without its key.

    Without it, so that the content of one row is known again under the key of another.
    """
    values = [_plain(getattr(row, column)) for column in table.columns]
    commitment = row.commitment if table.words else None
    told = [table.name, *values, commitment.hex() if commitment else None]
    return sha256(json.dumps(told, separators=(",", ":")).encode()).digest()


def key_of(table: Sealed, row: Any) -> str:
    """How a seal names the row; one of an import names the import too, as an import can be undone."""
    key = str(getattr(row, table.key))
    import_id = row.import_id if table.model is Survey else None
    return key if import_id is None else f"{key}@{import_id}"


def found_by(table: Sealed, key: str) -> int | str:
    """The value of the table's key column in the name that a seal uses."""
    return int(key.partition("@")[0]) if table.key == "id" else key


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
