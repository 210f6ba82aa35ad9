"""Who is there: whether any other process does the same on this database, or all before us are gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text

from storage.departed import SHOWN
from storage.failures import Outage
from storage.locks import key_of
from storage.outages import outages
from storage.store import Store


class Presence:
    """Seen by others as long as its connection lives, on which PostgreSQL keeps advisory locks.

    `alone`: nobody else was there when we came, and until `settle` nobody can come.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._key = store, key_of(name)
        self._asking = threading.Lock()
        self._connection = self._connected()
        try:
            self.alone = self._try_alone()
            self._show()  # of those who are alone, others wait for `settle` here
        except Outage:
            self._drop()
            raise

    def settle(self) -> None:
        """What had to be done alone is done: others may come."""
        if self.alone:
            self._call("pg_advisory_unlock(:key)")

    def keep(self) -> None:
        """Come back when the connection was lost, as by a restart of the server. Outage while it is away."""
        with self._asking:
            try:
                self._call("pg_backend_pid()")
            except Outage:
                self._drop()
                self._connection = self._connected()
                self._show()

    def leave(self) -> None:
        """Gone at once: a server notices only a little later that a connection was closed."""
        if self._asking.acquire(timeout=1):  # else the database hangs, and we go with our process
            with suppress(Outage):
                self._call("pg_advisory_unlock_all()")
            self._drop()
            self._asking.release()

    def _connected(self) -> Connection | None:
        if self._store.is_sqlite:
            return None  # one process, one file
        with outages():
            return self._store.writing.connect()

    def _try_alone(self) -> bool:
        return self._call("pg_try_advisory_lock(:key)") is not False

    def _show(self) -> None:
        self._call("pg_advisory_lock_shared(:key)")
        self._call(f"pg_advisory_lock({SHOWN}, {self._store.process})")

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # the locks must not live on in the pool
            self._connection.close()
            self._connection = None

    def _call(self, function: str) -> object:
        if self._store.is_sqlite:
            return None
        if self._connection is None:
            raise Outage("no connection to the database")
        with outages(), self._connection.begin():
            called = text(f"SELECT {function}")  # our own words
            given = {"key": self._key} if ":key" in function else {}
            return self._connection.execute(called, given).scalar_one()


@contextmanager
def present(store: Store, name: str) -> Iterator[Presence]:
    """Be there under this name while the block runs. Outage when the database is away at its beginning."""
    presence = Presence(store, name)
    try:
        yield presence
    finally:
        presence.leave()
