"""The keys of this database: a wrong one is known at once; what is needed of those that are gone is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import inspect, select, update

from storage.failures import WrongKey
from storage.keyring import Generation, Keyring
from storage.models import Handle, Official, SealKey
from storage.once import upsert
from storage.store import Store, Tx

HASHING = "seal_keys.hashing"
_HOW = (
    "use the key this database was made with (storage.key_file, or SUARA_SECRET_KEY); if it was changed, the "
    "former key belongs behind it, as `old` in the file or in SUARA_SECRET_KEY_OLD. Without it texts and "
    "identities are lost"
)


@dataclass(frozen=True)
class KeyRow:
    """A key by its id: since when it seals, and whether it is needed no more."""

    id: str
    since: datetime | None
    retired_at: datetime | None


def meet(store: Store, now: datetime, turned: Callable[[Tx], None] = lambda _tx: None) -> bool:
    """Learn what is known of earlier keys, and note ours where it is new; whether it took another's place.

    `turned` is called if it did, in the same transaction. WrongKey when this database was sealed with others,
    before anything is sealed with ours.
    """
    with store.reading() as tx:
        known = {row.id for row in rows(tx)}
    if store.vault.ring.id.hex() in known:
        with store.reading() as tx:
            learn(tx)
        return False
    with store.begin() as tx:
        is_new = note(tx, now)
        if is_new:
            turned(tx)
        return is_new


def look(tx: Tx) -> None:
    """WrongKey or Tampered when ours is not the key of this database. Nothing is written."""
    known = rows(tx)
    if tx.vault.ring.id.hex() in {row.id for row in known}:
        learn(tx)
    else:
        _check(tx, tx.vault.ring, known)


def note(tx: Tx, now: datetime) -> bool:
    """The key that seals now has a row; whether it took another's place."""
    ring, known = tx.vault.ring, rows(tx)
    if ring.id.hex() in {row.id for row in known}:
        learn(tx)
        return False
    _check(tx, ring, known)
    if not known and ring.older:  # sealed before there were rows: the oldest is the first
        first, older = ring.older[-1], ring.hashing[-1]
        _insert(tx, Keyring(first).id, older, None)
    is_first = not (known or ring.older)
    noted = _insert(tx, ring.id, ring.hashing[0], None if is_first else now)
    learn(tx)
    return noted and not is_first


def learn(tx: Tx) -> None:
    """What is known of all keys, for the vault. WrongKey when none of ours opens it."""
    found = tx.connection.execute(select(SealKey).order_by(SealKey.since.is_not(None), SealKey.since))
    tx.vault.remember(
        [
            Generation(bytes.fromhex(row.id), tx.vault.open_bytes(row.hashing, HASHING), row.since)
            for row in found
        ]
    )


def rows(tx: Tx) -> list[KeyRow]:
    """Every key there was, the first one first."""
    columns = (SealKey.id, SealKey.since, SealKey.retired_at)
    found = select(*columns).order_by(SealKey.since.is_not(None), SealKey.since)
    return [KeyRow(row.id, row.since, row.retired_at) for row in tx.connection.execute(found)]


def retire(tx: Tx, now: datetime) -> None:
    """No key but the one that seals is needed any more."""
    others = (SealKey.id != tx.vault.ring.id.hex()) & SealKey.retired_at.is_(None)
    tx.connection.execute(update(SealKey).where(others).values(retired_at=now))


def holds_anything(store: Store) -> bool:
    """Whether the database, which may have no tables yet, holds what some key has sealed."""
    with store.reading() as tx:
        there = set(inspect(tx.connection).get_table_names())
        tables = [table for table in (SealKey, Handle, Official) if table.__tablename__ in there]
        return any(tx.connection.execute(select(table).limit(1)).first() for table in tables)


def _check(tx: Tx, ring: Keyring, known: list[KeyRow]) -> None:
    """Before there are rows, an address or an official's name tells."""
    if known:
        if not {row.id for row in known if row.retired_at is None} & {one.hex() for one in ring.seals}:
            used = known[-1].id
            raise WrongKey(f"the key ({ring.id.hex()}) is not this database's ({used}): {_HOW}")
        return
    for column, place in ((Handle.value, "handles.value"), (Official.name, "officials.name")):
        sealed = tx.connection.execute(select(column).limit(1)).scalar_one_or_none()
        if sealed is not None:
            _try(tx, sealed, place)


def _try(tx: Tx, sealed: bytes, place: str) -> None:
    try:
        tx.vault.open_bytes(sealed, place)
    except WrongKey as error:
        raise WrongKey(f"the key ({tx.vault.ring.id.hex()}) is not this database's: {_HOW}") from error


def _insert(tx: Tx, key: bytes, hashing: bytes, since: datetime | None) -> bool:
    """False: another process that began at the same moment has written it."""
    sealed = tx.vault.seal(hashing, HASHING)
    row = upsert(tx, SealKey).values(id=key.hex(), hashing=sealed, since=since)
    return tx.connection.execute(row.on_conflict_do_nothing().returning(SealKey.id)).first() is not None
