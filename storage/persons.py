"""Who else the person behind an office is: all offices of their chat, its units, and who is above them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from storage.models import Official
from storage.store import Tx

OFFICER, HEAD, COORDINATOR = "officer", "head", "coordinator"


@dataclass(frozen=True)
class Person:
    """Of one chat: all its offices by id, ended ones too; units it serves in; all offices of those above."""

    offices: frozenset[int] = frozenset()
    units: frozenset[str] = frozenset()
    above: frozenset[int] = frozenset()


def persons(tx: Tx, chats: Collection[int]) -> dict[int, Person]:
    """Chat to the person in it."""
    columns = [Official.id, Official.citizen_id, Official.role, Official.unit, Official.ended_at]
    rows = tx.connection.execute(select(*columns).where(Official.citizen_id.in_(list(chats)))).all()
    units = {row.unit for row in rows if row.unit and row.ended_at is None}
    above = _above(tx, units) if units else []
    mine: dict[int, list[Any]] = {}
    for row in rows:
        mine.setdefault(row.citizen_id, []).append(row)
    return {chat: _person(offices, above) for chat, offices in mine.items()}


def _above(tx: Tx, units: Iterable[str]) -> list[Any]:
    """Heads of these units and whoever coordinates the city, bound or not: each office they ever had."""
    also = aliased(Official)
    heads = (Official.role == HEAD) & Official.unit.in_(sorted(units))
    found = (
        select(Official.role, Official.unit, func.coalesce(also.id, Official.id).label("id"))
        .outerjoin(also, also.citizen_id == Official.citizen_id)
        .where(Official.ended_at.is_(None), heads | (Official.role == COORDINATOR))
    )
    return list(tx.connection.execute(found))


def _person(offices: Sequence[Any], above: Iterable[Any]) -> Person:
    """An officer is below the heads of the unit, both are below the coordinators; overseers below nobody."""
    ids = frozenset(row.id for row in offices)
    lasting = [row for row in offices if row.ended_at is None]
    units = frozenset(row.unit for row in lasting if row.unit)
    serves_in = {row.unit for row in lasting if row.role == OFFICER}
    over = (row.id for row in above if units and (row.role == COORDINATOR or row.unit in serves_in))
    return Person(ids, units, frozenset(over) - ids)
