"""Who leads: one at a time, and somebody else when that one is gone."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from storage.failures import Outage
from storage.locks import leader
from storage.store import Store
from storage.vault import Vault
from tests.storage import given
from tests.storage.conftest import KEY


@pytest.fixture
def rival(store: Store, url: str) -> Store:
    if store.is_sqlite:
        pytest.skip("on SQLite one process does everything")
    return Store(url, Vault(KEY))


def test_whoever_asks_alone_leads_and_can_write(store: Store) -> None:
    with leader(store, "deliver") as lead:
        assert lead.held
        assert lead.held
        with lead.begin() as tx:
            given.units(tx, "dishub")
        assert lead.held
    with store.begin() as tx, pytest.raises(Exception, match=r"(?i)unique"):
        given.units(tx, "dishub")


def test_the_second_waits_until_the_first_lets_go(store: Store, rival: Store) -> None:
    with leader(rival, "deliver") as second:
        with leader(store, "deliver") as first:
            assert first.held
            assert not second.held
            assert not second.held
        assert second.held
    rival.dispose()


def test_two_names_are_two_locks(store: Store, rival: Store) -> None:
    with leader(store, "deliver") as one, leader(rival, "schedule") as two:
        assert one.held
        assert two.held
    rival.dispose()


def test_who_does_not_lead_cannot_write_as_the_leader(store: Store, rival: Store) -> None:
    with leader(store, "deliver") as first, leader(rival, "deliver") as second:
        assert first.held
        assert not second.held
        with pytest.raises(Outage, match="another process"), second.begin():
            pass
    rival.dispose()


def test_a_lost_connection_is_a_lost_lead_and_can_be_won_again(store: Store, rival: Store) -> None:
    with leader(store, "deliver") as first:
        assert first.held
        _cut_everybody_off(rival)
        with pytest.raises(Outage), first.begin() as tx:
            given.units(tx, "dishub")
        with leader(rival, "deliver") as second:
            assert second.held
            assert not first.held
        assert first.held
    rival.dispose()


def test_one_fault_of_the_lines_is_noticed_by_asking(store: Store, rival: Store) -> None:
    with leader(store, "deliver") as first:
        assert first.held
        _cut_everybody_off(rival)
        assert not first.held
        assert first.held
    rival.dispose()


def _cut_everybody_off(store: Store) -> None:
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with store.begin() as tx:
        tx.connection.execute(text(others))
