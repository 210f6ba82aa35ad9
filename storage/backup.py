"""Copies of a SQLite database: made while it is used, checked before they are called a backup."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.engines import full_url, make_place, sqlite_file
from storage.failures import BackupRefused
from storage.outages import outages
from storage.store import Store

_ELSEWHERE = "a PostgreSQL database is saved with its own tools: `pg_dump --format=custom` and `pg_restore`"


def backup(store: Store, to: Path) -> None:
    """One consistent copy in a new file, for nobody but its owner; others go on writing meanwhile.

    BackupRefused when `to` exists, when the copy does not pass SQLite's own check, or on PostgreSQL.
    """
    if not store.is_sqlite:
        raise BackupRefused(_ELSEWHERE)
    if to.exists():
        raise BackupRefused(f"{to} is there already: name a file that is not")
    draft = to.with_name(f"{to.name}.draft")
    draft.unlink(missing_ok=True)
    make_place(draft)
    try:
        _copy(store.file, draft)
        _make_single(draft)
        _check(draft)
        os.link(draft, to)  # appears whole or not at all, and never over another file
    finally:
        draft.unlink(missing_ok=True)
    _keep(to)


def restore(url: str, from_path: Path, *, force: bool = False) -> None:
    """Put a backup in the place of the database. Stop the program first.

    BackupRefused when the file is missing, damaged or none of ours; when the database has rows and `force`
    is not said; on PostgreSQL.
    """
    parsed = full_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise BackupRefused(_ELSEWHERE)
    if not from_path.is_file():
        raise BackupRefused(f"there is no file {from_path}")
    _check(from_path)
    file = sqlite_file(parsed)
    if file.exists() and _is_used(file) and not force:
        raise BackupRefused(f"{file} is not empty: say --force to lose what is in it")
    make_place(file)
    _copy(from_path, file)
    _keep(file)


@contextmanager
def _opened(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    with (
        outages(),
        closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)) as connection,
    ):
        yield connection


def _copy(source: Path, target: Path) -> None:
    with _opened(source, "ro") as old, _opened(target, "rw") as new:
        old.backup(new)


def _make_single(file: Path) -> None:
    """Without a log beside it, a backup can be carried anywhere; the store begins a new one."""
    with _opened(file, "rw") as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _check(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    except sqlite3.Error as error:
        raise BackupRefused(f"{file} cannot be read as a database: {error}") from error
    if found != "ok":
        raise BackupRefused(f"{file} is damaged: {found}")
    if ours is None:
        raise BackupRefused(f"{file} is a database, but none of Suara Warga")


def _is_used(file: Path) -> bool:
    with _opened(file, "ro") as connection:
        return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None


def _keep(file: Path) -> None:
    """Have it on the disk before we say so."""
    for path in (file, file.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
