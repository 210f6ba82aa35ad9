"""Messages that wait with a reason and nobody's fault: for a window, for money, for tomorrow."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select, update

from storage.models import Outbox
from storage.outbox_claims import CEILING, NOT_APPROVED, PENDING, PEOPLE, WAITS
from storage.store import Tx

__all__ = [
    "CEILING",
    "NOT_APPROVED",
    "PEOPLE",
    "TELLS_OF_WAITING",
    "WAITS",
    "again",
    "drop_pushes",
    "hold",
    "release",
    "unneeded",
]

TELLS_OF_WAITING = "waiting"  # the purpose of the one message that says that others wait


def hold(tx: Tx, ids: Iterable[int], reason: str, until: datetime) -> None:
    """They stay in the outbox, unclaimed, and count as no try."""
    over = {"reason": reason, "due_at": until, "claimed_until": None}
    tx.connection.execute(update(Outbox).where(Outbox.id.in_(list(ids)), PENDING).values(**over))


def release(
    tx: Tx,
    channel: str,
    reason: str,
    now: datetime,
    *,
    citizen_ids: Collection[int] = (),
    limit: int | None = None,
) -> int:
    """What waits for this reason is due now, the oldest first; how many messages that are."""
    waiting = (Outbox.channel == channel) & (Outbox.reason == reason) & PENDING
    waiting &= Outbox.citizen_id.in_(citizen_ids) if citizen_ids else Outbox.due_at > now
    oldest = select(Outbox.id).where(waiting).order_by(Outbox.id).limit(limit)
    due = update(Outbox).where(Outbox.id.in_(oldest)).values(due_at=now, reason="")
    return tx.connection.execute(due).rowcount


def again(tx: Tx, outbox_id: int, due_at: datetime) -> tuple[int, str] | None:
    """The network did not take it after all: it is pending again; whose it is, and on which channel."""
    pending = {"state": "pending", "reason": "", "due_at": due_at, "claimed_until": None, "finished_at": None}
    kept = (Outbox.id == outbox_id) & Outbox.body.is_not(None)
    back = update(Outbox).where(kept).values(**pending)
    row = tx.connection.execute(back.returning(Outbox.citizen_id, Outbox.channel)).first()
    return (row.citizen_id, row.channel) if row else None


def unneeded(tx: Tx, citizen_ids: Collection[int], channel: str, now: datetime) -> None:
    """Nobody need be told any more that something waits."""
    over = {"state": "skipped", "reason": "they have written", "finished_at": now, "claimed_until": None}
    told = (Outbox.channel == channel) & (Outbox.purpose == TELLS_OF_WAITING)
    tx.connection.execute(
        update(Outbox).where(Outbox.citizen_id.in_(citizen_ids), told, PENDING).values(**over)
    )


def drop_pushes(tx: Tx, citizen_id: int, purposes: Collection[str], reason: str, now: datetime) -> int:
    """Of these purposes nothing that waits for them is sent; how many messages that were."""
    over = {"state": "skipped", "reason": reason, "finished_at": now, "claimed_until": None}
    theirs = (Outbox.citizen_id == citizen_id) & Outbox.purpose.in_(purposes)
    unasked = Outbox.case_number.is_(None)  # what is about their own case they want to hear
    return tx.connection.execute(update(Outbox).where(theirs, unasked, PENDING).values(**over)).rowcount
