"""The product's database looked at from outside: plain SQL on a connection of our own."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg

LOOK_SECONDS = 0.05


class Rows:
    """Reads without being able to write; `change` is there for tests that move dates."""

    def __init__(self, url: str) -> None:
        self._url = url

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Every row of the answer; values stand for the `?` in the statement."""
        with self._connected(read_only=True) as connection:
            return [tuple(row) for row in connection.execute(self._spelled(sql), values).fetchall()]

    def one(self, sql: str, *values: object) -> Any:
        """The only value of the answer."""
        ((value,),) = self.all(sql, *values)
        return value

    def until(self, sql: str, wanted: Callable[[Any], bool], within: float = 10.0) -> Any:
        """Look again and again until the only value is as wanted; AssertionError when it never is."""
        deadline = time.monotonic() + within
        while not wanted(value := self.one(sql)):
            assert time.monotonic() < deadline, f"after {within} s still {value!r}: {sql}"
            time.sleep(LOOK_SECONDS)  # nobody outside can be woken by a database
        return value

    def change(self, sql: str, *values: object) -> int:
        """Write behind the product's back; how many rows it touched."""
        with self._connected(read_only=False) as connection:
            return int(connection.execute(self._spelled(sql), values).rowcount)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """No other process can write while the block runs (SQLite)."""
        with closing(self._sqlite(read_only=False)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")

    @property
    def is_sqlite(self) -> bool:
        return self._url.startswith("sqlite")

    @contextmanager
    def _connected(self, *, read_only: bool) -> Iterator[Any]:
        if self.is_sqlite:
            with closing(self._sqlite(read_only=read_only)) as connection:
                yield connection
            return
        with psycopg.connect(self._url.replace("+psycopg", ""), autocommit=True) as server:
            server.read_only = read_only
            yield server

    def _sqlite(self, *, read_only: bool) -> sqlite3.Connection:
        path = self._url.removeprefix("sqlite:///")
        mode = "ro" if read_only else "rw"
        return sqlite3.connect(f"file:{path}?mode={mode}", uri=True, timeout=10, isolation_level=None)

    def _spelled(self, sql: str) -> str:
        return sql if self.is_sqlite else sql.replace("?", "%s")
