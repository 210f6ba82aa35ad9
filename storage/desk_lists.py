"""What lies on a desk: open cases, what is overdue first, and how many of each; nothing sealed is opened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from storage import shut
from storage.case_numbers import normal
from storage.case_rows import CaseRow
from storage.models import Case
from storage.shut import OPEN, Shut
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
    people: int = 1  # on behalf of how many it was handed in


@dataclass(frozen=True)
class DeskCounts:
    """How many cases are open on a desk, of these late, and of these somebody's own."""

    open: int
    late: int
    mine: int


@dataclass(frozen=True)
class Reach:
    """Cases of these units (None: of all, also of none) and routes: what one office sees.

    `besides`: but none that is closed to this person; `closed_to`: only those closed to each of these.
    """

    units: frozenset[str] | None
    routes: frozenset[str]
    besides: Shut = OPEN
    closed_to: tuple[Shut, ...] = ()


@dataclass(frozen=True)
class Which:
    """Which cases of a desk; of all those within any of the reaches, by default the open ones.

    `unit`: its own alone; `owners`: only theirs; `late`: what should have been done before this day;
    `waiting`: the reporter's turn; `state`: in it, also when closed; `number`: it or its beginning, also when
    closed; opened from `since` on and before `until`; `merged`: those that follow another one as well.
    """

    within: tuple[Reach, ...]
    unit: str = ""
    owners: frozenset[int] = frozenset()
    late: date | None = None
    waiting: bool = False
    state: str = ""
    number: str = ""
    since: datetime | None = None
    until: datetime | None = None
    merged: bool = False


def desk_rows(tx: Tx, which: Which, *, limit: int | None = AT_ONCE, offset: int = 0) -> list[DeskRow]:
    """Such cases: overdue and due first, the reporter's turn last.

    What is closed comes after what is open, what was closed last first.
    """
    found = _desk().where(*_conditions(which)).order_by(*_DUE_FIRST)
    return _rows(tx, found.limit(limit).offset(offset))


def how_many(tx: Tx, which: Which) -> int:
    """How many such cases there are, however many are shown at once."""
    found = select(func.count()).select_from(Case).where(*_conditions(which))
    return int(tx.connection.execute(found).scalar_one())


def closed_numbers(tx: Tx, who: Shut) -> frozenset[str]:
    """The numbers of all cases that are closed to this person, however old."""
    return frozenset(tx.connection.execute(select(Case.number).where(not_(shut.open_to(who)))).scalars())


def counts(tx: Tx, within: Sequence[Reach], *, owners: Collection[int], today: date) -> DeskCounts:
    """Of all open cases within these reaches; late is what should have been done before today."""
    found = select(
        func.count(),
        func.count().filter(_late(today)),
        func.count().filter(Case.owner_id.in_(list(owners))),
    ).where(_FOLLOWS_NONE, *_open_within(within))
    return DeskCounts(*tx.connection.execute(found).one())


def units_of(tx: Tx, within: Sequence[Reach]) -> list[str]:
    """The units that have open cases within these reaches, by key."""
    unit = func.coalesce(Case.unit, "")  # the bare column leads SQLite through all the closed ones
    found = select(unit).distinct().where(_FOLLOWS_NONE, *_open_within(within))
    return sorted(key for key in tx.connection.execute(found).scalars() if key)


def alike(tx: Tx, case: CaseRow, limit: int = 5, besides: Shut = OPEN) -> list[DeskRow]:
    """Open cases of the same unit, kind and category that came within the last weeks, the newest first.

    `besides`: but none that is closed to this person.
    """
    same = and_(
        Case.unit == case.unit if case.unit is not None else Case.unit.is_(None),
        Case.kind == case.kind,
        Case.category == case.category,
        Case.route == case.route,
        Case.id != case.id,
        shut.open_to(besides),
    )
    recent = _desk().where(
        same, Case.closed_at.is_(None), _FOLLOWS_NONE, Case.opened_at >= case.opened_at - RECENT
    )
    return _rows(tx, recent.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit))


def _conditions(which: Which) -> list[ColumnElement[bool]]:
    any_state = bool(which.state or which.number)
    wanted = [
        *(_reached(which.within, Case.unit) if any_state else _open_within(which.within)),
        func.coalesce(Case.unit, "") == which.unit if which.unit else None,
        Case.owner_id.in_(list(which.owners)) if which.owners else None,
        _late(which.late) if which.late else None,
        Case.state.in_(WAITING) if which.waiting else None,
        Case.state == which.state if which.state else None,
        Case.number.startswith(normal(which.number), autoescape=True) if which.number else None,
        Case.opened_at >= which.since if which.since else None,
        Case.opened_at < which.until if which.until else None,
        None if which.merged else _FOLLOWS_NONE,
    ]
    return [one for one in wanted if one is not None]


def _late(today: date) -> ColumnElement[bool]:
    return and_(Case.next_at < today, Case.state.not_in(WAITING))


def _open_within(within: Sequence[Reach]) -> list[ColumnElement[bool]]:
    """The open ones: few, beside the years of closed ones that the index of units and states leads to."""
    return [Case.closed_at.is_(None), *_reached(within, func.coalesce(Case.unit, ""))]


def _reached(within: Sequence[Reach], unit: SQLColumnExpression[Any]) -> list[ColumnElement[bool]]:
    """Within any of these; cases without a unit belong to whoever reaches all."""
    each = [
        and_(
            Case.route.in_(reach.routes),
            true() if reach.units is None else unit.in_(reach.units),
            shut.open_to(reach.besides),
            *(not_(shut.open_to(one)) for one in reach.closed_to),
        )
        for reach in within
    ]
    return [or_(false(), *each)]


@cache
def _desk() -> Select[Any]:
    """What every list begins with; built once, as an alias costs a desk more than its rows."""
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
