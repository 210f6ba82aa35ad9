"""Days that were promised to a reporter: told when they come, kept, or broken for everybody to see."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, exists, insert, select, update
from sqlalchemy.orm import aliased

from storage.models import Case, Promise
from storage.shut import OPEN, Shut, open_to
from storage.store import Tx


@dataclass(frozen=True)
class PromiseRow:
    """One promise; `told_at`: its reporter heard that the day has come."""

    id: int
    case_id: int
    official_id: int
    due: date
    made_at: datetime
    told_at: datetime | None
    kept_at: datetime | None


@dataclass(frozen=True)
class BrokenPromise:
    """A promise whose day is over, with the number of its case."""

    number: str
    unit: str | None
    route: str
    due: date


def make(tx: Tx, case_id: int, official_id: int, due: date, now: datetime) -> int:
    """Promised; the promise's id."""
    values = {"case_id": case_id, "official_id": official_id, "due": due, "made_at": now}
    return int(tx.connection.execute(insert(Promise).values(**values).returning(Promise.id)).scalar_one())


def by_id(tx: Tx, promise_id: int, *, lock: bool = False) -> PromiseRow | None:
    found = select(*_columns()).where(Promise.id == promise_id)
    row = tx.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return PromiseRow(**row._mapping) if row else None


def of_case(tx: Tx, case_id: int) -> PromiseRow | None:
    """The newest promise of a case, which takes the place of any before it."""
    found = select(*_columns()).where(Promise.case_id == case_id).order_by(Promise.id.desc()).limit(1)
    row = tx.connection.execute(found).one_or_none()
    return PromiseRow(**row._mapping) if row else None


def open_until(tx: Tx, day: date) -> list[PromiseRow]:
    """What holds, is promised for this day or was before, and is not kept; the longest due first."""
    found = select(*_columns()).where(_open_until(day)).order_by(Promise.due, Promise.id)
    return [PromiseRow(**row._mapping) for row in tx.connection.execute(found)]


def broken(tx: Tx, day: date, unit: str | None = None, besides: Shut = OPEN) -> list[BrokenPromise]:
    """Promises that hold, whose day was before this one and that are not kept: a unit's own, or all.

    `besides`: of no case that is closed to this person.
    """
    found = (
        select(Case.number, Case.unit, Case.route, Promise.due)
        .join(Case, Case.id == Promise.case_id)
        .where(_open_until(day), Promise.due < day, open_to(besides))
    )
    mine = found.where(Case.unit == unit, Case.route == "unit") if unit is not None else found
    return [BrokenPromise(*row) for row in tx.connection.execute(mine.order_by(Promise.due, Promise.id))]


def kept(tx: Tx, case_id: int, now: datetime) -> None:
    """What was promised for this case is done."""
    theirs = (Promise.case_id == case_id) & Promise.kept_at.is_(None)
    tx.connection.execute(update(Promise).where(theirs).values(kept_at=now))


def told(tx: Tx, promise_id: int, now: datetime) -> None:
    """Its reporter has heard that the day came."""
    tx.connection.execute(update(Promise).where(Promise.id == promise_id).values(told_at=now))


def _open_until(day: date) -> ColumnElement[bool]:
    return Promise.kept_at.is_(None) & (Promise.due <= day) & ~_replaced()


@cache
def _replaced() -> ColumnElement[bool]:
    """Whether another was made for the case; built once, as an alias costs more than its rows."""
    later = aliased(Promise)
    return exists().where(later.case_id == Promise.case_id, later.id > Promise.id)


def _columns() -> list[ColumnElement[object]]:
    return [getattr(Promise, field.name) for field in fields(PromiseRow)]
