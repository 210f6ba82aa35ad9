"""People who take another number: what leads to them now, on the network's word."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from storage import models
from storage.acquaintance import keep
from storage.handles import PHONE, Handle, key_of, owners
from storage.joining import join
from storage.rekeying import renew
from storage.store import Tx

# Networks retry for days: so long may somebody have written from the new number before we hear of the change.
HEARD_LATE = timedelta(days=7)


def move(tx: Tx, formerly: Collection[Handle], to: Collection[Handle], now: datetime) -> int | None:
    """Whoever was known under `formerly` is known under `to`; their id, None when nobody was.

    Who has written under the new names already, before we heard, is the same person, and becomes so. A number
    that was given up leads to nobody; an old user id still does, as nobody else ever gets it.
    """
    renew(tx, [*formerly, *to])
    known = owners(tx, [*formerly, *to])
    person = next((known[handle] for handle in formerly if handle in known), None)
    if person is None:
        return None
    for handle in to:
        other = known.get(handle, person)
        if other != person and _is_the_same(tx, other, handle, now):
            join(tx, person, other)
    keep(tx, person, to)
    for handle in formerly:
        if handle.kind == PHONE:
            _forget(tx, person, handle)
    return person


def _is_the_same(tx: Tx, citizen_id: int, handle: Handle, now: datetime) -> bool:
    """Whether the one whom a new name leads to already is who moved, and not an earlier owner of a number."""
    if handle.kind != PHONE:
        return True
    named = exists().where(models.Handle.citizen_id == citizen_id, models.Handle.kind != PHONE)
    new = models.Citizen.first_seen_at >= now - HEARD_LATE
    found = select(models.Citizen.id).where(models.Citizen.id == citizen_id, new, ~named)
    return tx.connection.execute(found).first() is not None


def _forget(tx: Tx, citizen_id: int, handle: Handle) -> None:
    channel, kind, hashed = key_of(tx, handle)
    theirs = models.Handle.citizen_id == citizen_id
    named = (models.Handle.channel == channel) & (models.Handle.kind == kind) & (models.Handle.hash == hashed)
    tx.connection.execute(delete(models.Handle).where(theirs, named))
