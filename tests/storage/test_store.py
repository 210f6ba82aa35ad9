"""The store: durable, one writer at a time, and every outage under one name."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from storage.failures import Outage
from storage.models import Aside, Unit
from storage.outages import is_outage
from storage.store import Store
from storage.vault import Vault
from tests.storage import given
from tests.storage.conftest import KEY

LOCK = text("SELECT 1 FROM units WHERE key = :key FOR UPDATE")


@pytest.fixture
def sqlite(tmp_path: Path, vault: Vault, sqlite_template: Path) -> Store:
    file = tmp_path / "own.db"
    file.write_bytes(sqlite_template.read_bytes())
    return Store(f"sqlite:///{file}", vault)


def names(store: Store) -> list[str]:
    with store.reading() as tx:
        return list(tx.connection.execute(select(Unit.key).order_by(Unit.key)).scalars())


def test_what_was_committed_is_read_by_a_store_opened_later(store: Store, url: str) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
    later = Store(url, Vault(KEY))
    assert names(later) == ["dishub"]
    later.dispose()


def test_any_exception_undoes_the_whole_transaction_and_passes_through(store: Store) -> None:
    def fail(key: str) -> None:
        with store.begin() as tx:
            given.units(tx, key)
            raise KeyError(key)

    with pytest.raises(KeyError):
        fail("dishub")
    assert names(store) == []


def test_a_reader_sees_one_moment_and_never_waits_for_a_writer(store: Store) -> None:
    with store.reading() as reading:
        assert reading.connection.execute(select(Unit.key)).all() == []
        with store.begin() as writing:
            given.units(writing, "dishub")
        assert reading.connection.execute(select(Unit.key)).all() == []
    assert names(store) == ["dishub"]


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(Outage), store.reading() as tx:
        given.units(tx, "dishub")
    assert names(store) == []


def test_a_connection_that_read_can_write_again_afterwards(store: Store) -> None:
    names(store)
    with store.begin() as tx:
        given.units(tx, "dishub")
    assert names(store) == ["dishub"]


def test_errors_of_our_own_making_are_no_outage(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
    with pytest.raises(IntegrityError), store.begin() as tx:
        given.units(tx, "dishub")
    with pytest.raises(DBAPIError) as error, store.begin() as tx:
        tx.connection.execute(text("SELECT nothing FROM nowhere"))
    assert not is_outage(error.value)


def test_a_row_that_points_nowhere_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError), store.begin() as tx:
        given.case(tx, 4711, unit=None)


def test_errors_tell_no_values(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
    with pytest.raises(IntegrityError) as error, store.begin() as tx:
        tx.connection.execute(insert(Unit).values(key="dishub", name="Sari 0812", group="dinas"))
    assert "Sari" not in str(error.value)


def test_ping_is_quiet_when_all_is_well(store: Store) -> None:
    store.ping()


def test_it_works_again_after_it_was_disposed_of(store: Store) -> None:
    store.dispose()
    with store.begin() as tx:
        given.units(tx, "dishub")
    assert names(store) == ["dishub"]


def test_a_nul_byte_is_taken_in_sealed_columns(store: Store) -> None:
    payload = store.vault.seal("before\x00after", "aside.payload")
    row = {"bot": "b", "channel": "c", "update_id": "1", "error": "KeyError", "at": given.NOW}
    with store.begin() as tx:
        tx.connection.execute(insert(Aside).values(payload=payload, **row))
        kept = tx.connection.execute(select(Aside.payload)).scalar_one()
    assert store.vault.open(kept, "aside.payload") == "before\x00after"


def test_a_nul_byte_in_plain_text_is_postgresqls_own_error_and_no_outage(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite takes it")
    with pytest.raises((DataError, DBAPIError)) as error, store.begin() as tx:
        given.units(tx, "dis\x00hub")
    assert not isinstance(error.value, Outage)


def test_two_writers_at_once_wait_for_each_other(store: Store) -> None:
    def add(number: int) -> None:
        with store.begin() as tx:
            count = given.count(tx, Unit)
            given.units(tx, f"unit_{number}")
            assert given.count(tx, Unit) > count

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(20)))
    assert len(names(store)) == 20


# --- SQLite ---


def test_a_writer_holds_the_lock_before_it_reads(sqlite: Store) -> None:
    with sqlite.begin() as tx:
        tx.connection.execute(select(Unit.key)).all()
        rival = sqlite3.connect(sqlite.file, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            rival.execute("BEGIN IMMEDIATE")
        rival.close()


def test_a_locked_database_is_an_outage(sqlite: Store) -> None:
    rival = sqlite3.connect(sqlite.file, isolation_level=None)
    with sqlite.begin():  # so that a connection is there, on which patience can be made short
        pass
    rival.execute("BEGIN IMMEDIATE")
    impatient = Store(sqlite.url.render_as_string(), sqlite.vault)
    with impatient.writing.connect() as connection:
        connection.connection.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(Outage, match="locked"), impatient.begin():
        pass
    rival.execute("ROLLBACK")
    with impatient.begin() as tx:
        given.units(tx, "dishub")
    rival.close()


def test_a_full_disk_is_an_outage_and_nothing_of_the_transaction_is_stored(sqlite: Store) -> None:
    with sqlite.begin() as tx:
        given.units(tx, "before")
    with sqlite.writing.connect() as connection:
        connection.connection.execute("PRAGMA max_page_count = 1")  # never below what is used
    many = [f"unit_{number}" for number in range(10_000)]
    with pytest.raises(Outage, match="full"), sqlite.begin() as tx:
        given.units(tx, *many)
    with sqlite.writing.connect() as connection:
        connection.connection.execute("PRAGMA max_page_count = 1000000")
    assert names(sqlite) == ["before"]
    with sqlite.begin() as tx:
        given.units(tx, "room_again")


def test_a_file_that_is_no_database_is_an_outage(tmp_path: Path, vault: Vault) -> None:
    file = tmp_path / "suara.db"
    file.write_bytes(b"not a database at all, but long enough to be looked at" * 100)
    with pytest.raises(Outage, match="not a database"):
        Store(f"sqlite:///{file}", vault).ping()


def test_a_directory_that_cannot_be_made_is_an_outage(tmp_path: Path, vault: Vault) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Outage, match="cannot open"):
        Store(f"sqlite:///{tmp_path}/file/suara.db", vault)


# --- PostgreSQL ---


@pytest.fixture
def postgresql(request: pytest.FixtureRequest, store: Store) -> Store:
    if store.is_sqlite:
        pytest.skip("of PostgreSQL alone")
    return store


def test_a_lost_connection_is_an_outage_and_the_next_transaction_has_a_new_one(postgresql: Store) -> None:
    def lose_it() -> None:
        with postgresql.begin() as tx, postgresql.begin() as other:
            given.units(tx, "dishub")
            pid = tx.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            other.connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
            tx.connection.execute(select(Unit.key)).all()

    with pytest.raises(Outage):
        lose_it()
    assert names(postgresql) == []


def test_a_deadlock_is_an_outage_for_one_of_the_two(postgresql: Store) -> None:
    with postgresql.begin() as tx:
        given.units(tx, "a", "b")
    both = Barrier(2)

    def lock(first: str, second: str) -> str:
        with postgresql.begin() as tx:
            tx.connection.execute(LOCK, {"key": first})
            both.wait()
            tx.connection.execute(LOCK, {"key": second})
        return "done"

    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(lock, "a", "b"), pool.submit(lock, "b", "a")]
        outages = [future.exception() for future in waiting]
    (outage,) = filter(None, outages)
    assert isinstance(outage, Outage)
    assert "deadlock" in str(outage)


def test_a_lock_that_takes_too_long_is_an_outage(postgresql: Store) -> None:
    with postgresql.begin() as tx:
        given.units(tx, "a")

    def impatient() -> None:
        with postgresql.begin() as tx:
            tx.connection.execute(text("SET LOCAL lock_timeout = '1ms'"))
            tx.connection.execute(LOCK, {"key": "a"})

    with postgresql.begin() as tx:
        tx.connection.execute(LOCK, {"key": "a"})
        with pytest.raises(Outage, match="lock timeout"):
            impatient()


def test_a_server_that_is_not_there_is_an_outage(vault: Vault) -> None:
    store = Store("postgresql://nobody@127.0.0.1:1/suara", vault)
    with pytest.raises(Outage):
        store.ping()


def test_a_connection_never_answers_before_the_disk_did(postgresql: Store) -> None:
    with postgresql.begin() as tx:
        assert tx.connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
        assert tx.connection.exec_driver_sql("SHOW TimeZone").scalar_one() == "UTC"
