"""Saves a SQLite database while it is used, and puts one in its place when nobody uses it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from storage.engines import make_place
from storage.failures import BackupRefused
from storage.outages import outages

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
KEPT = "SELECT path FROM media WHERE state = 'kept' AND path <> '' ORDER BY path"


def copy(source: Path, target: Path) -> None:
    """One consistent copy, for nobody but its owner; others go on writing meanwhile.

    Without a log beside it, it can be carried anywhere.
    """
    make_place(target)
    with _opened(source, "ro") as old, _opened(target, "rw") as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")


def check(file: Path) -> None:
    """BackupRefused when it is no database, damaged, none of ours, or has rows that point nowhere."""
    try:
        with closing(_connected(file, "ro")) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            astray = connection.execute("PRAGMA foreign_key_check").fetchone()
            ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    except sqlite3.Error as error:
        raise BackupRefused(f"{file} cannot be read as a database: {error}") from error
    if found != "ok":
        raise BackupRefused(f"{file} is damaged: {found}")
    if ours is None:
        raise BackupRefused(f"{file} is a database, but none of Suara Warga")
    if astray is not None:
        raise BackupRefused(f"{file} is damaged: a row of {astray[0]} points nowhere")


def counted(file: Path) -> tuple[str, dict[str, int], list[str]]:
    """Its version, the rows of each table, and the names of the photos it speaks of."""
    with _opened(file, "ro") as connection:
        names = [name for (name,) in connection.execute(_TABLES)]
        tables = {name: _count(connection, name) for name in sorted(names)}
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return version[0] if version else "", tables, [path for (path,) in connection.execute(KEPT)]


def is_used(file: Path) -> bool:
    """Whether there is anything in it that could be lost."""
    if not file.exists() or not file.stat().st_size:
        return False
    try:
        with closing(_connected(file, "ro")) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
    except sqlite3.Error:
        return True  # damaged: whoever wants to keep what is left of it must be asked


def refuse_running(file: Path) -> None:
    """BackupRefused while any process has it open."""
    if not file.exists():
        return
    try:
        with closing(_connected(file, "rw")) as connection:
            # Only who is alone with the file can put its log away.
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BackupRefused(f"{file} is in use: stop Suara Warga first (all of its processes)") from error
        raise
    except sqlite3.DatabaseError:
        return  # damaged: nobody works with it


def put_in_place(new: Path, file: Path, now: datetime) -> Path | None:
    """The new one under the name of the old, which is kept beside it under another; that name."""
    make_place(file)
    kept = None
    if file.stat().st_size:
        kept = file.with_name(f"{file.name}.before-{now:%Y%m%d-%H%M%S}")
        os.link(file, kept)
    for log in (f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(log).unlink(missing_ok=True)
    new.replace(file)
    sync(file.parent)
    return kept


def sync(path: Path) -> None:
    """Have it on the disk before we say so."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _opened(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    with outages(), closing(_connected(file, mode)) as connection:
        yield connection


def _connected(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - its own table
