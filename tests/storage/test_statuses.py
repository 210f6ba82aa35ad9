"""What a network tells of messages: in any order, doubled, early, of nobody's: it comes to the same."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage import outbox, retention, statuses
from storage.models import Broadcast, Outbox, Status
from storage.statuses import Told
from storage.store import Store, Tx
from tests.storage import given

SECOND = timedelta(seconds=1)


def sent(tx: Tx, now: datetime, *refs: str, **values: Any) -> list[int]:
    who = given.citizen(tx)
    message = outbox.Message("bulk", "whatsapp", who, "notice", "{}", **values)
    ids = [row for row in outbox.add(tx, [message] * len(refs), now) if row is not None]
    outbox.sent(tx, dict(zip(ids, refs, strict=True)), now)
    return ids


def state(tx: Tx, row: int) -> str:
    return str(tx.connection.execute(select(Outbox.state).where(Outbox.id == row)).scalar_one())


def kept(tx: Tx, ref: str) -> Any:
    return tx.connection.execute(select(Status).where(Status.ref == ref)).one()


def test_what_failed_after_it_was_taken_is_told(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        (row,) = sent(tx, now, "wa.1")
        (gone,) = statuses.record(tx, "whatsapp", [Told("wa.1", "failed", now, 131026)], now)
        assert (gone.outbox_id, gone.code, gone.purpose, gone.channel) == (row, 131026, "notice", "whatsapp")


@pytest.mark.parametrize("order", list(itertools.permutations(["delivered", "read", "failed"])), ids="-".join)
def test_in_every_order_the_same_is_known_in_the_end(
    store: Store, now: datetime, order: tuple[str, ...]
) -> None:
    with store.begin() as tx:
        (row,) = sent(tx, now, "wa.1")
        for place, name in enumerate(order):
            told = [Told("wa.1", name, now + place * SECOND, 131026 if name == "failed" else 0)] * 2
            for gone in statuses.record(tx, "whatsapp", told, now):
                statuses.take_back(tx, gone.outbox_id)
                outbox.failed(tx, gone.outbox_id, "not deliverable", now)
        status = kept(tx, "wa.1")
        assert (status.code, status.delivered_at is None, status.read_at is None) == (131026, False, False)
        assert state(tx, row) == "sent"  # it has arrived, whatever else was said


def test_the_first_time_of_each_is_kept(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        for later in (0, 5, 3):
            statuses.record(tx, "whatsapp", [Told("wa.1", "read", now + later * SECOND)], now)
        assert kept(tx, "wa.1").read_at == now


def test_what_is_told_of_a_message_before_its_name_is_written_down_counts_then(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        assert statuses.record(tx, "whatsapp", [Told("wa.1", "failed", now, 470)], now) == []
        (row,) = sent(tx, now, "wa.1")
        assert [gone.outbox_id for gone in statuses.settle(tx, "whatsapp", ["wa.1"])] == [row]
        assert statuses.settle(tx, "whatsapp", []) == []


def test_a_failure_is_told_once_and_not_of_what_waits_again(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        (row,) = sent(tx, now, "wa.1")
        failed = [Told("wa.1", "failed", now, 470)]
        assert len(statuses.record(tx, "whatsapp", failed, now)) == 1
        statuses.take_back(tx, row)
        assert statuses.record(tx, "whatsapp", failed, now) == []
        outbox.sent(tx, {row: "wa.2"}, now)
        assert statuses.record(tx, "whatsapp", failed, now) == []
        assert state(tx, row) == "sent"


def test_a_status_of_another_channel_says_nothing_of_ours(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sent(tx, now, "wa.1")
        assert statuses.record(tx, "telegram", [Told("wa.1", "failed", now, 470)], now) == []


def test_a_broadcast_says_how_many_were_delivered_and_read_and_still_adds_up(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        new = Broadcast.__table__.insert().values(purpose="invitation", selected=4, created_at=now)
        broadcast = tx.connection.execute(new.returning(Broadcast.id)).scalar_one()
        *_, lost = sent(tx, now, "wa.1", "wa.2", "wa.3", "wa.4", broadcast_id=broadcast)
        told = [
            Told("wa.1", "delivered", now),
            Told("wa.2", "read", now),
            Told("wa.4", "failed", now, 131026),
            Told("wa.9", "delivered", now),
        ]
        for gone in statuses.record(tx, "whatsapp", told, now):
            statuses.take_back(tx, gone.outbox_id)
        outbox.failed(tx, lost, "not deliverable", now)
        account = outbox.account(tx, broadcast)
        assert (account["sent"], account["delivered"], account["read"]) == (3, 2, 1)
        assert account["selected"] == account["sent"] + sum(account["failed"].values())
        retention.sweep(tx, now + timedelta(days=60), {"sent_outbox_days": 30})
        assert outbox.account(tx, broadcast) == account
        assert given.count(tx, Status) == 3  # that of nobody's message is gone
