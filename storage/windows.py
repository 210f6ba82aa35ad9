"""Windows: on some networks people are written to freely only for a while after they wrote themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from storage import models
from storage.once import upsert
from storage.outbox_holds import WAITS, release, unneeded
from storage.store import Tx


@dataclass(frozen=True)
class WindowRow:
    """What is known of a window besides when its citizen wrote last."""

    closed_at: datetime | None = None  # the network called it closed at this time
    asked_at: datetime | None = None  # they were told that something waits


UNKNOWN = WindowRow()


def of(tx: Tx, citizen_ids: Collection[int], channel: str) -> Mapping[int, WindowRow]:
    """What is known of these people's windows; nothing of who is not in it."""
    found = select(models.Window).where(
        models.Window.channel == channel, models.Window.citizen_id.in_(citizen_ids)
    )
    rows = tx.connection.execute(found)
    return {row.citizen_id: WindowRow(row.closed_at, row.asked_at) for row in rows}


def ask_once(tx: Tx, citizen_ids: Collection[int], channel: str, now: datetime) -> frozenset[int]:
    """Which of them are still to be told that something waits; from now on they are not, until they write."""
    # In one order, whoever else asks: two lanes at once never wait for each other.
    rows = [{"citizen_id": one, "channel": channel, "asked_at": now} for one in sorted(citizen_ids)]
    new = upsert(tx, models.Window).values(rows)
    asked = new.on_conflict_do_update(
        index_elements=["citizen_id", "channel"],
        set_={"asked_at": now},
        where=models.Window.asked_at.is_(None),
    )
    return frozenset(tx.connection.execute(asked.returning(models.Window.citizen_id)).scalars())


def close(tx: Tx, citizen_id: int, channel: str, now: datetime) -> None:
    """The network says that it is closed, whatever our clock thinks."""
    new = upsert(tx, models.Window).values(citizen_id=citizen_id, channel=channel, closed_at=now)
    tx.connection.execute(
        new.on_conflict_do_update(index_elements=["citizen_id", "channel"], set_={"closed_at": now})
    )


def open_again(tx: Tx, citizen_ids: Collection[int], channel: str, now: datetime) -> int:
    """These people wrote: all that waited for them is due, in its order; how many messages that are.

    What was only to tell them that something waits is not needed any more.
    """
    theirs = (models.Window.channel == channel) & models.Window.citizen_id.in_(citizen_ids)
    gone = delete(models.Window).where(theirs).returning(models.Window.citizen_id)
    opened = list(tx.connection.execute(gone).scalars())
    if not opened:  # nothing waits for who was never asked
        return 0
    unneeded(tx, opened, channel, now)
    return release(tx, channel, WAITS, now, citizen_ids=opened)
