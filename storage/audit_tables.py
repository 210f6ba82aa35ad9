"""Which rows seals vouch for, and what of each: all that lasts, never what retention may take away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from storage import audit, case_events, imports, kiosks
from storage.audit_raw import moment
from storage.models import Audit, CaseEvent, Figures, Official, Rating, Survey
from storage.surveys import ELEMENTS

_LONGEST, _DIGITS = 100, 18  # of a name in a seal; of an id


@dataclass(frozen=True)
class Sealed:
    """A table whose rows are sealed by `columns`; `words`: its column of words and the place of its seal.

    `code`: one byte, for ever. `key`: the column that finds a row. A row is written when it says, but those
    of the channels `undated`: what comes from paper, or from a tablet without a network, may be older.
    """

    code: bytes
    model: Any
    key: str
    columns: tuple[str, ...]
    words: tuple[str, str] | None = None
    undated: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return str(self.model.__tablename__)

    @property
    def moment(self) -> str:
        """The column that says when."""
        return self.columns[-1]

    def is_dated(self, row: Any) -> bool:
        """Whether the row came into being at the moment that it says."""
        return not self.undated or row.channel not in self.undated


EVENTS = Sealed(
    b"e",
    CaseEvent,
    "id",
    ("case_id", "kind", "actor", "state", "reason", "target", "at"),
    ("words", case_events.WORDS),
)
TABLES = (
    EVENTS,
    Sealed(b"a", Audit, "id", ("kind", "actor", "about", "at"), ("why", audit.WHY)),
    Sealed(b"r", Rating, "id", ("unit", "score", "channel", "given_at"), undated=frozenset({kiosks.CHANNEL})),
    Sealed(
        b"s",
        Survey,
        "id",
        ("unit", "service", *ELEMENTS, "channel", "import_id", "given_at"),
        undated=frozenset({imports.PAPER}),
    ),
    Sealed(b"o", Official, "id", ("role", "invited_at")),
    Sealed(b"f", Figures, "period", ("numbers", "frozen_at")),
)


def content_hash(table: Sealed, row: Any) -> bytes:
    """SHA-256 over the lasting part of a raw row and its commitment, without its key.

    Without it, so that the content of one row is known again under the key of another.
    """
    values = [_plain(getattr(row, column)) for column in table.columns[:-1]]
    commitment = row.commitment if table.words else None
    told = [table.name, *values, _moment(getattr(row, table.moment)), _plain(commitment)]
    return sha256(json.dumps(told, separators=(",", ":")).encode()).digest()


def key_of(table: Sealed, row: Any) -> str:
    """How a seal names the row; one of an import names the import too, as an import can be undone."""
    key = str(getattr(row, table.key))
    if len(key) > _LONGEST:
        return f"#{sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()}"
    import_id = row.import_id if table.model is Survey else None
    return key if import_id is None else f"{key}@{import_id}"


def found_by(table: Sealed, key: str) -> int | str | None:
    """The value of the table's key column in the name that a seal uses; None when there is no such row."""
    if table.key != "id":
        return key
    number = key.partition("@")[0]
    return int(number) if number.isdecimal() and len(number) <= _DIGITS else None


def _plain(value: object) -> object:
    return ["bytes", value.hex()] if isinstance(value, bytes) else value


def _moment(value: object) -> object:
    at = moment(value)
    return _plain(value) if at is None else at.isoformat()
