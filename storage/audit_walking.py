"""Walks along the chain of seals: each must follow the one before in number, hash and time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.audit_chain import START, Entry, seal_hash, unpacked
from storage.audit_findings import Finding, Findings
from storage.audit_raw import moment, number, octets, select_raw
from storage.models import Seal
from storage.store import Tx

PAGE = 256  # seals read at once
STEP_BACK = timedelta(seconds=30)  # a clock that is put right by less is no clock that was set back
SEALS = "seals"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Walked:
    """A seal and what it names.

    `since`: when nothing was left unsealed the last time before it; `known`: the tables sealed by then, as
    rows of a table that is sealed for the first time may be of any age.
    """

    number: int
    sealed_at: datetime
    since: datetime | None
    entries: list[Entry]
    known: frozenset[bytes] = frozenset()


@dataclass(frozen=True)
class _Seal:
    """A seal as far as it can be read."""

    number: int
    sealed_at: datetime
    count: int
    drained: bool
    entries: bytes
    hash: bytes


class Walk:
    """Goes along the chain once; afterwards it knows where it ended.

    `wanted`: numbers of seals whose hash is to be remembered.
    """

    def __init__(self, findings: Findings, wanted: frozenset[int]) -> None:
        self.number, self.rows, self.seals = 0, 0, 0
        self.at: dict[int, bytes] = {0: START}
        self._wanted = wanted
        self._findings = findings
        self._hash: bytes | None = START
        self._sealed_at: datetime | None = None
        self._drained_at: datetime | None = None
        self._seen: set[bytes] = set()
        self._known: frozenset[bytes] = frozenset()

    def along(self, tx: Tx) -> Iterator[Walked]:
        """Every seal from the first to the last."""
        for seal in _seals(tx):
            self._follows(seal)
            entries = self._entries(seal)
            walked = Walked(seal.number, seal.sealed_at, self._drained_at, entries, self._known)
            self._step(seal, {entry.code for entry in entries})
            yield walked

    def _follows(self, seal: _Seal) -> None:
        if seal.number != self.number + 1:
            gone = f"{self.number + 1}-{seal.number - 1}"
            self._found("seal_removed", gone, seal)
            self._hash = None  # nothing is known that the next one could fit
        if self._sealed_at is not None and seal.sealed_at < self._sealed_at - STEP_BACK:
            self._found("clock", str(seal.number), seal, f"the seal before was made at {self._sealed_at}")

    def _entries(self, seal: _Seal) -> list[Entry]:
        try:
            entries = list(unpacked(seal.entries))
        except ValueError:
            self._found("seal_changed", str(seal.number), seal)
            return []
        told = (seal.number, seal.sealed_at, seal.count, seal.entries)
        fits = self._hash is None or seal_hash(self._hash, *told, drained=seal.drained) == seal.hash
        if not fits or len(entries) != seal.count:
            self._found("seal_changed", str(seal.number), seal, f"it names {len(entries)} rows")
        return entries

    def _step(self, seal: _Seal, codes: set[bytes]) -> None:
        self.number, self._hash, self._sealed_at = seal.number, seal.hash, seal.sealed_at
        self.rows += seal.count
        self.seals += 1
        self._seen |= codes
        if seal.drained:
            self._drained_at, self._known = seal.sealed_at, frozenset(self._seen)
        if seal.number in self._wanted:
            self.at[seal.number] = seal.hash

    def _found(self, what: str, key: str, seal: _Seal, note: str = "") -> None:
        self._findings.add(Finding(what, SEALS, key, seal.number, seal.sealed_at, note))


def windows(walk: Iterator[Walked], rows: int) -> Iterator[Mapping[int, Walked]]:
    """Seals that follow each other, as many as name about so many rows together."""
    window: dict[int, Walked] = {}
    count = 0
    for walked in walk:
        window[walked.number] = walked
        count += len(walked.entries)
        if count >= rows or len(window) >= PAGE:
            yield window
            window, count = {}, 0
    if window:
        yield window


def _seals(tx: Tx) -> Iterator[_Seal]:
    """In pages, so that they are never all in memory."""
    wanted = select_raw(Seal).order_by(Seal.number).limit(PAGE)
    page = list(tx.connection.execute(wanted))
    while page:
        yield from (_read(row) for row in page)
        page = list(tx.connection.execute(wanted.where(Seal.number > page[-1].number)))


def _read(row: Any) -> _Seal:
    """What cannot be read is replaced by something that does not fit."""
    at, count = moment(row.sealed_at) or _NEVER, number(row.count)
    drained = row.drained in (0, 1) and bool(row.drained)
    return _Seal(
        row.number, at, -1 if count is None else count, drained, octets(row.entries), octets(row.hash)
    )
