"""Inserts a row that a replay may already have inserted, and says which row it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from storage.models import Base
from storage.store import Tx

# The statement is the same, but SQLAlchemy spells ON CONFLICT once a dialect.
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def upsert(tx: Tx, table: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT, for the database of this transaction."""
    return _INSERTS[tx.connection.dialect.name](table)


def upserts(build: Callable[[Callable[[Any], Any]], Any]) -> Mapping[str, Any]:
    """One statement for each database, built once: `build` is handed the INSERT that knows ON CONFLICT."""
    return {dialect: build(insert) for dialect, insert in _INSERTS.items()}


def insert_unless_there(tx: Tx, table: Any, values: Mapping[str, Any]) -> int | None:
    """The new row's id; None when any unique key of it is taken."""
    statement = upsert(tx, table).values(**values).on_conflict_do_nothing().returning(table.id)
    found: int | None = tx.connection.execute(statement).scalar_one_or_none()
    return found


def insert_once(tx: Tx, table: Any, values: Mapping[str, Any]) -> int:
    """The id of the one row of this citizen's talk, inserted now or by an earlier run of the same turn."""
    new = insert_unless_there(tx, table, values)
    return new if new is not None else _id_of_talk(tx, table, values)


def _id_of_talk(tx: Tx, table: Any, values: Mapping[str, Any]) -> int:
    mine = (table.citizen_id == values["citizen_id"]) & (table.talk == values["talk"])
    found: int = tx.connection.execute(select(table.id).where(mine)).scalar_one()
    return found
