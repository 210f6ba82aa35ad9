"""Claims between processes: who comes first in a chat, and what a dead process leaves is not waited for."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storage import outbox
from storage.departed import earlier_elsewhere, end_claims_of, gone
from storage.outbox import Message
from storage.presence import present
from storage.store import Store
from storage.vault import Vault
from tests.storage import given
from tests.storage.conftest import KEY

LEASE = timedelta(seconds=30)


@pytest.fixture
def rival(store: Store, url: str) -> Store:
    if store.is_sqlite:
        pytest.skip("on SQLite one process does everything")
    return Store(url, Vault(KEY))


def reply(store: Store, citizen: int, now: datetime) -> int:
    """One reply, claimed by the process that made it."""
    with store.begin() as tx:
        (row,) = outbox.add(tx, [Message("reply", "telegram", citizen, "reply", "{}")], now, claim_for=LEASE)
    assert row is not None
    return row


def citizen(store: Store) -> int:
    with store.begin() as tx:
        return given.citizen(tx)


def test_what_another_process_has_to_say_before_us_is_seen_and_our_own_is_not(
    store: Store, rival: Store, now: datetime
) -> None:
    who = citizen(store)
    theirs = reply(rival, who, now)
    reply(store, who, now)
    with store.reading() as tx:
        assert earlier_elsewhere(tx, [who]) == {who: theirs}
        assert earlier_elsewhere(tx, []) == {}
    with rival.begin() as tx:
        outbox.sent(tx, {theirs: "m1"}, now)
    with store.reading() as tx:
        assert earlier_elsewhere(tx, [who]) == {}
    rival.dispose()


def test_what_nobody_claims_comes_first_as_well(store: Store, rival: Store, now: datetime) -> None:
    who = citizen(store)
    row = reply(rival, who, now)
    with rival.begin() as tx:
        outbox.release(tx, [row])
    with store.reading() as tx:
        assert earlier_elsewhere(tx, [who]) == {who: row}
    rival.dispose()


def test_the_claims_of_a_process_that_is_gone_can_be_ended(store: Store, rival: Store, now: datetime) -> None:
    who = citizen(store)
    with present(store, "sending") as here:
        here.settle()
        with present(rival, "sending"):
            row = reply(rival, who, now)
            with store.reading() as tx:
                assert gone(tx, now) == frozenset()
        with store.begin() as tx:
            assert gone(tx, now) == {rival.process}
            assert outbox.claim(tx, "reply", now, LEASE, 10) == []
            assert end_claims_of(tx, {rival.process}, now) == 1
            (claimed,) = outbox.claim(tx, "reply", now, LEASE, 10)
    assert claimed.id == row
    assert claimed.maybe_sent
    rival.dispose()


def test_on_sqlite_there_is_nobody_else(store: Store, now: datetime) -> None:
    if not store.is_sqlite:
        pytest.skip("there may be others")
    who = citizen(store)
    reply(store, who, now)
    with store.reading() as tx:
        assert (earlier_elsewhere(tx, [who]), gone(tx, now)) == ({}, frozenset())
