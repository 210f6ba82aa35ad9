"""Values as they lie in the database, for whoever must not stumble over what somebody wrote there by SQL.

SQLite keeps text where a number belongs, and text that is none; PostgreSQL refuses both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import select, type_coerce
from sqlalchemy.sql import Select
from sqlalchemy.types import NullType

from storage.store import Tx


@cache
def select_raw(model: Any) -> Select[Any]:
    """All columns of a table, unconverted."""
    return select(*(raw(column) for column in model.__table__.columns))


def raw(column: Any) -> Any:
    """The column under its name, unconverted."""
    return type_coerce(column, NullType()).label(column.name)


def moment(value: object) -> datetime | None:
    """The moment that was stored; None when it is none."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def number(value: object) -> int | None:
    """The whole number that was stored; None when it is none."""
    return value if isinstance(value, int) else None


def octets(value: object) -> bytes:
    """The bytes that were stored; none when it was something else."""
    return value if isinstance(value, bytes) else b""


@contextmanager
def lenient(tx: Tx) -> Iterator[None]:
    """Text that is no text is read all the same, each such byte as half of a pair of surrogates."""
    if tx.dialect != "sqlite":
        yield
        return
    connection: Any = tx.connection.connection.driver_connection
    strict, connection.text_factory = connection.text_factory, _text
    try:
        yield
    finally:
        connection.text_factory = strict


def _text(written: bytes) -> str:
    return written.decode("utf-8", "surrogateescape")
