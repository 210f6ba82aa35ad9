"""What a network told of messages that no row speaks of is forgotten, and of no others."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from storage import outbox, statuses
from storage.outbox import Message
from storage.statuses import Told
from storage.store import Store
from tests.storage import given
from tests.storage.given import NOW


def test_only_strays_of_that_time_are_forgotten(store: Store) -> None:
    with store.begin() as tx:
        (row,) = outbox.add(tx, [Message("reply", "whatsapp", given.citizen(tx), "reply", "{}")], NOW)
        assert row is not None
        outbox.sent(tx, {row: "ours"}, NOW)
        for hours, ref in ((5, "ours"), (5, "stray"), (0, "new"), (90, "old")):
            at = NOW - timedelta(hours=hours)
            statuses.record(tx, "whatsapp", [Told(ref, "delivered", at)], at)
        assert statuses.forget_strays(tx, NOW - timedelta(days=2), NOW - timedelta(hours=1)) == 1
        left = tx.connection.execute(text("SELECT ref FROM statuses ORDER BY ref")).scalars().all()
    assert left == ["new", "old", "ours"]
