"""Counts what a database is asked: one for each statement, and one for each row of a repeated one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from storage.store import Store


@dataclass
class Statements:
    """What was asked, by its first words."""

    asked: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return self.asked.total()

    def __str__(self) -> str:
        return "\n".join(f"{count:>5}  {words}" for words, count in self.asked.most_common())


@contextmanager
def counted(store: Store) -> Iterator[Statements]:
    """All that is asked inside, on the connections that write."""
    statements = Statements()

    def ask(_connection: Any, _cursor: Any, words: str, given: Any, _context: Any, _many: object) -> None:
        # A list of rows is run once for each; one statement for many rows has all their values in a row.
        times = len(given) if isinstance(given, list) else 1
        statements.asked[" ".join(words.split())[:100]] += times

    event.listen(store.writing, "before_cursor_execute", ask)
    try:
        yield statements
    finally:
        event.remove(store.writing, "before_cursor_execute", ask)
