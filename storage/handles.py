"""Handles: how a channel addresses somebody, found by keyed hash and kept sealed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, func, select

from storage import models
from storage.store import Tx

VALUE = "handles.value"
PHONE = "phone"
# A number may change and come to somebody else: it is written to only where there is nothing better.
_NEWEST = func.coalesce(
    func.max(case((models.Handle.kind != PHONE, models.Handle.id))), func.max(models.Handle.id)
)


class Handle(NamedTuple):  # found in mappings all the time, as tuples are quickly
    """An address on a channel; kinds are chat, bsuid, phone and key."""

    channel: str
    kind: str
    value: str


@dataclass(frozen=True)
class Reach:
    """Where a citizen is written to, and in which language."""

    id: int
    language: str
    channel: str


Key = tuple[str, str, bytes]
_COLUMNS = (models.Handle.channel, models.Handle.kind, models.Handle.hash)
# As three lists and not as one of triples: those SQLite would look for in every row of the table. No handle
# too many is found, as the hash is of channel and kind as well.
ARE_KEYS = and_(
    *(column.in_(bindparam(f"{column.key}s", expanding=True)) for column in _COLUMNS),
)
_OWNERS = select(models.Handle.citizen_id, *_COLUMNS).where(ARE_KEYS)


def key_of(tx: Tx, handle: Handle) -> Key:
    """What a handle is found by: unique, and telling nothing about its value."""
    hashed = tx.vault.hash(f"{handle.channel}.{handle.kind}", handle.value)
    return handle.channel, handle.kind, hashed


def keys_of(tx: Tx, handle: Handle) -> list[Key]:
    """The same by every key of ours: while keys are changed there is more than one, the newest first."""
    kind = f"{handle.channel}.{handle.kind}"
    return [(handle.channel, handle.kind, hashed) for hashed in tx.vault.hashes(kind, handle.value)]


def row_of(tx: Tx, handle: Handle, citizen_id: int) -> dict[str, Any]:
    """A handle as it is stored."""
    channel, kind, hashed = key_of(tx, handle)
    sealed = tx.vault.seal(handle.value, VALUE)
    return {"citizen_id": citizen_id, "channel": channel, "kind": kind, "hash": hashed, "value": sealed}


def as_lists(keys: Iterable[Key]) -> dict[str, list[Any]]:
    """What ARE_KEYS compares with."""
    names = (f"{column.key}s" for column in _COLUMNS)
    return {name: sorted(set(values)) for name, values in zip(names, zip(*keys, strict=True), strict=True)}


def owners(tx: Tx, handles: Iterable[Handle]) -> dict[Handle, int]:
    """Whose these handles are; nobody's are not in it."""
    keys = {key: handle for handle in handles for key in keys_of(tx, handle)}
    if not keys:
        return {}
    found = tx.connection.execute(_OWNERS, as_lists(keys))
    return {keys[row.channel, row.kind, row.hash]: row.citizen_id for row in found}


def addresses(tx: Tx, ids: Iterable[int]) -> dict[int, Handle]:
    """Where each citizen is written to; who has no handle is not in it."""
    rows = tx.connection.execute(_NEWEST_OF_ALL, {"ids": list(ids)})
    return {row.citizen_id: _opened(tx, row) for row in rows}


def addresses_on(tx: Tx, ids: Iterable[int]) -> dict[tuple[int, str], Handle]:
    """Where each citizen is written to on each channel."""
    rows = tx.connection.execute(_NEWEST_ON_EACH, {"ids": list(ids)})
    return {(row.citizen_id, row.channel): _opened(tx, row) for row in rows}


def reach(tx: Tx, ids: Collection[int]) -> list[Reach]:
    """Language and channel of those who can be addressed, in the order of their ids."""
    return [Reach(*row) for row in tx.connection.execute(_REACH, {"ids": list(ids)})]


def _ids_of_newest(*each: Any) -> Any:
    """The newest handle of each of the people `ids`, or of each of them on each channel."""
    theirs = models.Handle.citizen_id.in_(bindparam("ids", expanding=True))
    return select(_NEWEST).where(theirs).group_by(*each)


def _newest(*each: Any) -> Any:
    return (
        select(models.Handle.citizen_id, models.Handle.channel, models.Handle.kind, models.Handle.value)
        .where(models.Handle.id.in_(_ids_of_newest(*each)))
        .order_by(models.Handle.id)
    )


_NEWEST_OF_ALL = _newest(models.Handle.citizen_id)
_NEWEST_ON_EACH = _newest(models.Handle.citizen_id, models.Handle.channel)
_REACH = (
    select(models.Citizen.id, models.Citizen.language, models.Handle.channel)
    .join(models.Handle, models.Handle.citizen_id == models.Citizen.id)
    .where(models.Handle.id.in_(_ids_of_newest(models.Handle.citizen_id)))
    .order_by(models.Citizen.id)
)


def _opened(tx: Tx, row: Any) -> Handle:
    return Handle(row.channel, row.kind, tx.vault.open(row.value, VALUE))
