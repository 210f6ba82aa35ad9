"""The database: transactions that write, transactions that read, and no third way in."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from storage.engines import full_url, make_place, postgresql_engine, sqlite_engine, sqlite_file
from storage.outages import outages
from storage.vault import Vault

PATIENCE_SECONDS = 0.2  # how long the log waits for its readers


@dataclass(frozen=True)
class Tx:
    """One transaction under way, with the vault that opens its sealed columns."""

    connection: Connection
    vault: Vault
    dialect: str  # sqlite, postgresql
    process: int  # the number under which this process claims


class Store:
    """One database and its vault. ValueError when the URL names no database that we know."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.url = full_url(url)
        self.vault = vault
        self.process = secrets.randbelow(2**31 - 1) + 1  # of a handful of processes no two draw the same
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            make_place(self.file)
        self.writing, self._readers = self._engines()

    @property
    def file(self) -> Path:
        """Where a SQLite database is kept."""
        return sqlite_file(self.url)

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A transaction that writes: committed at the end, rolled back when anything is raised.

        Outage when the database cannot be used now; errors of our own making (integrity, data) pass through.
        """
        with outages(), self.writing.begin() as connection:
            yield self.tx(connection)

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """One unchanging view of what was committed, which never waits for a writer. Outage as above."""
        with outages(), self._readers.begin() as connection:
            yield self.tx(connection)

    def tx(self, connection: Connection) -> Tx:
        """Begun after a look at the keys: whoever changed them before this transaction began is heard."""
        tx = Tx(connection, self.vault, self.url.get_backend_name(), self.process)
        if self.vault.refresh():
            from storage import seal_keys  # knows the tables, and they us

            seal_keys.learn(tx)
        return tx

    def ping(self) -> None:
        """Outage when the database cannot be read."""
        # SQLite answers `SELECT 1` without a look at its file.
        table = "sqlite_master" if self.is_sqlite else "pg_catalog.pg_namespace"
        with self.reading() as tx:
            tx.connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first()  # noqa: S608 - our own words

    def empty_log(self) -> bool:
        """Leave nothing in SQLite's write-ahead log, which tells what came after what; whether that was done.

        Not while somebody reads in it. PostgreSQL has a log of its own, of which this says nothing.
        """
        if not self.is_sqlite:
            return True
        with outages(), closing(sqlite3.connect(self.file, timeout=PATIENCE_SECONDS)) as connection:
            busy, _frames, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def dispose(self) -> None:
        """Close every connection that is not in use."""
        self.writing.dispose()
        self._readers.dispose()

    def _engines(self) -> tuple[Engine, Engine]:
        if self.is_sqlite:
            return sqlite_engine(self.url, reading=False), sqlite_engine(self.url, reading=True)
        engine = postgresql_engine(self.url)
        return engine, engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
