"""Engines: every connection keeps what was promised, and says so when it cannot."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engines import assert_pragma, full_url
from storage.store import Store
from storage.vault import Vault

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_every_connection_keeps_what_was_promised(tmp_path: Path, vault: Vault) -> None:
    sqlite = Store(f"sqlite:///{tmp_path}/suara.db", vault)
    for door, query_only in ((sqlite.begin, 0), (sqlite.reading, 1)):
        for _ in range(2):
            with door() as tx:
                for pragma, value in {**PRAGMAS, "query_only": query_only}.items():
                    assert tx.connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
            sqlite.dispose()


def test_a_promise_that_the_file_system_does_not_keep_is_an_error() -> None:
    connection = sqlite3.connect(":memory:")  # memory has no write-ahead log, as some network disks have none
    with pytest.raises(RuntimeError, match="use a local disk"):
        assert_pragma(connection, "journal_mode", "wal")
    connection.close()


def test_directory_and_file_of_a_relative_path_are_made_for_their_owner_alone(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store("sqlite:///var/suara.db", vault)
    store.ping()
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "var" / "suara.db").stat().st_mode) == 0o600
    store.dispose()


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///var/suara.db", "sqlite+pysqlite"),
        ("postgresql://localhost/suara", "postgresql+psycopg"),
        ("postgres://localhost/suara", "postgresql+psycopg"),
        ("postgresql+psycopg2://localhost/suara", "postgresql+psycopg"),
    ],
)
def test_a_database_is_reached_by_our_driver(url: str, driver: str) -> None:
    assert full_url(url).drivername == driver


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/suara", "suara.db"])
def test_a_database_we_cannot_promise_anything_for_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite"):
        full_url(url)


@pytest.mark.parametrize(
    "name", ["tcp_keepalives_idle", "tcp_user_timeout", "client_connection_check_interval"]
)
def test_the_server_is_told_how_soon_a_lost_host_is_to_be_noticed(store: Store, name: str) -> None:
    if store.is_sqlite:
        pytest.skip("a file has no line")
    with store.begin() as tx:
        # Over a socket in the file system there is nothing to keep alive, and the server says so by 0.
        told = tx.connection.execute(
            text("SELECT setting, source FROM pg_settings WHERE name = :n"), {"n": name}
        )
        assert told.one().source == "session"
