"""Who leads: of several processes at most one delivers, and one keeps the timetable."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.failures import Outage
from storage.outages import outages
from storage.store import Store, Tx


class Leader:
    """Leads while it holds an advisory lock of PostgreSQL, which lives and dies with its connection."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._key = key_of(name)
        self._connection: Connection | None = None
        self._asking = threading.Lock()

    @property
    def held(self) -> bool:
        """Whether this process leads now. One that does not tries to; a lost connection is noticed.

        A database that hangs is waited for: ask on a thread of its own.
        """
        if self._store.is_sqlite:
            return True  # one process, one file
        with self._asking:
            try:
                return self._still_held() or self._try()
            except DBAPIError:
                self._release()
                return False

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A writing transaction over the connection that holds the lock: an Outage for who lost it."""
        if self._store.is_sqlite:
            with self._store.begin() as tx:
                yield tx
        elif self._connection is None or self._connection.invalidated:
            raise Outage("another process leads now")
        else:
            with outages(), self._connection.begin():
                yield self._store.tx(self._connection)

    def release(self) -> None:
        """Let somebody else lead. Who waits for a database that hangs loses the lead with its process."""
        if self._asking.acquire(timeout=1):
            try:
                self._release()
            finally:
                self._asking.release()

    def _release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with connection:
            try:
                if not connection.invalidated:
                    self._call(connection, "pg_advisory_unlock")
            except DBAPIError:
                connection.invalidate()  # the lock must not go on living in the pool

    def _still_held(self) -> bool:
        connection = self._connection
        if connection is None:
            return False
        if connection.invalidated:  # used again it would connect anew, without the lock
            self._release()
            return False
        with connection.begin():
            connection.execute(text("SELECT 1"))
        return True

    def _try(self) -> bool:
        connection = self._store.writing.connect()
        try:
            if self._call(connection, "pg_try_advisory_lock"):
                self._connection = connection
        finally:
            if self._connection is None:
                connection.close()
        return self._connection is not None

    def _call(self, connection: Connection, function: str) -> bool:
        with connection.begin():
            called = text(f"SELECT {function}(:key)")
            return bool(connection.execute(called, {"key": self._key}).scalar_one())


@contextmanager
def leader(store: Store, name: str) -> Iterator[Leader]:
    """Ask for the lead under this name; `held` says whether one has it. On SQLite everybody has."""
    wanting = Leader(store, name)
    try:
        yield wanting
    finally:
        wanting.release()


def key_of(name: str) -> int:
    """PostgreSQL names its locks by signed 64-bit numbers."""
    digest = hashlib.sha256(f"suara {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
