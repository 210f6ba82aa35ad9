"""What an official may look at: their desk, and the closing a reporter is asked to judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.entitled import names_of
from bot.desk.filter import Wanted, paged, wanted
from bot.house import House
from handlers import rights
from handlers.case_states import CLOSED, WAITING
from handlers.desk_views import PAGE, Closing, Desk, DeskLine
from storage import canned, cases, desk_lists, officials
from storage.desk_lists import DeskRow, Reach, Which
from storage.officials import OfficialRow
from storage.shut import Shut, shut_to
from storage.store import Tx

_REMINDS = frozenset(rights.RIGHTS["remind"].reach)
_JUDGED = frozenset({"proposed", "fixed", "silent", "unfixed", "not_ours"})


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

    @property
    def shut(self) -> Shut:
        """What is closed to this person: to this chat, and to those whose offices they hold here."""
        return shut_to(self.offices, self.citizen_id)


def desk(look: Looking, text: str) -> Desk | None:
    """One page of the desk as the filter wants it, like `late.2`; None: no official."""
    if not look.offices:
        return None
    chosen, page = paged(text)
    which = _which(look, wanted(chosen, look.house.city.units, look.house.zone))
    found = desk_lists.how_many(look.tx, which)
    page = page if page * PAGE < found else 0
    rows = desk_lists.desk_rows(look.tx, which, limit=PAGE, offset=page * PAGE)
    owners, today = _offices(look), look.house.today(look.now)
    counted = desk_lists.counts(look.tx, which.within, owners=owners, today=today)
    return Desk(
        filter=chosen,
        lines=lines(look, rows),
        found=found,
        page=page,
        late=counted.late,
        open=counted.open,
        mine=counted.mine,
        units=_units(look, desk_lists.units_of(look.tx, which.within)),
        may_remind=any(office.role in _REMINDS for office in look.offices),
        canned=ready_answers(look),
    )


def _which(look: Looking, want: Wanted) -> Which:
    """The cases that are wanted, of those that any office of this chat sees."""
    return Which(
        within=tuple(reach for office in look.offices for reach in _reaches(look, office)),
        unit=want.unit,
        owners=_offices(look) if want.only == "mine" else frozenset(),
        late=look.house.today(look.now) if want.only == "late" else None,
        waiting=want.only == "waiting",
        state=want.state,
        number=want.number,
        since=want.since,
        until=want.until,
    )


def _offices(look: Looking) -> frozenset[int]:
    return frozenset(office.id for office in look.offices)


def _reaches(look: Looking, office: OfficialRow) -> Iterator[Reach]:
    """Units and routes of the cases that this official sees, asked of the one table; none closed to them."""
    units = frozenset({office.unit}) if office.unit else None
    overseers = officials.overseers(look.tx)
    routes = _routes(office, overseen=bool(overseers))
    yield Reach(units, routes, besides=look.shut)
    more = _routes(office, overseen=False) - routes
    if more:  # what is closed to every overseer is overseen by nobody
        yield Reach(units, more, besides=look.shut, closed_to=tuple(shut_to([one]) for one in overseers))


def _routes(office: OfficialRow, *, overseen: bool) -> frozenset[str]:
    return frozenset(
        route
        for route in rights.ROUTES
        if rights.may(office, "see", Seen(office.unit, route), overseer_bound=overseen)
    )


@dataclass(frozen=True)
class Seen:
    """A case of this unit and route, whatever it is about: every kind is seen alike."""

    unit: str | None
    route: str
    kind: str = "complaint"
    citizen_id: int | None = None  # whoever handed it in
    bypassed: frozenset[int] = frozenset()
    stepped_out: frozenset[int] = frozenset()


def lines(look: Looking, rows: Iterable[DeskRow]) -> tuple[DeskLine, ...]:
    """The rows as an official reads them."""
    rows = list(rows)
    mine = _offices(look)
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
            people=row.people,
        )
        for row in rows
    )


def _overdue(row: DeskRow, look: Looking) -> bool:
    late = row.next_at is not None and row.next_at < look.house.today(look.now)
    return late and row.state not in WAITING and row.state not in CLOSED


def _units(look: Looking, keys: Sequence[str]) -> dict[str, str]:
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
