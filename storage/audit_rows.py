"""Holds rows against what their seals say of them: changed, gone, slipped in, emptied, misdated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, type_coerce
from sqlalchemy.types import NullType

from storage.audit_excuses import Excuses
from storage.audit_findings import Finding, Findings
from storage.audit_raw import moment, octets, select_raw
from storage.audit_tables import TABLES, Sealed, content_hash, found_by, key_of
from storage.audit_walking import Walked
from storage.audit_words import hashed
from storage.failures import Tampered, WrongKey
from storage.store import Tx

# Longer than any transaction lives, and than the clocks of two machines differ.
MISDATED = timedelta(minutes=10)
_STREAMED, _CHUNK = 1000, 500
_Named = dict[tuple[str, int], bytes]  # key and seal to the hash of the content


class Window:
    """Some seals that follow each other, and the rows that they name."""

    def __init__(self, tx: Tx, seals: Mapping[int, Walked], findings: Findings) -> None:
        self._tx = tx
        self._seals = seals
        self._findings = findings
        self._excuses = Excuses(tx, findings)

    def check(self) -> None:
        """Every row that the seals name, and every row that claims one of them."""
        for table in TABLES:
            named = self._named(table)
            for row in self._claiming(table):
                self._check(table, row, named)
            self._missing(table, named)
        self._excuses.settle()

    def _named(self, table: Sealed) -> _Named:
        return {
            (entry.key, seal.number): entry.hash
            for seal in self._seals.values()
            for entry in seal.entries
            if entry.code == table.code
        }

    def _claiming(self, table: Sealed) -> Iterator[Any]:
        span = table.model.sealed_in.between(min(self._seals), max(self._seals))
        # Streamed: somebody may have marked more rows than fit into memory.
        streamed = {"yield_per": _STREAMED}
        yield from self._tx.connection.execute(
            select_raw(table.model).where(span), execution_options=streamed
        )

    def _check(self, table: Sealed, row: Any, named: _Named) -> None:
        key, seal = key_of(table, row), self._seals.get(row.sealed_in)
        was = named.pop((key, row.sealed_in), None)
        if seal is None or was is None:
            self._findings.add(_finding("inserted", table, key, seal))
            return
        found = content_hash(table, row)
        if found != was:
            self._findings.add(_finding("changed", table, key, seal, was=was, found=found))
        if table.words:
            self._check_words(table, row, seal)
        if table.is_dated(row):
            self._check_moment(table, row, seal)

    def _check_words(self, table: Sealed, row: Any, seal: Walked) -> None:
        column, place = table.words or ("", "")
        words, key = getattr(row, column), key_of(table, row)
        if words is None:
            if row.commitment is not None:
                self._excuses.emptied(table, row, _finding("emptied", table, key, seal))
        elif not _opens(self._tx, octets(words), place, row):
            self._findings.add(_finding("words", table, key, seal))

    def _check_moment(self, table: Sealed, row: Any, seal: Walked) -> None:
        at, since, key = moment(getattr(row, table.moment)), seal.since, key_of(table, row)
        if at is None:
            return  # its content is not what it was
        if at > seal.sealed_at + MISDATED:
            self._findings.add(_finding("ahead", table, key, seal, note=f"dated {at}"))
        elif table.code in seal.known and since and at < since - MISDATED and since <= seal.sealed_at:
            self._excuses.late(table, row, _finding("late", table, key, seal, note=f"dated {at}"))

    def _missing(self, table: Sealed, named: _Named) -> None:
        """What seals name and no row claims: gone, or its mark was changed."""
        left = list(named.items())
        for at in range(0, len(left), _CHUNK):
            some = left[at : at + _CHUNK]
            there = self._there(table, [key for (key, _), _ in some])
            for (key, number), was in some:
                self._missed(table, key, self._seals[number], was, there.get(key))

    def _there(self, table: Sealed, keys: Iterable[str]) -> dict[str, Any]:
        ids = [found for key in keys if (found := found_by(table, key)) is not None]
        wanted = select_raw(table.model).where(getattr(table.model, table.key).in_(ids))
        return {key_of(table, row): row for row in self._tx.connection.execute(wanted)}

    def _missed(self, table: Sealed, key: str, seal: Walked, was: bytes, row: Any) -> None:
        if row is None:
            self._excuses.removed(table, key, _finding("removed", table, key, seal, was=was))
            return
        note, found = f"it claims seal {row.sealed_in}", content_hash(table, row)
        self._findings.add(_finding("changed", table, key, seal, note=note, was=was, found=found))


def outside(tx: Tx, last: int, findings: Findings) -> None:
    """Rows that claim a seal which there never was, or which was cut off."""
    for table in TABLES:
        mark = table.model.sealed_in
        for what, claims in (("inserted", mark < 1), ("cut", mark > last)):
            count, low, high = tx.connection.execute(
                select(func.count(), func.min(mark), func.max(mark)).where(claims)
            ).one()
            if count:
                note = f"{count} rows claim seals {low}-{high}; the chain ends at {last}"
                findings.add(Finding(what, table.name, "", note=note))


def unsealed(tx: Tx) -> tuple[int, datetime | None]:
    """How many rows wait for a seal, and since when the oldest of them that we dated."""
    count, oldest = 0, []
    for table in TABLES:
        waits = table.model.sealed_in.is_(None)
        since = type_coerce(func.min(getattr(table.model, table.moment)), NullType())
        rows, first = tx.connection.execute(select(func.count(), since).where(waits)).one()
        count += rows
        if not table.undated and (at := moment(first)) is not None:
            oldest.append(at)
    return count, min(oldest, default=None)


def _opens(tx: Tx, words: bytes, place: str, row: Any) -> bool:
    """Whether these are the words that the row is committed to."""
    try:
        plain = tx.vault.open(words, place)
    except (Tampered, WrongKey, UnicodeDecodeError):
        return False
    return bool(row.salt) and hashed(octets(row.salt), plain) == row.commitment


def _finding(
    what: str,
    table: Sealed,
    key: str,
    seal: Walked | None,
    *,
    note: str = "",
    was: bytes = b"",
    found: bytes = b"",
) -> Finding:
    number, at = (seal.number, seal.sealed_at) if seal else (None, None)
    return Finding(what, table.name, key, number, at, note, was, found)
