"""Finds statements that read a table from its first row to its last although it grows with the years."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, text

from storage.models import Base
from storage.store import Store, Tx

# As many rows as there are offices, officials, tablets, templates, keys: not as people say things.
SMALL = frozenset(
    "units services officials invites due canned cards kiosks policies policy_units trainings imports forums"
    " forum_seats network_facts figures breaches holds disclosures seal_keys alembic_version desk_links"
    " desk_sessions windows timetable forum_questions forum_agreements".split()
)
GROWING = frozenset(Base.metadata.tables) - SMALL
_EXPLAINED = ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")
_SCAN = re.compile(r"\bSCAN (?:TABLE )?(\w+)(?: USING (?:COVERING )?INDEX (\w+))?")


@dataclass
class Asked:
    """Every different statement, with what was given to it the first time."""

    statements: dict[str, Any] = field(default_factory=dict)

    def note(self, _con: Any, _cur: Any, words: str, given: Any, _context: Any, _many: object) -> None:
        if words.lstrip().upper().startswith(_EXPLAINED):
            # A list of rows: the statement is the same for each.
            self.statements.setdefault(words, given[0] if isinstance(given, list) else given)


@contextmanager
def asked_of(store: Store) -> Iterator[Asked]:
    """All that is asked of this database inside, by whoever reads or writes."""
    asked = Asked()
    engines = {id(engine): engine for engine in (store.writing, store._readers)}.values()
    for engine in engines:
        event.listen(engine, "before_cursor_execute", asked.note)
    try:
        yield asked
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", asked.note)


def scans(store: Store, asked: Asked) -> dict[str, set[str]]:
    """The statements that read a growing table as a whole, and which."""
    found = {}
    with store.begin() as tx:
        if tx.dialect == "postgresql":  # whatever can be had by an index then is, however small the table
            tx.connection.execute(text("SET LOCAL enable_seqscan = off"))
        look = _of_postgresql if tx.dialect == "postgresql" else _of_sqlite
        for words, given in asked.statements.items():
            if tables := {table for table in look(tx, words, given) if table in GROWING}:
                found[" ".join(words.split())] = tables
    return found


def _of_sqlite(tx: Tx, words: str, given: Any) -> Iterator[str]:
    aliases = _aliases(words)
    for row in tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given):
        for name, index in _SCAN.findall(row.detail):
            if not _is_partial(index):
                yield aliases.get(name, name)


def _aliases(words: str) -> dict[str, str]:
    """SQLite names a table by its alias."""
    return {alias: table for table, alias in re.findall(r"\b(\w+) AS (\w+)", words) if table in GROWING}


def _of_postgresql(tx: Tx, words: str, given: Any) -> Iterator[str]:
    (plan,) = tx.connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {words}", given).scalars()
    (top,) = plan if isinstance(plan, list) else json.loads(plan)
    yield from _whole(top["Plan"])


def _whole(node: dict[str, Any]) -> Iterator[str]:
    """Tables read whole: without an index, or along all of one that is not partial."""
    kind, table = node["Node Type"], node.get("Relation Name", "")
    by_index = "Index Cond" in node or _is_partial(node.get("Index Name", ""))
    if kind == "Seq Scan" or (kind.startswith("Index") and not by_index and not _may_stop(node, table)):
        yield table
    for below in node.get("Plans", ()):
        yield from _whole(below)


def _may_stop(node: dict[str, Any], table: str) -> bool:
    """Along an index to the first: nothing is filtered, or for the filter there is an index too.

    In a table of a few rows PostgreSQL takes the one for the other.
    """
    filtered = node.get("Filter", "")
    return not filtered or any(f"({column} " in filtered for column in _led_by(table))


def _led_by(table: str) -> set[str]:
    """The columns by which rows of this table are found."""
    return {next(iter(index.columns)).name for index in Base.metadata.tables[table].indexes}


def _is_partial(name: str) -> bool:
    """Over the rows alone that still need something: small, however long the others are kept."""
    return any(
        index.name == name and index.dialect_options["sqlite"]["where"] is not None
        for table in Base.metadata.tables.values()
        for index in table.indexes
    )
