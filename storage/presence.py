"""Who is there: whether any other process does the same on this database, or all before us are gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text

from storage.failures import Outage
from storage.locks import key_of
from storage.outages import outages
from storage.store import Store


class Presence:
    """Seen by others as long as its connection lives, on which PostgreSQL keeps an advisory lock.

    `alone`: nobody else was there when we came, and until `settle` nobody can come.
    """

    def __init__(self, connection: Connection | None, key: int) -> None:
        self._connection, self._key = connection, key
        self.alone = self._call("pg_try_advisory_lock")
        if connection is not None:
            self._call("pg_advisory_lock_shared")  # of those who are alone, others wait for `settle` here

    def settle(self) -> None:
        """What had to be done alone is done: others may come."""
        if self.alone:
            self._call("pg_advisory_unlock")

    def leave(self) -> None:
        """Gone at once: a server notices only a little later that a connection was closed."""
        if self._connection is not None:
            with suppress(Outage), outages(), self._connection.begin():
                self._connection.execute(text("SELECT pg_advisory_unlock_all()"))

    def _call(self, function: str) -> bool:
        if self._connection is None:
            return True  # SQLite: one process, one file
        with outages(), self._connection.begin():
            called = text(f"SELECT {function}(:key)")
            return self._connection.execute(called, {"key": self._key}).scalar_one() is not False


@contextmanager
def present(store: Store, name: str) -> Iterator[Presence]:
    """Be there under this name while the block runs. Outage when the database is away at its beginning."""
    if store.is_sqlite:
        yield Presence(None, 0)
        return
    with outages():
        connection = store.writing.connect()
    presence: Presence | None = None
    try:
        presence = Presence(connection, key_of(name))
        yield presence
    finally:
        if presence is not None:
            presence.leave()
        connection.invalidate()  # the locks must not live on in the pool
        connection.close()
