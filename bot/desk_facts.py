"""What an official may look at: their desk, and the closing a reporter is asked to judge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk_filter import Wanted, wanted
from bot.entitled import names_of
from bot.house import House
from handlers import rights
from handlers.case_states import CLOSED, WAITING
from handlers.desk_views import Closing, Desk, DeskLine
from storage import canned, cases, desk_lists, officials
from storage.desk_lists import DeskRow
from storage.officials import OfficialRow
from storage.store import Tx

_REMINDS = frozenset(rights.RIGHTS["remind"].reach)
_JUDGED = frozenset({"proposed", "fixed", "unfixed", "not_ours"})


@dataclass(frozen=True)
class Looking:
    """Who looks: the offices of this chat, its language and channel."""

    tx: Tx
    house: House
    now: datetime
    citizen_id: int
    offices: Sequence[OfficialRow]
    language: str
    channel: str


def desk(look: Looking, text: str) -> Desk | None:
    """The desk as the filter wants it; None: no official."""
    if not look.offices:
        return None
    want = wanted(text, look.house.city.units, look.house.zone)
    everything = _rows(look, Wanted())
    shown = everything if want == Wanted() else _rows(look, want)
    mine = {office.id for office in look.offices}
    today = look.house.today(look.now)
    return Desk(
        filter=text,
        lines=lines(look, [row for row in shown if _fits(row, want, mine, look)]),
        late=sum(row.next_step != "reporter" and row.next_at < today for row in everything if row.next_at),
        open=len(everything),
        mine=sum(row.owner_id in mine for row in everything),
        units=_units(look, everything),
        may_remind=any(office.role in _REMINDS for office in look.offices),
        canned=ready_answers(look),
    )


def _fits(row: DeskRow, want: Wanted, mine: Collection[int], look: Looking) -> bool:
    if want.only == "mine":
        return row.owner_id in mine
    if want.only == "waiting":
        return row.state in WAITING
    return want.only != "late" or _overdue(row, look)


def _rows(look: Looking, want: Wanted) -> list[DeskRow]:
    """Every case on the desks of these offices, each once, what is due first first."""
    found: dict[int, DeskRow] = {}
    for office in look.offices:
        units, routes = _scope(look.tx, office)
        if want.unit:
            units = {want.unit} if units is None else units & {want.unit}
        rows = desk_lists.desk_rows(
            look.tx,
            units=units,
            routes=routes,
            state=want.state or None,
            number=want.number or None,
            since=want.since,
            until=want.until,
        )
        found.update({row.id: row for row in rows})
    if len(look.offices) == 1:
        return list(found.values())
    return sorted(found.values(), key=lambda r: (r.state in WAITING, r.next_at is None, r.next_at, r.id))


def _scope(tx: Tx, office: OfficialRow) -> tuple[set[str] | None, set[str]]:
    """Units (None: whichever) and routes of the cases that this official sees, asked of the one table."""
    overseen = officials.overseer_bound(tx)
    routes = {
        route
        for route in rights.ROUTES
        if rights.may(office, "see", Seen(office.unit, route), overseer_bound=overseen)
    }
    return ({office.unit} if office.unit else None), routes


@dataclass(frozen=True)
class Seen:
    """A case of this unit and route, whatever it is about: every kind is seen alike."""

    unit: str | None
    route: str
    kind: str = "complaint"


def lines(look: Looking, rows: Iterable[DeskRow]) -> tuple[DeskLine, ...]:
    """The rows as an official reads them."""
    rows = list(rows)
    mine = {office.id for office in look.offices}
    names = names_of(look.tx, [f"official:{row.owner_id}" for row in rows if row.owner_id])
    return tuple(
        DeskLine(
            number=row.number,
            kind=row.kind,
            state=row.state,
            unit=unit_label(look.house, row.unit),
            category=category_name(look, row.category),
            opened=look.house.today(row.opened_at),
            due=None if row.state in WAITING else row.next_at,
            overdue=_overdue(row, look),
            owner=names.get(f"official:{row.owner_id}", ""),
            mine=row.owner_id in mine,
            reports=row.reports,
        )
        for row in rows
    )


def _overdue(row: DeskRow, look: Looking) -> bool:
    late = row.next_at is not None and row.next_at < look.house.today(look.now)
    return late and row.state not in WAITING and row.state not in CLOSED


def _units(look: Looking, rows: Iterable[DeskRow]) -> dict[str, str]:
    keys = sorted({row.unit for row in rows if row.unit})
    return {key: unit_label(look.house, key) for key in keys} if len(keys) > 1 else {}


def ready_answers(look: Looking) -> dict[int, tuple[str, str]]:
    """What the units of this chat's offices have ready."""
    units = {office.unit for office in look.offices if office.unit}
    return {key: words for unit in sorted(units) for key, words in canned.of_unit(look.tx, unit).items()}


def unit_label(house: House, key: str | None) -> str:
    unit = house.city.units.get(key or "")
    return unit.label if unit else ""


def category_name(look: Looking, key: str) -> str:
    category = look.house.city.categories.get(key)
    return category.name.get(look.language, key) if category else ""


def closing(look: Looking, number: str) -> Closing | None:
    """What a reporter is asked to judge, or has judged; None: not theirs, or nothing was proposed."""
    row = cases.by_number(look.tx, number)
    if row is None or row.citizen_id != look.citizen_id or not row.outcome or row.state not in _JUDGED:
        return None
    return Closing(row.number, row.state, row.outcome, row.version, row.handling)
