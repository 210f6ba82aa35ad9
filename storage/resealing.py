"""Everything sealed is sealed again by the key of now, some rows at a time; a count of what is not yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    update,
)

from storage import rekeying
from storage.models import Base
from storage.store import Tx
from storage.vault import HEADER_BYTES

# Bytes that no key of ours has sealed: hashes, looks of photos, salts and seals of the log.
NOT_SEALED = frozenset(
    {
        *("handles.hash", "web_chats.chat", "web_messages.chat", "web_files.chat", "pin_tries.chat"),
        *("forgotten_handles.hash", "organisations.link"),
        *("invites.hash", "kiosks.hash", "kiosk_ratings.kiosk", "desk_links.hash", "proofs.hashes"),
        *("invitations.code", "audit.salt", "audit.commitment", "case_events.salt", "case_events.commitment"),
        *("seals.entries", "seals.hash"),
        *("heads.seal_hash", "heads.hash", "heads.public_key", "heads.signature"),
    }
)
# Sealed for one row alone: the column whose value ends the name of their place.
_OF_ONE_ROW = {"web_files.content": "ref"}
_HANDLES = "handles"


@dataclass(frozen=True)
class Sealed:
    """The sealed columns of one table."""

    table: Table
    columns: tuple[Column[Any], ...]

    @property
    def name(self) -> str:
        return self.table.name


Place = tuple[Any, ...]  # the primary key of a row


def tables() -> list[Sealed]:
    """Every table with something sealed in it."""
    found = []
    for table in Base.metadata.sorted_tables:
        columns = tuple(column for column in table.columns if _is_sealed(column))
        if columns:
            found.append(Sealed(table, columns))
    return found


def waiting(tx: Tx, of: Sealed, after: Place | None, limit: int) -> list[Place]:
    """The next rows after this one in which another key has sealed something; it only reads."""
    keys = list(of.table.primary_key)
    wanted = [_old(tx, of)] if after is None else [_old(tx, of), tuple_(*keys) > tuple_(*after)]
    found = select(*keys).where(*wanted).order_by(*keys).limit(limit)
    return [tuple(row) for row in tx.connection.execute(found)]


def reseal(tx: Tx, of: Sealed, places: Sequence[Place]) -> int:
    """Seal these rows anew; how many were. Rows that somebody else works on are left for the next round, so
    that nobody ever waits for one who waits for us.
    """
    keys = list(of.table.primary_key)
    found = select(*_read(of)).where(_old(tx, of), or_(*(_is(keys, place) for place in places)))
    rows = list(tx.connection.execute(found.order_by(*keys).with_for_update(skip_locked=True)))
    _seal_again(tx, of, rows)
    return len(rows)


def left(tx: Tx) -> Mapping[str, int]:
    """How many values of each sealed column another key has sealed than that of now; nothing: none."""
    counts = {}
    for of in tables():
        for column in of.columns:
            count = select(func.count()).select_from(of.table).where(_older(tx, column))
            if number := tx.connection.execute(count).scalar_one():
                counts[str(column)] = number
    return counts


def _read(of: Sealed) -> list[Column[Any]]:
    if of.name == _HANDLES:
        return list(of.table.columns)
    tails = [of.table.c[tail] for place, tail in _OF_ONE_ROW.items() if place.startswith(f"{of.name}.")]
    return list(dict.fromkeys([*of.table.primary_key, *of.columns, *tails]))


def _seal_again(tx: Tx, of: Sealed, rows: list[Any]) -> None:
    if of.name == _HANDLES:  # their hashes go along
        rekeying.rekey(tx, rekeying.free_chats(tx, rows))
        return
    keys = list(of.table.primary_key)
    this = and_(*(key == bindparam(f"this_{key.name}") for key in keys))
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}  # a statement for each set of columns
    for row in rows:
        new = dict(_anew(tx, of, row))
        where = {f"this_{key.name}": row._mapping[key.name] for key in keys}
        alike.setdefault(tuple(new), []).append(
            {**where, **{f"new_{name}": value for name, value in new.items()}}
        )
    for names, values in ((names, values) for names, values in alike.items() if names):
        change = update(of.table).where(this).values({name: bindparam(f"new_{name}") for name in names})
        tx.connection.execute(change, values)


def _is(keys: Sequence[Column[Any]], place: Sequence[Any]) -> ColumnElement[bool]:
    return and_(*(key == value for key, value in zip(keys, place, strict=True)))


def _anew(tx: Tx, of: Sealed, row: Any) -> Iterator[tuple[str, bytes]]:
    for column in of.columns:
        value = row._mapping[column.name]
        if value is not None and value[:HEADER_BYTES] != tx.vault.header:
            place = str(column)
            if tail := _OF_ONE_ROW.get(place):
                place = f"{place}:{row._mapping[tail]}"
            yield column.name, tx.vault.seal(tx.vault.open_bytes(value, place), place)


def _is_sealed(column: Column[Any]) -> bool:
    return isinstance(column.type, LargeBinary) and str(column) not in NOT_SEALED


def _old(tx: Tx, of: Sealed) -> Any:
    return or_(*(_older(tx, column) for column in of.columns))


def _older(tx: Tx, column: Column[Any]) -> Any:
    return column.is_not(None) & (func.substr(column, 1, HEADER_BYTES) != tx.vault.header)
