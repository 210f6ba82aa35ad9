"""Who is reminded of a case that waits, and when: the rungs from its owner up to the overseers.

Rung 1 is the owner, before the day; 2 the head, when it has passed; 3 the coordinators; 4 the coordinators
and the overseers. What bypasses the units has two rungs: its owner, then everybody who oversees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.house import House
from bot.offices.staff import Staff
from storage.cases import CaseLight, CaseRow
from storage.officials import OfficialRow
from storage.rungs import RungRow

TOP = 4
RANK = {"officer": 1, "head": 2, "coordinator": 3, "overseer": 4}
People = tuple[OfficialRow, ...]


@dataclass(frozen=True)
class Rung:
    """A reminder that is to be sent now. `top`: nobody is above these people."""

    deadline: str
    due: date
    number: int
    people: People
    top: bool
    passed: bool


def deadline_of(next_step: str, *, answered: bool) -> str:
    """Which deadline a case waits on: verify, answer, outer, head; empty while its reporter is waited for."""
    if next_step == "answer":
        return "outer" if answered else "answer"
    return next_step if next_step in ("verify", "head") else ""


# --- when ---------------------------------------------------------------------------------------------


def is_time(due: date, sent: Sequence[RungRow], house: House, today: date) -> bool:
    """Whether the next reminder of this deadline is due; `sent` are its rungs. Never on a free day."""
    days, rules = house.working_days, house.deadlines
    if not days.is_working(today):
        return False
    if not sent:
        return today >= days.back(due, rules.remind_before_working_days)
    return today >= climbs_on(due, sent, house)


def is_over(route: str, sent: Sequence[RungRow]) -> bool:
    """Whether the highest rung there is was reached: nobody is reminded any more."""
    highest = 2 if route == "overseers" else TOP
    return any(rung.rung >= highest for rung in sent)


def climbs_on(due: date, sent: Sequence[RungRow], house: House) -> date:
    """The day on which it goes one up; a tap since the last reminder holds it for another climb period."""
    days, period = house.working_days, house.deadlines.climb_working_days
    last = max(sent, key=lambda rung: rung.rung)
    day = days.add(due, 1) if last.rung == 1 else days.add(house.today(last.sent_at), period)
    taps = [rung.tapped_at for rung in sent if rung.tapped_at is not None and rung.tapped_at >= last.sent_at]
    return days.add(max(day, house.today(max(taps))), period) if taps else day


# --- who ----------------------------------------------------------------------------------------------


def next_rung(
    staff: Staff, row: CaseRow | CaseLight, deadline: str, due: date, last: int, today: date
) -> Rung | None:
    """Who is reminded next, `last` being the highest rung sent; None: nobody is left, or nobody is bound.

    With nobody above them, whoever has the case hears that its day has passed.
    """
    passed = today > due
    first = people_at(staff, row, 1, deadline)
    above = list(_above(staff, row, deadline, last))
    if not passed:
        return Rung(deadline, due, 1, first, not above, passed) if first and not last else None
    if above:
        number, people = above[0]
        return Rung(deadline, due, number, people, len(above) == 1, passed)
    return Rung(deadline, due, TOP, first, True, passed) if first and last <= 1 else None


def people_at(staff: Staff, row: CaseRow | CaseLight, rung: int, deadline: str) -> People:
    """Who stands on this rung of the case's ladder today; those away are stood in for."""
    if rung == 1:
        return staff.deciders(row) if deadline == "head" else staff.owner(row)
    if row.route == "overseers":
        return staff.of_city(row, "overseer") if rung == 2 else ()
    if rung == 2:
        return staff.heads(row)
    coordinators = staff.of_city(row, "coordinator")
    if rung < TOP:
        return coordinators
    return tuple({one.id: one for one in (*coordinators, *staff.of_city(row, "overseer"))}.values())


def _above(staff: Staff, row: CaseRow | CaseLight, deadline: str, last: int) -> Iterator[tuple[int, People]]:
    """The rungs still to climb. Who stands on a lower one is not asked again: it goes to the next one up."""
    first = people_at(staff, row, 1, deadline)
    lower = people_at(staff, row, last, deadline) if last else ()
    told = {official.id for official in (*first, *lower)}
    for number in range(max(last, _floor(row, first)) + 1, TOP + 1):
        people = people_at(staff, row, number, deadline)
        if any(official.id not in told for official in people):
            told |= {official.id for official in people}
            yield number, people


def _floor(row: CaseRow | CaseLight, first: Iterable[OfficialRow]) -> int:
    """The rung that whoever is reminded first stands on: it climbs from there."""
    return 1 if row.route == "overseers" else max((RANK[official.role] for official in first), default=1)
