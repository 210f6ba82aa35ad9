"""What networks tell of messages after they took them: kept in any order, as often as it comes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Delete, and_, case, delete, func, literal, or_, select, update

from storage.models import Outbox, Status
from storage.once import upsert
from storage.store import Tx


@dataclass(frozen=True)
class Told:
    """One thing that the network says of a message; `code`: why it failed, in the network's own number."""

    ref: str
    state: str  # delivered, read, failed
    at: datetime
    code: int = 0


@dataclass(frozen=True)
class Gone:
    """A message that was taken and has failed after all."""

    outbox_id: int
    citizen_id: int
    channel: str
    purpose: str
    tries: int
    code: int


def record(tx: Tx, channel: str, told: Iterable[Told], now: datetime) -> list[Gone]:
    """Keep what was told; the messages of ours that have failed by it, or by what was told before.

    Of a message that we do not know, or do not know yet, it is kept all the same.
    """
    heard: dict[str, dict[str, Any]] = {}
    for one in told:
        _note(heard.setdefault(one.ref, _row(channel, one.ref, now)), one)
    for ref in sorted(heard):  # in one order everywhere, or two batches could wait for each other
        new = upsert(tx, Status).values(**heard[ref])
        kept = {
            "delivered_at": func.coalesce(Status.delivered_at, new.excluded.delivered_at),
            "read_at": func.coalesce(Status.read_at, new.excluded.read_at),
            "failed_at": func.coalesce(Status.failed_at, new.excluded.failed_at),
            "code": case((Status.failed_at.is_(None), new.excluded.code), else_=Status.code),
            "at": now,
        }
        tx.connection.execute(new.on_conflict_do_update(index_elements=["channel", "ref"], set_=kept))
    return settle(tx, channel, heard)


def settle(tx: Tx, channel: str, refs: Collection[str]) -> list[Gone]:
    """The messages called so that have failed, though we think them sent.

    What has arrived counts, whatever was said of it before or after: such a row is sent again.
    """
    if not refs:
        return []
    ours = and_(
        Outbox.channel == literal(channel, literal_execute=True),  # as only then the partial index fits
        Outbox.sent_ref.in_(list(refs)),
        Status.channel == channel,
        Status.ref == Outbox.sent_ref,
    )
    arrived = or_(Status.delivered_at.is_not(None), Status.read_at.is_not(None))
    failed = select(Outbox.id).where(ours, arrived, Status.failed_at.is_not(None), Outbox.state == "failed")
    found = [row.id for row in tx.connection.execute(failed)]
    if found:
        over = update(Outbox).where(Outbox.id.in_(found))
        tx.connection.execute(over.values(state="sent", reason=""))
    columns = (Outbox.id, Outbox.citizen_id, Outbox.channel, Outbox.purpose, Outbox.tries, Status.code)
    gone = select(*columns).where(ours, ~arrived, Status.failed_at.is_not(None), Outbox.state == "sent")
    return [Gone(*row) for row in tx.connection.execute(gone.order_by(Outbox.id))]


def take_back(tx: Tx, outbox_id: int) -> None:
    """The network could not bring it: it is to be decided anew what becomes of it."""
    over = {"state": "pending", "claimed_until": None, "finished_at": None}
    tx.connection.execute(update(Outbox).where(Outbox.id == outbox_id, Outbox.state == "sent").values(**over))


def arrived(tx: Tx, broadcast_id: int) -> tuple[int, int]:
    """Of a broadcast's messages: how many arrived, and how many of these were read."""
    seen = select(
        func.count(),
        func.count(Status.read_at),
    ).where(
        Outbox.broadcast_id == broadcast_id,
        Outbox.state == "sent",
        Status.channel == Outbox.channel,
        Status.ref == Outbox.sent_ref,
        or_(Status.delivered_at.is_not(None), Status.read_at.is_not(None)),
    )
    delivered, read = tx.connection.execute(seen).one()
    return delivered, read


def forget_status(tx: Tx, ref: str) -> None:
    """Nothing may be known of the message that is called so."""
    tx.connection.execute(delete(Status).where(Status.ref == ref))


def forget_strays(tx: Tx, since: datetime, before: datetime) -> int:
    """Forget what was told between these moments of messages that no row speaks of; how many that were."""
    ours = select(Outbox.sent_ref).where(Outbox.sent_ref == Status.ref)
    strays = delete(Status).where(Status.at >= since, Status.at < before, ~ours.exists())
    return tx.connection.execute(strays).rowcount


def old(before: datetime) -> Delete:
    """What was last told before this, but for broadcasts: their account is told for as long as it is kept."""
    of_broadcasts = select(Outbox.sent_ref).where(
        Outbox.broadcast_id.is_not(None), Outbox.sent_ref.is_not(None)
    )
    return delete(Status).where(Status.at < before, Status.ref.not_in(of_broadcasts))


def _row(channel: str, ref: str, now: datetime) -> dict[str, Any]:
    nothing: dict[str, Any] = {"delivered_at": None, "read_at": None, "failed_at": None, "code": 0}
    return {"channel": channel, "ref": ref, "at": now, **nothing}


def _note(row: dict[str, Any], told: Told) -> None:
    name = f"{told.state}_at"
    if row[name] is None:
        row[name] = told.at
        row["code"] = told.code if told.state == "failed" else row["code"]
