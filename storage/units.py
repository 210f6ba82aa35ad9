"""Units and their services as the configuration has them: closed when gone from it, never deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, tuple_, update

from storage.models import Case, Service, Unit
from storage.once import upsert
from storage.store import Tx


@dataclass(frozen=True)
class UnitSpec:
    """A unit as the configuration has it; `services` are pairs of key and name."""

    key: str
    name: str
    group: str
    closed: bool = False
    merged_into: str | None = None
    services: tuple[tuple[str, str], ...] = ()


def sync(tx: Tx, units: Sequence[UnitSpec]) -> None:
    """Make the rows say what the configuration says."""
    units = sorted(units, key=lambda unit: unit.key)
    _put(tx, Unit, ["key"], [_unit_row(unit) for unit in units])
    services = [
        {"unit": unit.key, "key": key, "name": name, "closed": unit.closed}
        for unit in units
        for key, name in unit.services
    ]
    _put(tx, Service, ["unit", "key"], services)
    _close_others(tx, Unit, Unit.key, [unit.key for unit in units])
    _close_others(
        tx, Service, tuple_(Service.unit, Service.key), [(row["unit"], row["key"]) for row in services]
    )


def closed(tx: Tx) -> dict[str, str | None]:
    """Every closed unit, and the open one that it was merged into, in the end; None: into none."""
    rows = tx.connection.execute(select(Unit.key, Unit.closed, Unit.merged_into)).all()
    shut = {row.key: row.merged_into for row in rows if row.closed}
    return {key: _in_the_end(key, shut) for key in shut}


def open_cases_of_closed(tx: Tx) -> list[int]:
    """Open cases that a unit would work on which is closed, by id."""
    theirs = (Case.route == "unit") & Case.closed_at.is_(None) & Unit.closed
    found = select(Case.id).join(Unit, Unit.key == Case.unit).where(theirs).order_by(Case.id)
    return list(tx.connection.execute(found).scalars())


def _in_the_end(key: str, shut: Mapping[str, str | None]) -> str | None:
    # No longer than there are units: two that are merged into each other lead nowhere.
    at: str | None = key
    for _ in shut:
        at = shut.get(at or "", None)
        if at not in shut:
            return at
    return None


def _unit_row(unit: UnitSpec) -> dict[str, Any]:
    said = {"name": unit.name, "group": unit.group, "closed": unit.closed}
    return {"key": unit.key, "merged_into": unit.merged_into, **said}


def _put(tx: Tx, table: Any, key: list[str], rows: list[dict[str, Any]]) -> None:
    if rows:
        statement = upsert(tx, table)
        new = {column: statement.excluded[column] for column in rows[0] if column not in key}
        tx.connection.execute(statement.on_conflict_do_update(index_elements=key, set_=new), rows)


def _close_others(tx: Tx, table: Any, key: Any, keys: Sequence[Any]) -> None:
    gone = update(table).where(key.not_in(keys), table.closed.is_(False))
    tx.connection.execute(gone.values(closed=True))
