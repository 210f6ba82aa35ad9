"""The outbox in numbers: a broadcast's account, and what the watch over it wants to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import case, func, select

from storage import broadcasts, statuses
from storage.models import Broadcast, Outbox
from storage.outbox_claims import PATIENT
from storage.store import Tx

_WITH_REASONS = ("failed", "skipped")
_PLAIN = ("sent", "unknown", "pending")


def account(tx: Tx, broadcast_id: int) -> dict[str, Any]:
    """selected = sent + failed + skipped + unknown + pending; failed and skipped by reason.

    `not_yet`, where there is any: of what is pending, what waits for a reason that is nobody's fault.
    Beside it, of those that were sent: how many the network says were delivered, and how many read; some
    networks say neither, and then both are 0. Who is selected and not yet in the outbox is pending.
    LookupError when there is no such broadcast.
    """
    selected = tx.connection.execute(
        select(Broadcast.selected).where(Broadcast.id == broadcast_id)
    ).scalar_one_or_none()
    if selected is None:
        raise LookupError(f"there is no broadcast {broadcast_id}")
    numbers = together(_channels(tx, broadcast_id))
    delivered, read = statuses.arrived(tx, broadcast_id)
    return {**numbers, "selected": selected, "delivered": delivered, "read": read}


def together(channels: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The accounts of all networks as one, without what was selected in all."""
    numbers = _nothing()
    for channel in channels.values():
        _add(numbers, channel)
    return numbers


def by_channel(tx: Tx, broadcast_id: int) -> dict[str, dict[str, Any]]:
    """The same for each network alone, by name, without what arrived: each adds up by itself."""
    return dict(sorted(_channels(tx, broadcast_id).items()))


def _channels(tx: Tx, broadcast_id: int) -> dict[str, dict[str, Any]]:
    """What is in the outbox, what is not yet in it, and what never came into it."""
    numbers: dict[str, dict[str, Any]] = {}
    for channel, state, reason, count in _by_reason(tx, broadcast_id):
        _count(numbers.setdefault(channel, _nothing()), state, reason, count)
    for part in broadcasts.parts(tx, broadcast_id):
        here = numbers.setdefault(part.channel, _nothing())
        _count(here, "pending", "", part.waiting)
        _count(here, "skipped", part.dropped_for, part.dropped)
    return numbers


def _nothing() -> dict[str, Any]:
    return {"selected": 0} | dict.fromkeys(_PLAIN, 0) | {state: {} for state in _WITH_REASONS}


def _count(numbers: dict[str, Any], state: str, reason: str, count: int) -> None:
    if not count:
        return
    numbers["selected"] += count
    if state in _WITH_REASONS:
        numbers[state][reason] = numbers[state].get(reason, 0) + count
        return
    numbers[state] += count
    if state == "pending" and reason in PATIENT:
        not_yet = numbers.setdefault("not_yet", {})
        not_yet[reason] = not_yet.get(reason, 0) + count


def _add(total: dict[str, Any], one: Mapping[str, Any]) -> None:
    for state in _PLAIN:
        total[state] += one[state]
    for kind in (*_WITH_REASONS, "not_yet"):
        for reason, count in one.get(kind, {}).items():
            reasons = total.setdefault(kind, {})
            reasons[reason] = reasons.get(reason, 0) + count


def oldest_pending(tx: Tx) -> datetime | None:
    """Since when the message waits that waits longest; None when nothing does."""
    # A message that was never tried is late from its due time on, whenever it was written.
    since = case((Outbox.tries == 0, Outbox.due_at), else_=Outbox.created_at)
    oldest = tx.connection.execute(select(func.min(since)).where(Outbox.state == "pending"))
    return cast("datetime | None", oldest.scalar_one())


def counts(tx: Tx) -> dict[tuple[str, str], int]:
    """Lane and state to the number of messages, over everything that is still kept."""
    rows = tx.connection.execute(
        select(Outbox.lane, Outbox.state, func.count()).group_by(Outbox.lane, Outbox.state)
    )
    return {(lane, state): count for lane, state, count in rows}


def _by_reason(tx: Tx, broadcast_id: int) -> Any:
    return tx.connection.execute(
        select(Outbox.channel, Outbox.state, Outbox.reason, func.count())
        .where(Outbox.broadcast_id == broadcast_id)
        .group_by(Outbox.channel, Outbox.state, Outbox.reason)
        .order_by(Outbox.channel, Outbox.state, Outbox.reason)
    )
