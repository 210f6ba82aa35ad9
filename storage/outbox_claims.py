"""Claims: who may send which message now. A claim is a committed lease, never a lock held while sending."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select, update
from sqlalchemy.orm import aliased

from storage.handles import Handle, addresses_on
from storage.models import Citizen, Outbox
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
    due = _claimable(lane, now, now - older_than)
    due = due.where(Outbox.channel == channel) if channel else due
    seen = tx.connection.execute(due.limit(limit)).all()
    free = {row.id: row for row in _locked(tx, [row.id for row in seen], now)}
    mine = _unbroken(seen, free)
    if mine:
        leased = update(Outbox).where(Outbox.id.in_([row.id for row in mine]))
        tx.connection.execute(leased.values(claimed_until=now + lease, claimed_by=tx.process))
    return _claimed(tx, mine)


def end_claims(tx: Tx, now: datetime) -> int:
    """Whoever claimed something is gone: all of it may be claimed anew at once; how much that is."""
    claimed = update(Outbox).where(PENDING, Outbox.claimed_until > now)
    # The claim is ended and not taken off: that there was one tells that the message may have been sent.
    return tx.connection.execute(claimed.values(claimed_until=now)).rowcount


def _claimable(lane: str, now: datetime, before: datetime) -> Select[int, int]:
    earlier = aliased(Outbox)
    still = earlier.state == literal("pending", literal_execute=True)
    held_up = exists().where(
        earlier.citizen_id == Outbox.citizen_id,
        earlier.id < Outbox.id,
        earlier.lane == lane,
        still,
        or_(
            and_(earlier.due_at > now, earlier.reason.not_in(PATIENT)),
            earlier.claimed_until > now,
            earlier.created_at > before,
        ),
    )
    return (
        select(Outbox.id, Outbox.citizen_id)
        .where(Outbox.lane == lane, PENDING, *_free(now), Outbox.created_at <= before, ~held_up)
        .order_by(Outbox.id)
    )


def _free(now: datetime) -> list[ColumnElement[bool]]:
    unclaimed = or_(Outbox.claimed_until.is_(None), Outbox.claimed_until <= now)
    return [Outbox.due_at <= now, unclaimed]


def _locked(tx: Tx, ids: list[int], now: datetime) -> Iterable[Any]:
    """Those of these rows that nobody else is about to claim or to mark; looked at again under the lock."""
    rows = select(Outbox).where(Outbox.id.in_(ids), PENDING, *_free(now)).order_by(Outbox.id)
    return tx.connection.execute(rows.with_for_update(skip_locked=True))


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
    people = {row.citizen_id for row in rows}
    addresses, heard = addresses_on(tx, people), _last_heard(tx, people)
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
            heard_at=heard.get(row.citizen_id),
        )
        for row in rows
    ]


def _last_heard(tx: Tx, ids: Collection[int]) -> dict[int, datetime]:
    found = select(Citizen.id, Citizen.last_seen_at).where(Citizen.id.in_(ids))
    return {row.id: row.last_seen_at for row in tx.connection.execute(found)}
