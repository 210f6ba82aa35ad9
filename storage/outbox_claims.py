"""Claims: who may send which message now. A claim is a committed lease, never a lock held while sending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Integer, and_, bindparam, exists, literal, or_, select, update
from sqlalchemy.orm import aliased

from storage.handles import Handle, addresses_on
from storage.models import Citizen, Moment, Outbox
from storage.store import Tx

BODY = "outbox.body"
# Why a message waits that nothing went wrong with: it must not hold up what is urgent.
QUIET = "quiet hours"
WAITS = "waits for the window"
CEILING = "not sent yet: this month's money is spent"
PEOPLE = "not sent yet: enough new people for one day"
NOT_APPROVED = "not sent yet: the template is not approved"
PAUSED = "paused"
PATIENT = (QUIET, WAITS, CEILING, PEOPLE, NOT_APPROVED, PAUSED)
# Written into the statement, as only then both databases see that the partial indexes fit.
PENDING = Outbox.state == literal("pending", literal_execute=True)
_AT_ONCE = timedelta(0)
# Built once: of a broadcast small claims are made, many a second.
_NOW, _BEFORE = bindparam("now", type_=Moment()), bindparam("before", type_=Moment())
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_FREE = (Outbox.due_at <= _NOW, or_(Outbox.claimed_until.is_(None), Outbox.claimed_until <= _NOW))
_EARLIER = aliased(Outbox)
_HELD_UP = exists().where(
    _EARLIER.citizen_id == Outbox.citizen_id,
    _EARLIER.id < Outbox.id,
    _EARLIER.lane == bindparam("lane"),
    _EARLIER.state == literal("pending", literal_execute=True),
    or_(
        and_(_EARLIER.due_at > _NOW, _EARLIER.reason.not_in(PATIENT)),
        _EARLIER.claimed_until > _NOW,
        _EARLIER.created_at > _BEFORE,
    ),
)
_CLAIMABLE = (
    select(Outbox.id, Outbox.citizen_id)
    .where(Outbox.lane == bindparam("lane"), PENDING, *_FREE, Outbox.created_at <= _BEFORE, ~_HELD_UP)
    .order_by(Outbox.id)
    .limit(bindparam("limit", type_=Integer))
)
_CLAIMABLE_ON = _CLAIMABLE.where(Outbox.channel == bindparam("channel"))
_LOCKED = (
    select(Outbox, Citizen.last_seen_at)
    .join(Citizen, Citizen.id == Outbox.citizen_id)
    .where(Outbox.id.in_(_IDS), PENDING, *_FREE)
    .order_by(Outbox.id)
    .with_for_update(skip_locked=True, of=Outbox)
)
_LEASED = (
    update(Outbox)
    .where(Outbox.id.in_(_IDS))
    .values(claimed_until=bindparam("until", type_=Moment()), claimed_by=bindparam("process"))
)


@dataclass(frozen=True)
class Claimed:
    """A message that is ours to send until the lease is over; `tries` are those that failed.

    `maybe_sent`: whoever claimed it before never said what came of it, so it may have arrived already.
    `made_of`: what the body says, where whoever claims it has written it just now and need not read it.
    """

    id: int
    lane: str
    channel: str
    citizen_id: int
    purpose: str
    body: str
    case_number: str | None
    tries: int
    address: Handle | None
    maybe_sent: bool = False
    heard_at: datetime | None = None  # when this citizen last wrote
    made_of: Any = None


def claim(
    tx: Tx,
    lane: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    older_than: timedelta = _AT_ONCE,
    channel: str = "",
) -> list[Claimed]:
    """Messages of this lane that are due and unclaimed, the oldest first; ours until `now + lease`.

    Order is kept in every chat: a citizen's messages come in the order of their ids, and none of them while
    an earlier one is claimed by somebody or not due yet, unless that only waits for the morning.
    `older_than`: only what waits for that long; `channel`: only what goes out there.
    """
    which = {"lane": lane, "now": now, "before": now - older_than, "limit": limit}
    due, here = (_CLAIMABLE_ON, {"channel": channel}) if channel else (_CLAIMABLE, {})
    seen = tx.connection.execute(due, {**which, **here}).all()
    if not seen:
        return []
    # Looked at again under the lock: nobody else is about to claim or to mark these.
    found = tx.connection.execute(_LOCKED, {"ids": [row.id for row in seen], "now": now})
    mine = _unbroken(seen, {row.id: row for row in found})
    if mine:
        lent = {"ids": [row.id for row in mine], "until": now + lease, "process": tx.process}
        tx.connection.execute(_LEASED, lent)
    return _claimed(tx, mine)


def end_claims(tx: Tx, now: datetime) -> int:
    """Whoever claimed something is gone: all of it may be claimed anew at once; how much that is."""
    claimed = update(Outbox).where(PENDING, Outbox.claimed_until > now)
    # The claim is ended and not taken off: that there was one tells that the message may have been sent.
    return tx.connection.execute(claimed.values(claimed_until=now)).rowcount


def _unbroken(seen: Iterable[Any], free: dict[int, Any]) -> list[Any]:
    """Each citizen's rows up to the first that is not free: what comes after it has to wait."""
    mine, waiting = [], set()
    for row in seen:
        if row.id not in free:
            waiting.add(row.citizen_id)
        elif row.citizen_id not in waiting:
            mine.append(free[row.id])
    return mine


def _claimed(tx: Tx, rows: list[Any]) -> list[Claimed]:
    addresses = addresses_on(tx, {row.citizen_id for row in rows})
    return [
        Claimed(
            id=row.id,
            lane=row.lane,
            channel=row.channel,
            citizen_id=row.citizen_id,
            purpose=row.purpose,
            body=tx.vault.open(row.body, BODY) if row.body is not None else "",
            case_number=row.case_number,
            tries=row.tries,
            address=addresses.get((row.citizen_id, row.channel)),
            maybe_sent=row.claimed_until is not None,
            heard_at=row.last_seen_at,
        )
        for row in rows
    ]
