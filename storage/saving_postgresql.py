"""Saves a PostgreSQL database with its own tools, of the very moment at which its rows were counted."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Connection, text

from storage.failures import BackupRefused
from storage.outages import outages
from storage.store import Store

# Where Debian and its kin keep the tools of each version.
_INSTALLED = "usr/lib/postgresql/*/bin"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND application_name = current_setting('application_name')
"""
KEPT = "SELECT path FROM media WHERE state = 'kept' AND path <> '' ORDER BY path"


def dump(store: Store, to: Path, tools: Path | None) -> tuple[str, dict[str, int], list[str]]:
    """A dump, and what `saving_sqlite.counted` says, both of one moment. BackupRefused without the tools."""
    with store.reading() as tx:
        program = tool("pg_dump", server_version(tx.connection), tools)
        tx.connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        moment = tx.connection.scalar(text("SELECT pg_export_snapshot()"))
        counted = _counted(tx.connection)
        saved = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}")
        run(program, store.url, (*saved, f"--file={to}"))
    return counted


def load(store: Store, file: Path, tools: Path | None) -> None:
    """Everything in it replaced by what the dump holds; BackupRefused, with the reason, when that fails."""
    with outages(), store.writing.begin() as connection:
        program = tool("pg_restore", server_version(connection), tools)
        for name in connection.scalars(text(_TABLES)).all():
            connection.execute(text(f'DROP TABLE "{name}" CASCADE'))
    store.dispose()
    run(
        program,
        store.url,
        ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(file)),
    )


def counted(store: Store) -> tuple[str, dict[str, int], list[str]]:
    """Its version, the rows of each table, and the names of the photos it speaks of, as they are now."""
    with store.reading() as tx:
        return _counted(tx.connection)


def is_used(store: Store) -> bool:
    """Whether there is any table."""
    with outages(), store.writing.begin() as connection:
        return connection.scalar(text(_TABLES)) is not None


def refuse_running(store: Store) -> None:
    """BackupRefused while anybody else is connected to the database."""
    with outages(), store.writing.begin() as connection:
        if others := connection.scalar(text(_OTHERS)):
            raise BackupRefused(
                f"{others} connections to the database are open: stop Suara Warga first, on every machine"
            )


def server_version(connection: Connection) -> int:
    """As in 18."""
    return int(connection.scalar(text("SHOW server_version_num"))) // 10_000


def tool(name: str, version: int, tools: Path | None) -> str:
    """One of PostgreSQL's programs, at least as new as the server. BackupRefused with what to install."""
    found = {candidate: _version(candidate) for candidate in _candidates(name, tools)}
    for candidate, its in found.items():
        if its >= version:
            return candidate
    seen = f" (found: {', '.join(map(str, sorted(set(found.values()))))})" if found else ""
    raise BackupRefused(
        f"{name} of PostgreSQL {version} or newer is needed{seen}: install the package "
        f"postgresql-client-{version}, or name its directory in storage.postgresql_tools"
    )


def run(program: str, url: URL, arguments: Sequence[str]) -> None:
    """BackupRefused with its own last words when it fails. A password never stands on its command line."""
    given = url.translate_connect_args(username="user", database="dbname")
    password = given.pop("password", None)
    address = make_conninfo(**given, **{name: str(value) for name, value in url.query.items()})
    secret = {"PGPASSWORD": str(password)} if password else {}
    command = [program, f"--dbname={address}", *arguments]
    done = subprocess.run(command, env=os.environ | secret, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BackupRefused(f"{Path(program).name} failed: {told}")


def _candidates(name: str, tools: Path | None) -> list[str]:
    if tools is not None:
        return [str(tools / name)] if (tools / name).exists() else []
    in_path = shutil.which(name)
    installed = sorted(Path("/").glob(f"{_INSTALLED}/{name}"), reverse=True)
    return [*([in_path] if in_path else []), *map(str, installed)]


def _version(program: str) -> int:
    asked = [program, "--version"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own words
    number = re.search(r"\d+", told)
    return int(number[0]) if number else 0


def _counted(connection: Connection) -> tuple[str, dict[str, int], list[str]]:
    names = connection.scalars(text(_TABLES)).all()
    tables = {name: int(connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0) for name in names}  # noqa: S608 - its own table
    version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return str(version or ""), tables, list(connection.scalars(text(KEPT)))
