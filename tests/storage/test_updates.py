"""Updates: fresh once, however often and by how many they are delivered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

from storage import updates
from storage.models import Update
from storage.store import Store
from storage.vault import Vault
from tests.storage import given
from tests.storage.conftest import KEY


def test_an_update_is_fresh_once(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        assert updates.fresh(tx, "bot", ["1", "2"], now) == {"1", "2"}
    with store.begin() as tx:
        assert updates.fresh(tx, "bot", ["3", "2", "1"], now) == {"3"}
        assert updates.fresh(tx, "bot", [], now) == set()


def test_the_same_update_twice_in_a_batch_is_one(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        assert updates.fresh(tx, "bot", ["1", "1"], now) == {"1"}
        assert given.count(tx, Update) == 1


def test_another_bot_counts_for_itself(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        assert updates.fresh(tx, "bot", ["1"], now) == updates.fresh(tx, "other", ["1"], now) == {"1"}


def test_an_update_whose_turn_failed_is_fresh_again(store: Store, now: datetime) -> None:
    try:
        with store.begin() as tx:
            updates.fresh(tx, "bot", ["1"], now)
            raise KeyError
    except KeyError:
        pass
    with store.begin() as tx:
        assert updates.fresh(tx, "bot", ["1"], now) == {"1"}


def test_the_same_updates_in_parallel_are_fresh_for_one(store: Store, url: str, now: datetime) -> None:
    ids = [str(number) for number in range(50)]
    start = Barrier(4)

    def see(turn: int) -> set[str]:
        mine = Store(url, Vault(KEY))
        start.wait()
        with mine.begin() as tx:
            found = updates.fresh(tx, "bot", ids if turn % 2 else ids[::-1], now)
        mine.dispose()
        return found

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(see, range(4)))
    assert sorted(update_id for found in seen for update_id in found) == sorted(ids)


def test_what_was_seen_long_ago_is_forgotten_and_counted(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        updates.fresh(tx, "bot", ["old"], now - timedelta(days=15))
        updates.fresh(tx, "bot", ["new"], now)
        assert updates.forget_before(tx, now - timedelta(days=14)) == 1
        assert updates.fresh(tx, "bot", ["old", "new"], now) == {"old"}
