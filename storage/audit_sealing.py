"""Seals rows that have no seal yet, a few at a time, behind the turns that wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, insert, null, select, update

from storage.audit_chain import START, Entry, packed, seal_hash
from storage.audit_raw import lenient, octets, select_raw
from storage.audit_tables import TABLES, Sealed, content_hash, key_of
from storage.audit_words import commit
from storage.failures import Tampered, WrongKey
from storage.models import Seal
from storage.store import Tx

MOST = 250  # rows a seal: a transaction of milliseconds, so that a turn never waits long for it


@dataclass(frozen=True)
class SealRow:
    """A seal that was made: its number, how many rows, and whether nothing was left."""

    number: int
    count: int
    drained: bool


def seal(tx: Tx, now: datetime, most: int = MOST) -> SealRow | None:
    """One more seal, over at most so many rows; None when every row has one.

    A row that is being changed at this moment is left for the next seal: it is never waited for.
    """
    with lenient(tx):
        return _seal(tx, now, most)


def _seal(tx: Tx, now: datetime, most: int) -> SealRow | None:
    entries: list[Entry] = []
    taken: list[tuple[Sealed, list[Any]]] = []
    for table in TABLES:
        rows = _unsealed(tx, table, most - len(entries))
        entries += [Entry(table.code, key_of(table, row), content_hash(table, row)) for row in rows]
        taken.append((table, rows))
    if not entries:
        return None
    made = _add(tx, entries, now, drained=len(entries) < most)
    for table, rows in taken:
        _mark(tx, table, rows, made.number)
    return made


def last(tx: Tx) -> Any:
    """The newest seal's row: number and hash; None before the first."""
    newest = select(Seal.number, Seal.hash).order_by(Seal.number.desc()).limit(1)
    return tx.connection.execute(newest).one_or_none()


def _unsealed(tx: Tx, table: Sealed, most: int) -> list[Any]:
    rows = list(tx.connection.execute(_waiting(table), {"most": most}))
    if table.words and any(_uncommitted(table, row) for row in rows):
        _adopt(tx, table, [row for row in rows if _uncommitted(table, row)])
        rows = list(tx.connection.execute(_waiting(table), {"most": most}))
    return rows


@cache
def _waiting(table: Sealed) -> Select[Any]:
    key = getattr(table.model, table.key)
    unsealed = select_raw(table.model).where(table.model.sealed_in.is_(None)).order_by(key)
    return unsealed.limit(bindparam("most")).with_for_update(skip_locked=True)


def _uncommitted(table: Sealed, row: Any) -> bool:
    return table.words is not None and getattr(row, table.words[0]) is not None and row.commitment is None


def _adopt(tx: Tx, table: Sealed, rows: list[Any]) -> None:
    """Words that are older than commitments get theirs now."""
    column, place = table.words or ("", "")
    key = getattr(table.model, table.key)
    for row in rows:
        try:
            made = commit(tx.vault.open(octets(getattr(row, column)), place))
        except (Tampered, WrongKey, UnicodeDecodeError):
            continue  # what was never sealed here is sealed as it is: a check finds words without commitment
        # Words may have gone since they were read: then no salt may stay that would tell about them.
        salt = case((getattr(table.model, column).is_(None), null()), else_=made.salt)
        values = {"commitment": made.commitment, "salt": salt}
        tx.connection.execute(update(table.model).where(key == getattr(row, table.key)).values(**values))


def _add(tx: Tx, entries: list[Entry], now: datetime, *, drained: bool) -> SealRow:
    before = last(tx)
    number, before_hash = (before.number + 1, before.hash) if before else (1, START)
    told = {"number": number, "sealed_at": now, "drained": drained, "count": len(entries)}
    blob = packed(entries)
    made = seal_hash(before_hash, number, now, len(entries), blob, drained=drained)
    tx.connection.execute(insert(Seal).values(**told, entries=blob, hash=made))
    return SealRow(number, len(entries), drained)


def _mark(tx: Tx, table: Sealed, rows: list[Any], number: int) -> None:
    if rows:
        theirs = getattr(table.model, table.key).in_([getattr(row, table.key) for row in rows])
        tx.connection.execute(update(table.model).where(theirs).values(sealed_in=number))
