"""A case is passed on: to another unit, or to a person; whoever gets it reads the note."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import messages
from bot.desk.entitled import NotDone, entrusted, those_who_may
from bot.desk.steps import Working, can_go, settled, with_followers, withdraw
from bot.offices import bypassing, owning
from bot.offices.owning import as_of
from bot.recording import Recording
from handlers import reporter_notices, step_notices
from handlers.case_states import WAITING, way
from handlers.desk_events import CasePassed
from handlers.talk import Recorded
from storage import case_moves, officials
from storage.cases import CaseRow
from storage.officials import OF_A_UNIT, OfficialRow


@dataclass(frozen=True)
class _Goal:
    """Where a case goes: a unit, a route, and who has it there."""

    unit: str | None
    route: str
    owner: OfficialRow
    name: str  # as the one who passes it on reads it


def passed(event: CasePassed, here: Recording) -> Recorded:
    """Raises NotDone: gone when there is no such unit or person, forbidden where it may not go."""
    row, official = entrusted(here, event.number, "pass", event.version)
    goal = _to_person(here, row, event.official) if event.official else _to_unit(here, row, event.unit)
    for one in with_followers(here, row):
        after = _passed(here, one, goal, f"official:{official.id}", event.note.text)
        if after.unit != one.unit or one.state == "received":
            messages.tell_reporter(here, after, reporter_notices.passed)
    fresh = messages.again(here, row)
    messages.tell_officials(
        here, fresh, [goal.owner], lambda seen, _: step_notices.passed_to_you(seen, official.name, event.note)
    )
    return Recorded(number=row.number, name=goal.name)


def _passed(here: Working, row: CaseRow, goal: _Goal, actor: str, note: str) -> CaseRow:
    row = withdraw(here, row)
    up = goal.route == bypassing.OVERSEERS != row.route
    row = case_moves.pass_to(
        here.tx,
        row,
        unit=goal.unit,
        route=goal.route,
        owner_id=goal.owner.id,
        actor=actor,
        now=here.now,
        words=note,
        reason="up" if up else "",
        bypasses=bypassing.gone_past(here.tx, row.unit, row.about) if up else frozenset(),
    )
    # While the reporter is waited for, the case only changes hands.
    if row.state not in WAITING and can_go(row, "assigned"):
        for state in way(row.state, "assigned"):
            row = case_moves.move(here.tx, row, state, kind=state, actor=actor, now=here.now)
    return settled(here, row)


def _to_unit(here: Recording, row: CaseRow, key: str) -> _Goal:
    today = here.house.today(here.now)
    unit = here.house.city_on(today).open_units().get(key)
    if unit is None:
        raise NotDone("gone")
    if row.route == "overseers":  # what bypasses the units does not come back to one
        raise NotDone("forbidden")
    owner = owning.choose_owner(here.tx, as_of(row, key, "unit"), today=today)
    if owner is None:
        raise NotDone("gone")
    return _Goal(key, "unit", owner, unit.label)


def _to_person(here: Recording, row: CaseRow, official_id: int) -> _Goal:
    today = here.house.today(here.now)
    found = [o for o in officials.among(here.tx, [official_id]) if o.bound and o.serves(today)]
    if not found:
        raise NotDone("gone")
    unit, route = _as_theirs(row, found[0])
    if not those_who_may(here.tx, found, "take", as_of(row, unit, route)):
        raise NotDone("forbidden")
    return _Goal(unit, route, found[0], found[0].name)


def _as_theirs(row: CaseRow, official: OfficialRow) -> tuple[str | None, str]:
    """Unit and route of the case once this official has it."""
    if row.route == "overseers":
        return row.unit, row.route
    if official.role in OF_A_UNIT:
        return official.unit, "unit"
    return row.unit, "overseers" if official.role == "overseer" else row.route
