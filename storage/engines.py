"""Engines whose every connection keeps what was promised: durable, foreign keys held, no endless waiting."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from storage.failures import Outage

APPLICATION = "suara"  # by which others on a server tell our connections from theirs
_KNOWN = "(known: sqlite:///FILE and postgresql://...)"
_PRIVATE = 0o700
# Pragma to the value that is set and that the connection must answer with afterwards.
_PRAGMAS = {
    "busy_timeout": "5000",
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "secure_delete": "1",  # what is deleted is written over with zeros
}
_TRIES = 10
_SETTINGS = {
    "TimeZone": "UTC",
    "lock_timeout": "5s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
    # The server must notice within a minute that our machine is gone, and free what we had locked.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "30000",  # milliseconds in which what was sent must be confirmed
    "client_connection_check_interval": "10s",  # a statement whose caller is gone is ended
}
# We must notice as soon that the server's machine is gone; the URL may say otherwise.
_LINE: dict[str, str | int] = {
    "application_name": APPLICATION,
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


def full_url(url: str) -> URL:
    """The URL with our driver; ValueError when it is neither SQLite in a file nor PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError(f"not the URL of a database {_KNOWN}") from None
    name = parsed.get_backend_name()
    if name == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ValueError("sqlite needs a file, as in sqlite:///var/suara.db: memory forgets")
        return parsed.set(drivername="sqlite+pysqlite")
    if name in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(f"no such database: {name} {_KNOWN}")


def sqlite_file(url: URL) -> Path:
    """The file of a SQLite URL, wherever the program stands."""
    return Path(str(url.database)).absolute()


def make_place(file: Path) -> None:
    """The directory and file of a database, for nobody but their owner. Outage when that cannot be."""
    try:
        if not file.parent.exists():
            file.parent.mkdir(mode=_PRIVATE, parents=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise Outage(f"cannot open the database {file}: {error.strerror}") from error


def sqlite_engine(url: URL, *, reading: bool) -> Engine:
    """Begins IMMEDIATE: who will write waits for the lock before it reads. Readers begin deferred."""
    engine = create_engine(url, hide_parameters=True)
    pragmas = {**_PRAGMAS, "query_only": "1" if reading else "0"}
    start = "BEGIN" if reading else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver must not begin by itself: it would do so late, and read outside the transaction.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_PRAGMAS['busy_timeout']}")
        switch_to_wal(connection)
        for pragma, wanted in pragmas.items():
            assert_pragma(connection, pragma, wanted)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(start)

    return engine


def switch_to_wal(connection: Any) -> None:
    """SQLite switches without patience, and two processes may open a new file at the same moment."""
    for _ in range(_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = wal")
            return
        except sqlite3.OperationalError:
            # This one waits, as long as it was told to; an Outage when that was not enough.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")


def assert_pragma(connection: Any, pragma: str, wanted: str) -> None:
    """Set it and see that it holds: on some file systems WAL, for one, quietly does not."""
    connection.execute(f"PRAGMA {pragma} = {wanted}")
    found = str(connection.execute(f"PRAGMA {pragma}").fetchone()[0]).lower()
    if found != wanted:
        raise RuntimeError(f"SQLite keeps {pragma} = {found} where {wanted} is needed: use a local disk")


def postgresql_engine(url: URL) -> Engine:
    """Waits at most seconds for a lock, tests a connection before it is lent, notices a lost host."""
    line = {name: value for name, value in _LINE.items() if name not in url.query}
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=line)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        each = ", ".join(["set_config(%s, %s, false)"] * len(_SETTINGS))
        connection.execute(f"SELECT {each}", [word for pair in _SETTINGS.items() for word in pair])
        # A server may be set to answer before the disk did; we confirm to networks what it answers.
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"
        )
        connection.commit()

    return engine
