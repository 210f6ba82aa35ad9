"""While keys are changed: whoever is met is found by the new key from then on, and all others bit by bit."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import bindparam, func, select, update

from storage import models
from storage.handles import VALUE, Handle, as_lists
from storage.store import Tx

_WEB = ("web", "chat")
_CHATS = (models.WebChat, models.WebMessage, models.WebFile)
_REKEYED = (
    update(models.Handle)
    .where(models.Handle.id == bindparam("which"))
    .values(hash=bindparam("hashed"), value=bindparam("sealed"))
)


def renew(tx: Tx, handles: Collection[Handle]) -> None:
    """Those of these handles that are known by another key are known by ours from now on.

    One process may hash by the new key while another still hashes by the old: neither takes somebody for new
    whom the other is just meeting, as both wait for the same lock.
    """
    if not tx.vault.turning or not handles:
        return
    keys = {handle: _all_keys(tx, handle) for handle in sorted(handles, key=repr)}
    _one_after_the_other(tx, sorted(min(hashes) for hashes in keys.values()))
    others = [(h.channel, h.kind, each) for h, hashes in keys.items() for each in hashes[1:]]
    found = select(models.Handle).where(_among(others)).order_by(models.Handle.id).with_for_update()
    rekey(tx, tx.connection.execute(found).all())


def rekey(tx: Tx, rows: Iterable[Any]) -> None:
    """These rows of handles, locked: sealed and hashed by our key, and the pages of browsers with them."""
    new = []
    for row in rows:
        value = tx.vault.open(row.value, VALUE)
        hashed = tx.vault.hash(f"{row.channel}.{row.kind}", value)
        new.append({"which": row.id, "hashed": hashed, "sealed": tx.vault.seal(value, VALUE)})
        if (row.channel, row.kind) == _WEB and row.hash != hashed:
            _rename(tx, row.hash, hashed)
    if new:
        tx.connection.execute(_REKEYED, new)


def _all_keys(tx: Tx, handle: Handle) -> tuple[bytes, ...]:
    return tx.vault.hashes(f"{handle.channel}.{handle.kind}", handle.value)


def _among(keys: Collection[tuple[str, str, bytes]]) -> Any:
    lists = as_lists(keys)
    columns = (models.Handle.channel, models.Handle.kind, models.Handle.hash)
    return columns[0].in_(lists["channels"]) & columns[1].in_(lists["kinds"]) & columns[2].in_(lists["hashs"])


def _one_after_the_other(tx: Tx, hashes: Collection[bytes]) -> None:
    if tx.dialect == "sqlite":
        return  # one writes at a time anyway
    lock = select(func.pg_advisory_xact_lock(bindparam("key")))
    for each in hashes:
        tx.connection.execute(lock, {"key": int.from_bytes(each[:8], "big", signed=True)})


def _rename(tx: Tx, old: bytes, new: bytes) -> None:
    for table in _CHATS:
        tx.connection.execute(update(table).where(table.chat == old).values(chat=new))


def free_chats(tx: Tx, rows: Iterable[Any]) -> list[Any]:
    """Those of these rows of handles whose browser's pages nobody else is writing to just now."""
    mine = [row for row in rows if (row.channel, row.kind) == _WEB]
    hashes = [row.hash for row in mine]
    there = select(models.WebChat.chat).where(models.WebChat.chat.in_(hashes))
    every = set(tx.connection.execute(there).scalars())
    free = set(tx.connection.execute(there.with_for_update(skip_locked=True)).scalars())
    return [row for row in rows if row.hash not in every - free]
