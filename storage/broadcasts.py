"""Broadcasts: whom each selected on which network, how many of them are in the outbox, and its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select, update

from storage.models import Broadcast, BroadcastPart, BroadcastSlice
from storage.packing import packed, unpacked
from storage.store import Tx

SLICE = 1000  # recipients in one row
PEOPLE = "broadcast_slices.people"
OPEN = ("selecting", "ready", "asked", "going", "paused")


@dataclass(frozen=True)
class BroadcastRow:
    """One broadcast.

    `state`: selecting, ready (may be sent), asked (waits for a second person's yes), going, paused, stopped,
    done. `audience`: JSON of whom it is meant for.
    """

    id: int
    purpose: str
    forum_id: int | None
    selected: int
    created_at: datetime
    state: str
    made_by: str
    agreed_by: str
    audience: str
    started_at: datetime | None
    finished_at: datetime | None
    progress_id: int | None
    told_at: datetime | None


@dataclass(frozen=True)
class Part:
    """A broadcast on one network: selected = queued + dropped + those who still wait."""

    channel: str
    selected: int
    queued: int
    dropped: int = 0
    dropped_for: str = ""

    @property
    def waiting(self) -> int:
        return self.selected - self.queued - self.dropped


_COLUMNS = [getattr(Broadcast, field.name) for field in fields(BroadcastRow)]
_PART = [getattr(BroadcastPart, field.name) for field in fields(Part)]
# Built once, as they are asked several times a second.
_BY_ID = select(*_COLUMNS).where(Broadcast.id == bindparam("broadcast"))
_LOCKED = _BY_ID.with_for_update()
_ITS = BroadcastPart.broadcast_id == bindparam("broadcast")
_HERE = _ITS & (BroadcastPart.channel == bindparam("network"))
_PARTS = select(*_PART).where(_ITS).order_by(BroadcastPart.channel)
_QUEUED = select(BroadcastPart.queued, BroadcastPart.selected).where(_HERE).with_for_update()
_QUEUE = update(BroadcastPart).where(_HERE).values(queued=bindparam("after"))
_SLICE = select(BroadcastSlice.people).where(
    BroadcastSlice.broadcast_id == bindparam("broadcast"),
    BroadcastSlice.channel == bindparam("network"),
    BroadcastSlice.first == bindparam("start"),
)


def create(
    tx: Tx, purpose: str, *, made_by: str, now: datetime, forum_id: int | None = None, audience: str = ""
) -> BroadcastRow:
    """A new one, whose recipients are still to be selected."""
    new = insert(Broadcast).values(
        purpose=purpose,
        forum_id=forum_id,
        selected=0,
        state="selecting",
        made_by=made_by,
        audience=audience,
        created_at=now,
    )
    return BroadcastRow(*tx.connection.execute(new.returning(*_COLUMNS)).one())


def by_id(tx: Tx, broadcast_id: int, *, lock: bool = False) -> BroadcastRow | None:
    """With `lock`: nobody else changes it until the end of this transaction."""
    row = tx.connection.execute(_LOCKED if lock else _BY_ID, {"broadcast": broadcast_id}).one_or_none()
    return BroadcastRow(*row) if row else None


def of_forum(tx: Tx, forum_id: int) -> list[BroadcastRow]:
    """Those that invited to this forum, in their order."""
    rows = select(*_COLUMNS).where(Broadcast.forum_id == forum_id).order_by(Broadcast.id)
    return [BroadcastRow(*row) for row in tx.connection.execute(rows)]


def listing(tx: Tx, *states: str) -> list[BroadcastRow]:
    """Those in one of these states, or all, in their order."""
    rows = select(*_COLUMNS).order_by(Broadcast.id)
    rows = rows.where(Broadcast.state.in_(states)) if states else rows
    return [BroadcastRow(*row) for row in tx.connection.execute(rows)]


def made_since(tx: Tx, purpose: str, since: datetime) -> list[BroadcastRow]:
    """Those of one purpose that were made since then, in their order."""
    wanted = (Broadcast.purpose == purpose, Broadcast.created_at >= since)
    rows = tx.connection.execute(select(*_COLUMNS).where(*wanted).order_by(Broadcast.id))
    return [BroadcastRow(*row) for row in rows]


def on_the_way(tx: Tx, since: datetime) -> list[BroadcastRow]:
    """Those that are not over, and those that ended after this, in their order."""
    wanted = or_(Broadcast.state.in_(OPEN), Broadcast.finished_at > since)
    rows = tx.connection.execute(select(*_COLUMNS).where(wanted).order_by(Broadcast.id))
    return [BroadcastRow(*row) for row in rows]


def change(tx: Tx, broadcast_id: int, **values: object) -> None:
    """Set columns of it."""
    tx.connection.execute(update(Broadcast).where(Broadcast.id == broadcast_id).values(**values))


def choose(tx: Tx, broadcast_id: int, chosen: Mapping[str, Sequence[int]]) -> int:
    """These are its recipients, network by network, once and for all; how many they are."""
    parts = [
        {"broadcast_id": broadcast_id, "channel": channel, "selected": len(people)}
        for channel, people in sorted(chosen.items())
    ]
    if parts:
        tx.connection.execute(insert(BroadcastPart), parts)
    slices = [
        {
            "broadcast_id": broadcast_id,
            "channel": channel,
            "first": first,
            "people": tx.vault.seal(packed(people[first : first + SLICE]), PEOPLE),
        }
        for channel, people in sorted(chosen.items())
        for first in range(0, len(people), SLICE)
    ]
    if slices:
        tx.connection.execute(insert(BroadcastSlice), slices)
    selected = sum(len(people) for people in chosen.values())
    change(tx, broadcast_id, selected=selected)
    return selected


def parts(tx: Tx, broadcast_id: int) -> list[Part]:
    """Its networks, by name."""
    return [Part(*row) for row in tx.connection.execute(_PARTS, {"broadcast": broadcast_id})]


def next_people(tx: Tx, broadcast_id: int, channel: str, limit: int) -> Sequence[int]:
    """The next of those who still wait, at most so many; they count as queued from now on."""
    here = {"broadcast": broadcast_id, "network": channel}
    queued, selected = tx.connection.execute(_QUEUED, here).one()
    first = queued - queued % SLICE  # of the slice in which the next of them stand
    sealed = tx.connection.execute(_SLICE, {**here, "start": first}).scalar_one_or_none()
    if sealed is None:
        return []
    people = unpacked(tx.vault.open_bytes(sealed, PEOPLE))[queued - first :][:limit]
    after = queued + len(people)
    tx.connection.execute(_QUEUE, {**here, "after": after})
    if after % SLICE == 0 or after == selected:
        slice_of = (BroadcastSlice.broadcast_id == broadcast_id, BroadcastSlice.channel == channel)
        tx.connection.execute(delete(BroadcastSlice).where(*slice_of, BroadcastSlice.first == first))
    return people


def drop_waiting(tx: Tx, broadcast_id: int, reason: str) -> int:
    """Who still waits never comes into the outbox; how many they are."""
    dropped = sum(part.waiting for part in parts(tx, broadcast_id))
    rest = BroadcastPart.selected - BroadcastPart.queued
    every = update(BroadcastPart).where(BroadcastPart.broadcast_id == broadcast_id)
    tx.connection.execute(every.values(dropped=rest, dropped_for=reason))
    tx.connection.execute(delete(BroadcastSlice).where(BroadcastSlice.broadcast_id == broadcast_id))
    return dropped
