"""What waits in the outbox: how much, and since when."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import outbox
from storage.outbox import Message
from storage.outbox_queue import queue
from storage.store import Store
from tests.storage import given


def test_an_empty_outbox_waits_for_nothing(store: Store) -> None:
    with store.reading() as tx:
        assert queue(tx) == (0, None)


def test_what_was_sent_waits_no_more_and_the_oldest_of_the_rest_counts(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        message = Message("reply", "telegram", given.citizen(tx), "reply", "{}")
        first, _ = outbox.add(tx, [message, message], now - timedelta(minutes=3))
        outbox.add(tx, [message], now)
        assert first is not None
        assert queue(tx) == (3, now - timedelta(minutes=3))
        outbox.sent(tx, {first: "m1"}, now)
        assert queue(tx) == (2, now - timedelta(minutes=3))
