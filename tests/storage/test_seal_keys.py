"""The keys of a database: the right one is welcome, a wrong one is named, what is gone is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlalchemy import delete, select

from storage import citizens, pins, resealing, seal_keys
from storage.citizens import Handle
from storage.failures import WrongKey
from storage.keyring import key_id
from storage.models import SealKey
from storage.store import Store
from storage.vault import Keyring, Vault
from tests.storage import given
from tests.storage.conftest import KEY
from tests.storage.given import DAY

NEW = bytes(range(100, 132))


Open = Callable[[Vault], Store]


@pytest.fixture
def opened(store: Store) -> Iterator[Open]:
    """The same database for processes with other keys."""
    every: list[Store] = []

    def one(vault: Vault) -> Store:
        every.append(Store(store.url.render_as_string(hide_password=False), vault))
        return every[-1]

    yield one
    for each in every:
        each.dispose()


def test_a_new_database_takes_the_key_it_is_given_and_knows_it_again(store: Store, now: datetime) -> None:
    assert not seal_keys.holds_anything(store)
    assert not seal_keys.meet(store, now)
    assert not seal_keys.meet(store, now)
    with store.reading() as tx:
        assert [(row.id, row.since) for row in seal_keys.rows(tx)] == [(key_id(KEY).hex(), None)]
    assert seal_keys.holds_anything(store)


def test_another_key_is_refused_before_anything_is_sealed_with_it(
    store: Store, opened: Open, now: datetime
) -> None:
    seal_keys.meet(store, now)
    wrong = opened(Vault(NEW))
    with pytest.raises(WrongKey, match=rf"not this database's \({key_id(KEY).hex()}\).*SUARA_SECRET_KEY_OLD"):
        seal_keys.meet(wrong, now)


@pytest.mark.parametrize("what", ["an address", "an official"])
def test_before_keys_had_rows_something_sealed_tells_a_wrong_one(
    store: Store, opened: Open, now: datetime, what: str
) -> None:
    with store.begin() as tx:
        if what == "an address":
            citizens.lock(tx, {Handle("telegram", "chat", "1"): "id"}, now)
        else:
            given.official(tx)
    wrong = opened(Vault(NEW))
    assert seal_keys.holds_anything(wrong)
    with pytest.raises(WrongKey, match="not this database's"):
        seal_keys.meet(wrong, now)
    assert not seal_keys.meet(store, now)


def test_a_database_without_tables_holds_nothing(store: Store) -> None:
    with store.begin() as tx:
        for table in ("seal_keys", "officials", "handles"):
            tx.connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {table}_gone")
    assert not seal_keys.holds_anything(store)


def test_a_key_that_took_anothers_place_is_noted_with_its_day(
    store: Store, opened: Open, now: datetime
) -> None:
    seal_keys.meet(store, now)
    turned = opened(Vault(NEW, older=[KEY]))
    assert seal_keys.meet(turned, now + DAY)
    assert not seal_keys.meet(turned, now + 2 * DAY)
    with turned.reading() as tx:
        rows = [(row.id, row.since) for row in seal_keys.rows(tx)]
    assert rows == [(key_id(KEY).hex(), None), (key_id(NEW).hex(), now + DAY)]


def test_a_change_of_keys_before_there_were_rows_notes_both(
    store: Store, opened: Open, now: datetime
) -> None:
    with store.begin() as tx:
        given.official(tx)
    turned = opened(Vault(NEW, older=[KEY]))
    assert seal_keys.meet(turned, now)
    with turned.reading() as tx:
        assert [row.since for row in seal_keys.rows(tx)] == [None, now]


def test_once_the_old_key_is_gone_pins_and_cookies_are_as_they_were(
    store: Store, opened: Open, now: datetime
) -> None:
    seal_keys.meet(store, now)
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        case = given.case(tx, given.citizen(tx))
        pin, cookie = pins.pin_of(tx, case.number), tx.vault.lasting("kiosk", "cookie")
    turned = opened(Vault(NEW, older=[KEY]))
    seal_keys.meet(turned, now + 30 * DAY)
    with turned.begin() as tx:
        for of in resealing.tables():
            if places := resealing.waiting(tx, of, None, 99):
                resealing.reseal(tx, of, places)
        seal_keys.retire(tx, now + 31 * DAY)
        assert resealing.left(tx) == {}
    alone = opened(Vault(NEW))
    assert not seal_keys.meet(alone, now + 32 * DAY)
    with alone.begin() as tx:
        assert tx.vault.lasting("kiosk", "cookie") == cookie
        assert pins.is_right(tx, case, pin, "chat", now)
        assert not pins.is_right(tx, case, pins.pin_of(tx, case.number), "chat", now)
        assert [row.retired_at is None for row in seal_keys.rows(tx)] == [False, True]


def test_a_retired_key_is_as_wrong_as_any_other(store: Store, opened: Open, now: datetime) -> None:
    seal_keys.meet(store, now)
    turned = opened(Vault(NEW, older=[KEY]))
    seal_keys.meet(turned, now)
    with turned.begin() as tx:
        for of in resealing.tables():
            if places := resealing.waiting(tx, of, None, 99):
                resealing.reseal(tx, of, places)
        seal_keys.retire(tx, now)
    with pytest.raises(WrongKey):
        seal_keys.meet(opened(Vault(KEY)), now)


def test_a_running_process_hears_of_a_new_key_in_its_next_transaction(
    store: Store, opened: Open, now: datetime
) -> None:
    seal_keys.meet(store, now)
    heard: list[Keyring] = []
    running = opened(Vault(KEY, newer=lambda: heard.pop() if heard else None))
    seal_keys.meet(running, now)
    turned = opened(Vault(NEW, older=[KEY]))
    seal_keys.meet(turned, now + DAY)
    heard.append(Keyring(NEW, (KEY,)))
    with running.begin() as tx:
        assert tx.vault.header == Vault(NEW).header
        assert [one.since for one in tx.vault.ring.generations] == [None, now + DAY]


def test_a_row_that_was_taken_out_is_noted_again(store: Store, now: datetime) -> None:
    seal_keys.meet(store, now)
    with store.begin() as tx:
        tx.connection.execute(delete(SealKey))
    assert not seal_keys.meet(store, now)
    with store.reading() as tx:
        assert len(tx.connection.execute(select(SealKey)).all()) == 1
