"""Who is there: the first to come is alone, and so is whoever comes after all others have gone."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Connection, text

from storage.failures import Outage
from storage.presence import present
from storage.store import Store
from storage.vault import Vault
from tests.storage.conftest import KEY


@pytest.fixture
def rival(store: Store, url: str) -> Store:
    if store.is_sqlite:
        pytest.skip("on SQLite one process does everything")
    return Store(url, Vault(KEY))


def test_whoever_comes_first_is_alone_and_again_after_going(store: Store) -> None:
    for _ in range(2):
        with present(store, "sending") as presence:
            assert presence.alone
            presence.settle()


def test_the_second_is_not_alone_and_neither_is_who_comes_back_to_it(store: Store, rival: Store) -> None:
    with present(rival, "sending") as second:
        second.settle()
        with present(store, "sending") as first:
            assert second.alone
            assert not first.alone
            first.settle()
    with present(store, "sending") as again:
        assert again.alone
    rival.dispose()


def test_nobody_comes_in_before_what_had_to_be_done_alone_is_done(store: Store, rival: Store) -> None:
    settled: list[bool] = []

    def come() -> None:
        with present(rival, "sending") as second:
            settled.append(done.is_set())
            assert not second.alone

    done, other = threading.Event(), threading.Thread(target=come)
    with present(store, "sending") as first:
        other.start()
        assert not settled
        done.set()
        first.settle()
        other.join(10)
    assert settled == [True]
    rival.dispose()


def test_who_was_cut_off_comes_back(store: Store, rival: Store) -> None:
    with present(store, "sending") as first:
        first.settle()
        with rival.begin() as tx:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            tx.connection.execute(text(f"{others} AND datname = current_database()"))
        first.keep()
        first.keep()
        with present(rival, "sending") as second:
            assert not second.alone
    rival.dispose()


def test_while_the_server_is_away_it_is_an_outage_however_often_we_try(
    store: Store, rival: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_there() -> Connection:
        raise Outage("nobody answers")

    with present(store, "sending") as first:
        first.settle()
        with rival.begin() as tx:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            tx.connection.execute(text(f"{others} AND datname = current_database()"))
        with monkeypatch.context() as away:
            away.setattr(first, "_connected", nobody_there)
            for _ in range(3):
                with pytest.raises(Outage):
                    first.keep()
        first.keep()
        with present(rival, "sending") as second:
            assert not second.alone
            second.leave()
            second.leave()
    rival.dispose()
