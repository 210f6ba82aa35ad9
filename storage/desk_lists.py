"""What lies on a desk: open cases, what is overdue first, and how many of each; nothing sealed is opened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import aliased

from storage.case_numbers import normal
from storage.case_rows import CaseRow
from storage.models import Case
from storage.store import Tx

AT_ONCE = 200
RECENT = timedelta(days=60)  # older cases are another story, not the same report
WAITING = ("needs_data", "proposed")  # for the reporter: nobody at the desk is late
# Whatever is closed has no next date, whatever is open has no closing: each half has an order of its own.
_DUE_FIRST = (
    Case.closed_at.is_not(None),
    Case.closed_at.desc(),
    Case.state.in_(WAITING),
    Case.next_at,
    Case.id,
)

# Wrapped, as SQLite takes the index of a bare column that IS NULL, which nearly every case is.
_FOLLOWS_NONE = func.coalesce(Case.merged_into, 0) == 0


@dataclass(frozen=True)
class DeskRow:
    """One case on a desk; `reports`: how many people report it, with those that follow it."""

    id: int
    number: str
    kind: str
    unit: str | None
    category: str
    state: str
    route: str
    opened_at: datetime
    next_step: str
    next_at: date | None
    owner_id: int | None
    reports: int
    version: int


@dataclass(frozen=True)
class DeskCounts:
    """How many cases are open on a desk, of these late, and of these somebody's own."""

    open: int
    late: int
    mine: int


def desk_rows(  # noqa: PLR0913 - a desk has many filters
    tx: Tx,
    *,
    units: Collection[str] | None,
    routes: Collection[str],
    owners: Collection[int] = (),
    state: str | None = None,
    number: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    merged: bool = False,
    limit: int = AT_ONCE,
) -> list[DeskRow]:
    """Cases of these units (None: of all) and routes: overdue and due first, the reporter's turn last.

    What is closed comes after what is open, what was closed last first.
    `owners`: only theirs; `number`: it or its beginning, also when closed; `state`: in it, also when closed;
    opened from `since` on and before `until`; `merged`: those that follow another one as well.
    """
    any_state = bool(state or number)
    wanted = [
        *(_reach(units, routes) if any_state else _open_within(units, routes)),
        Case.owner_id.in_(list(owners)) if owners else None,
        Case.state == state if state else None,
        Case.number.startswith(normal(number), autoescape=True) if number else None,
        Case.opened_at >= since if since else None,
        Case.opened_at < until if until else None,
        None if merged else _FOLLOWS_NONE,
    ]
    found = _desk().where(*(one for one in wanted if one is not None))
    return _rows(tx, found.order_by(*_DUE_FIRST).limit(limit))


def counts(
    tx: Tx, *, units: Collection[str] | None, routes: Collection[str], owners: Collection[int], today: date
) -> DeskCounts:
    """Of all open cases within this reach; late is what should have been done before today."""
    late = and_(Case.next_at < today, Case.state.not_in(WAITING))
    found = select(
        func.count(),
        func.count().filter(late),
        func.count().filter(Case.owner_id.in_(list(owners))),
    ).where(_FOLLOWS_NONE, *_open_within(units, routes))
    return DeskCounts(*tx.connection.execute(found).one())


def alike(tx: Tx, case: CaseRow, limit: int = 5) -> list[DeskRow]:
    """Open cases of the same unit, kind and category that came within the last weeks, the newest first."""
    same = and_(
        Case.unit == case.unit if case.unit is not None else Case.unit.is_(None),
        Case.kind == case.kind,
        Case.category == case.category,
        Case.route == case.route,
        Case.id != case.id,
    )
    recent = _desk().where(
        same, Case.closed_at.is_(None), _FOLLOWS_NONE, Case.opened_at >= case.opened_at - RECENT
    )
    return _rows(tx, recent.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit))


def _reach(units: Collection[str] | None, routes: Collection[str]) -> list[ColumnElement[bool]]:
    """Cases without a unit belong to whoever reaches all."""
    within: list[ColumnElement[bool]] = [Case.route.in_(list(routes))]
    return within if units is None else [*within, Case.unit.in_(list(units))]


def _open_within(units: Collection[str] | None, routes: Collection[str]) -> list[ColumnElement[bool]]:
    """The open ones: few, beside the years of closed ones that the index of units and states leads to."""
    within: list[ColumnElement[bool]] = [Case.closed_at.is_(None), *_reach(None, routes)]
    return within if units is None else [*within, func.coalesce(Case.unit, "").in_(list(units))]


def _desk() -> Select[Any]:
    follower = aliased(Case)
    reports = (
        select(func.count() + literal(1))
        .where(follower.merged_into == Case.id)
        .correlate(Case)
        .scalar_subquery()
        .label("reports")
    )
    plain = [getattr(Case, field.name) for field in fields(DeskRow) if field.name != "reports"]
    return select(*plain, reports)


def _rows(tx: Tx, found: Select[Any]) -> list[DeskRow]:
    return [DeskRow(**row._mapping) for row in tx.connection.execute(found)]
