"""What of a broadcast is in the outbox already: held while it is paused, let go, or never sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, func, select, update

from storage.models import Outbox
from storage.outbox_claims import PATIENT, PAUSED, PENDING
from storage.store import Tx

LONG = timedelta(days=3650)  # until somebody says that it goes on
# Built once, as they are asked several times a second.
_WAITING = select(func.count()).where(Outbox.broadcast_id == bindparam("broadcast"), PENDING)
_LEAVING = _WAITING.where(Outbox.channel == bindparam("channel"), Outbox.reason.not_in(PATIENT))


def waiting_to_leave(tx: Tx, broadcast_id: int, channel: str) -> int:
    """How many of its messages are about to go out on this network; what waits for a reason is left out."""
    return tx.connection.execute(_LEAVING, {"broadcast": broadcast_id, "channel": channel}).scalar_one()


def pending(tx: Tx, broadcast_id: int) -> int:
    """How many of its messages are not over, for whatever reason they wait."""
    return tx.connection.execute(_WAITING, {"broadcast": broadcast_id}).scalar_one()


def fate(tx: Tx, row_id: int) -> tuple[str, str]:
    """The state of a message, and what the network calls it; nothing of one that was swept."""
    row = tx.connection.execute(
        select(Outbox.state, Outbox.sent_ref).where(Outbox.id == row_id)
    ).one_or_none()
    return (row.state, row.sent_ref or "") if row else ("", "")


def hold(tx: Tx, broadcast_id: int, now: datetime) -> int:
    """What nobody is sending waits until it is let go; how many messages that are."""
    over = {"reason": PAUSED, "due_at": now + LONG}
    held = update(Outbox).where(_unclaimed(broadcast_id), Outbox.reason.not_in(PATIENT))
    return tx.connection.execute(held.values(**over)).rowcount


def let_go(tx: Tx, broadcast_id: int, now: datetime) -> int:
    """What was held is due; how many messages that are."""
    due = update(Outbox).where(Outbox.broadcast_id == broadcast_id, PENDING, Outbox.reason == PAUSED)
    return tx.connection.execute(due.values(reason="", due_at=now)).rowcount


def never(tx: Tx, broadcast_id: int, reason: str, now: datetime) -> int:
    """What nobody is sending is skipped for this reason; how many messages that are."""
    over = {"state": "skipped", "reason": reason, "finished_at": now}
    skipped = update(Outbox).where(_unclaimed(broadcast_id))
    return tx.connection.execute(skipped.values(**over)).rowcount


def _unclaimed(broadcast_id: int) -> ColumnElement[bool]:
    # A claim that has run out is left to the lane as well: such a message may have been sent.
    return (Outbox.broadcast_id == broadcast_id) & PENDING & Outbox.claimed_until.is_(None)
