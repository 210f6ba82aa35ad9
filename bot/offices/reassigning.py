"""A unit that closed leaves no open case: they go to what it was merged into, or to the coordinator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.house import House
from bot.offices.owner_notices import tell_owner, tell_reporter
from bot.offices.owning import as_of, choose_owner, level_of
from storage import case_moves, cases, units
from storage.cases import CaseRow
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Tx

UNIT_CLOSED = "unit_closed"


def leave_closed_units(tx: Tx, house: House, now: datetime, tell: Callable[[Message], None]) -> int:
    """Every open case of a closed unit is passed on, its reporter told once; how many were. Again: none."""
    goes_to = units.closed(tx)
    given: dict[int, tuple[OfficialRow, list[CaseRow]]] = {}
    left = units.open_cases_of_closed(tx)
    for case_id in left:
        row = cases.by_id(tx, case_id, lock=True)
        if row is not None and row.unit in goes_to:
            owner = _pass_on(tx, house, row, goes_to, now, tell)
            if owner is not None:
                given.setdefault(owner.id, (owner, []))[1].append(row)
    for owner, rows in given.values():
        tell_owner(house, owner, rows, tell)
    return len(left)


def _pass_on(
    tx: Tx,
    house: House,
    row: CaseRow,
    goes_to: Mapping[str, str | None],
    now: datetime,
    tell: Callable[[Message], None],
) -> OfficialRow | None:
    unit = goes_to[row.unit or ""]
    route = "unit" if unit else "coordinator"
    owner = choose_owner(tx, as_of(row, unit, route), level=level_of(row), today=house.today(now))
    case_moves.pass_to(
        tx,
        row,
        unit=unit,
        route=route,
        owner_id=owner.id if owner else None,
        actor="system",
        now=now,
        words="",
        reason=UNIT_CLOSED,
    )
    tell_reporter(house, row, owner, tell, now_at=unit, closed=row.unit)
    return owner
