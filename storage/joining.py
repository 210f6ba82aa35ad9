"""Two rows that turn out to be one person: everything of the one becomes the other's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    and_,
    cast,
    delete,
    exists,
    literal,
    select,
    update,
)

from storage import seats
from storage.models import Base, Case, Citizen, Rating, Survey
from storage.store import Tx

# Kept once for a talk, and never to be lost: serials are drawn by lot, so two people may have the same.
_ONCE_A_TALK = frozenset(table.__tablename__ for table in (Rating, Survey, Case))


def join(tx: Tx, one: int, other: int) -> None:
    """`other` is the same person as `one`, and no row of its own any more.

    Where only one of a kind can be, the one who stays keeps theirs; of two words on one forum, that which
    holds more: no seat is lost.
    """
    both = select(Citizen).where(Citizen.id.in_((one, other))).order_by(Citizen.id).with_for_update()
    rows = {row.id: row for row in tx.connection.execute(both)}
    if len(rows) < 2:  # the same one twice, or one of them is gone
        return
    seats.keep_better(tx, one, other)
    for table, column in _theirs():
        for rest in _keys(table, column):
            _make_room(tx, table, column, rest, one, other)
        tx.connection.execute(update(table).where(column == other).values({column: one}))
    _join_rows(tx, rows[one], rows[other])
    tx.connection.execute(delete(Citizen).where(Citizen.id == other))


def _theirs() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that names a citizen, whoever added it."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.target_fullname == "citizens.id" for key in column.foreign_keys):
                yield table, column


def _keys(table: Table, column: Column[Any]) -> Iterator[list[Column[Any]]]:
    """The other columns of each key of which this one is a part."""
    for key in table.constraints:
        if isinstance(key, (PrimaryKeyConstraint, UniqueConstraint)) and column.name in key.columns:
            yield [other for other in key.columns if other is not column]


def _make_room(
    tx: Tx, table: Table, column: Column[Any], rest: Sequence[Column[Any]], one: int, other: int
) -> None:
    """What both have under the same key: renamed where it must stay, else one of them goes."""
    kept = table.alias()
    same = and_(kept.c[column.name] == one, *(kept.c[each.name] == each for each in rest))
    doubled = and_(column == other, exists().where(same).correlate(table))
    if table.name in _ONCE_A_TALK:
        renamed = table.c.talk + literal(".") + cast(table.c.id, String)
        tx.connection.execute(update(table).where(doubled).values(talk=renamed))
    else:
        tx.connection.execute(delete(table).where(doubled))


def _join_rows(tx: Tx, one: Any, other: Any) -> None:
    """Seen first and last by either; a wish for silence counts, whoever of them had it."""
    joined = {
        "first_seen_at": min(one.first_seen_at, other.first_seen_at),
        "last_seen_at": max(one.last_seen_at, other.last_seen_at),
        "stopped_at": one.stopped_at or other.stopped_at,
        "is_minor": other.is_minor if one.is_minor is None else one.is_minor,
        "guardian_agreed": one.guardian_agreed or other.guardian_agreed,
        "noticed_version": max(one.noticed_version, other.noticed_version),
    }
    tx.connection.execute(update(Citizen).where(Citizen.id == one.id).values(**joined))
