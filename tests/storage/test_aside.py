"""What was set aside: sealed, listed until it is retried."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from storage import aside
from storage.models import Aside
from storage.store import Store


def test_what_is_set_aside_waits_sealed_until_it_is_retried(store: Store, now: datetime) -> None:
    payload = '{"text": "Sari\x00 0812"}'
    with store.begin() as tx:
        aside.put(tx, "suara_bot", "telegram", "77", payload, "KeyError in turns.py:12", now)
        aside.put(tx, "suara_bot", "telegram", "78", "{}", "ValueError", now + timedelta(seconds=1))
        first, second = aside.waiting(tx)
        assert first == aside.AsideRow(
            first.id, "suara_bot", "telegram", "77", payload, "KeyError in turns.py:12", now
        )
        assert all(b"Sari" not in sealed for sealed in tx.connection.execute(select(Aside.payload)).scalars())
        aside.retried(tx, first.id, now)
        assert aside.waiting(tx) == [second]


def test_nothing_waits_at_first(store: Store) -> None:
    with store.reading() as tx:
        assert aside.waiting(tx) == []
