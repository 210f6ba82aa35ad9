"""The version of the tables: brought up to date by migrations, and checked before anything is served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storage.failures import FromNewerVersion, NotUpgraded
from storage.outages import outages
from storage.store import Store

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_822_001  # any number, as long as it is always the same
_PATIENCE_MS = 60_000  # for another process that upgrades


def upgrade(store: Store) -> None:
    """Run the migrations that are missing, all or none. Of two processes at once, the second finds it done.

    FromNewerVersion when the database is ahead of this version, Outage when it is locked or gone.
    """
    from alembic import command  # only who upgrades loads it, and every migration with it

    with _alone(store) as connection:
        refuse_newer(_revision(connection))
        command.upgrade(_config(connection), "head")


def check(store: Store) -> None:
    """NotUpgraded or FromNewerVersion unless the tables are those of this version."""
    with store.reading() as tx:
        found = _revision(tx.connection)
    refuse_newer(found)
    if found != max(_known()):
        raise NotUpgraded("the database is empty or older than this version: run `suara db upgrade`")


def refuse_newer(found: str | None) -> None:
    """FromNewerVersion when this version does not know that one."""
    if found is not None and found not in _known():
        raise FromNewerVersion(
            f"the database was upgraded to {found} by a newer version of Suara Warga: "
            "run that version, or restore a backup made before the upgrade"
        )


@contextmanager
def _alone(store: Store) -> Iterator[Connection]:
    """A transaction that no other upgrade runs beside."""
    with outages(), store.writing.connect() as connection:
        if store.is_sqlite:
            _prepare_sqlite(connection)
        with connection.begin():
            if not store.is_sqlite:
                _lock_postgresql(connection)
            yield connection
            if store.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("a migration left a row that points nowhere; nothing was changed")


def _prepare_sqlite(connection: Connection) -> None:
    connection.detach()  # closed afterwards, and these settings with it
    # A table that is rebuilt is dropped for a moment; a transaction cannot say this any more.
    connection.connection.execute("PRAGMA foreign_keys = 0")
    connection.connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")


def _lock_postgresql(connection: Connection) -> None:
    """Wait for another upgrade; then work as long as it takes, but never wait long for somebody's rows."""
    connection.execute(text(f"SET LOCAL lock_timeout = {_PATIENCE_MS}"))
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    connection.execute(text("SET LOCAL lock_timeout = '5s'"))


def _revision(connection: Connection) -> str | None:
    """The version that Alembic noted; None in a database that has never been upgraded."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    noted = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if noted is None else str(noted)


def _known() -> set[str]:
    """All revisions of this version: each file's name begins with its own, and they rise."""
    return {file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py")}


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
