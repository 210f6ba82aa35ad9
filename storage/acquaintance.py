"""People who come under several names: recognised by any of them, and never taken for somebody else.

A number is a weak name: it may be missing, and it comes to somebody else when its owner has given it up. So a
number leads to a person only as long as nothing better contradicts it, and goes to whoever shows it last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from storage import models
from storage.citizens import CitizenRow, lock
from storage.handles import Handle, key_of, owners, row_of
from storage.once import upsert
from storage.rekeying import renew
from storage.store import Tx

# A number that was given up is handed to somebody else after some months: whoever was silent for so long is
# not taken for the same person on its word alone.
STILL_THEIRS = timedelta(days=90)
_KEY = ["channel", "kind", "hash"]


def meet(
    tx: Tx, people: Mapping[Handle, str], also: Mapping[Handle, Collection[Handle]], now: datetime
) -> dict[Handle, CitizenRow]:
    """`citizens.lock` for people whose other handles came along; all of them lead to the same person later.

    `people`: the handle that answers go to, to the language in which somebody new is spoken to; `also`: the
    others of those that have any.
    """
    if not also:
        return lock(tx, people, now)
    renew(tx, {*people, *also, *(other for others in also.values() for other in others)})
    known = owners(tx, {*also, *(other for others in also.values() for other in others)})
    for handle in sorted(also, key=lambda one: key_of(tx, one)):
        _recognise(tx, handle, also[handle], known, now)
    met = lock(tx, people, now)
    for handle in sorted(also, key=lambda one: key_of(tx, one)):
        if handle in met:
            keep(tx, met[handle].id, [o for o in also[handle] if known.get(o) != met[handle].id])
    return met


def keep(tx: Tx, citizen_id: int, handles: Collection[Handle]) -> None:
    """These are this person's from now on, whoever had them before."""
    for handle in handles:
        new = upsert(tx, models.Handle).values(**row_of(tx, handle, citizen_id))
        theirs = new.on_conflict_do_update(index_elements=_KEY, set_={"citizen_id": citizen_id})
        tx.connection.execute(theirs)


def _recognise(
    tx: Tx, handle: Handle, others: Collection[Handle], known: Mapping[Handle, int], now: datetime
) -> None:
    """A new handle is that of the person whom another one leads to, where that can be."""
    if handle in known:
        return
    found = next((known[other] for other in others if other in known), None)
    if found is not None and _may_be(tx, found, handle, now):
        new = upsert(tx, models.Handle).values(**row_of(tx, handle, found))
        tx.connection.execute(new.on_conflict_do_nothing())


def _may_be(tx: Tx, citizen_id: int, handle: Handle, now: datetime) -> bool:
    """Whether they may be who comes with this handle: not when they have one of its kind already."""
    same_kind = exists().where(
        models.Handle.citizen_id == citizen_id,
        models.Handle.channel == handle.channel,
        models.Handle.kind == handle.kind,
    )
    seen = models.Citizen.last_seen_at >= now - STILL_THEIRS
    theirs = select(models.Citizen.id).where(models.Citizen.id == citizen_id, seen, ~same_kind)
    return tx.connection.execute(theirs).first() is not None
