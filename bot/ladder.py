"""Who is reminded of a case that waits, and when: the rungs from its owner up to the overseers.

Rung 1 is the owner, before the day; 2 the head, when it has passed; 3 the coordinators; 4 the coordinators
and the overseers. What bypasses the units has two rungs: its owner, then everybody who oversees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot import owning
from bot.entitled import those_who_may
from bot.house import House
from bot.owning import Whose
from storage import officials
from storage.cases import CaseRow
from storage.officials import OfficialRow
from storage.rungs import RungRow
from storage.store import Tx

TOP = 4
RANK = {"officer": 1, "head": 2, "coordinator": 3, "overseer": 4}
_DECIDERS = ("head", "coordinator", "overseer")  # the nearest first


@dataclass(frozen=True)
class Rung:
    """A reminder that is to be sent now. `top`: nobody is above these people."""

    deadline: str
    due: date
    number: int
    people: tuple[OfficialRow, ...]
    top: bool
    passed: bool


def deadline_of(next_step: str, *, answered: bool) -> str:
    """Which deadline a case waits on: verify, answer, outer, head; empty while its reporter is waited for."""
    if next_step == "answer":
        return "outer" if answered else "answer"
    return next_step if next_step in ("verify", "head") else ""


def is_time(due: date, sent: Sequence[RungRow], house: House, today: date) -> bool:
    """Whether the next reminder of this deadline is due; `sent` are its rungs. Never on a free day."""
    days, rules = house.working_days, house.deadlines
    if not days.is_working(today):
        return False
    if not sent:
        return today >= days.back(due, rules.remind_before_working_days)
    return today >= climbs_on(due, sent, house)


def climbs_on(due: date, sent: Sequence[RungRow], house: House) -> date:
    """The day on which it goes one up; a tap since the last reminder holds it for another climb period."""
    days, period = house.working_days, house.deadlines.climb_working_days
    last = max(sent, key=lambda rung: rung.rung)
    day = days.add(due, 1) if last.rung == 1 else days.add(house.today(last.sent_at), period)
    taps = [rung.tapped_at for rung in sent if rung.tapped_at is not None and rung.tapped_at >= last.sent_at]
    return days.add(max(day, house.today(max(taps))), period) if taps else day


def next_rung(tx: Tx, row: CaseRow, deadline: str, due: date, last: int, today: date) -> Rung | None:
    """Who is reminded next, `last` being the highest rung sent; None: nobody is left, or nobody is bound.

    With nobody above them, whoever has the case hears that its day has passed.
    """
    passed = today > due
    first = people_at(tx, row, 1, deadline, today)
    above = list(_above(tx, row, deadline, last, today))
    if not passed:
        return Rung(deadline, due, 1, first, not above, passed) if first and not last else None
    if above:
        number, people = above[0]
        return Rung(deadline, due, number, people, len(above) == 1, passed)
    return Rung(deadline, due, TOP, first, True, passed) if first and last <= 1 else None


def _above(
    tx: Tx, row: CaseRow, deadline: str, last: int, today: date
) -> Iterator[tuple[int, tuple[OfficialRow, ...]]]:
    """The rungs still to climb. Who stands on a lower one is not asked again: it goes to the next one up."""
    first = people_at(tx, row, 1, deadline, today)
    lower = people_at(tx, row, last, deadline, today) if last else ()
    told = {official.id for official in (*first, *lower)}
    for number in range(max(last, _floor(row, first)) + 1, TOP + 1):
        people = people_at(tx, row, number, deadline, today)
        if any(official.id not in told for official in people):
            told |= {official.id for official in people}
            yield number, people


def people_at(tx: Tx, row: CaseRow, rung: int, deadline: str, today: date) -> tuple[OfficialRow, ...]:
    """Who stands on this rung of the case's ladder today; those away are stood in for."""
    if rung == 1:
        return _deciders(tx, row, today) if deadline == "head" else _owner(tx, row, today)
    if row.route == "overseers":
        return _readers(tx, row, "overseers", today) if rung == 2 else ()
    if rung == 2:
        return _head(tx, row, today)
    coordinators = _readers(tx, row, "coordinator", today)
    if rung < TOP:
        return coordinators
    return tuple({o.id: o for o in (*coordinators, *_readers(tx, row, "overseers", today))}.values())


def _floor(row: CaseRow, first: Iterable[OfficialRow]) -> int:
    """The rung that whoever is reminded first stands on: it climbs from there."""
    return 1 if row.route == "overseers" else max((RANK[official.role] for official in first), default=1)


def _owner(tx: Tx, row: CaseRow, today: date) -> tuple[OfficialRow, ...]:
    owner = owning.seen_to_by(tx, row, today)
    return (owner,) if owner else ()


def _deciders(tx: Tx, row: CaseRow, today: date) -> tuple[OfficialRow, ...]:
    """Whose tap a "cannot be done" waits for: the nearest who may give it."""
    there = [official for official in officials.around(tx, row.unit) if official.serves(today)]
    able = those_who_may(tx, there, "approve", row)
    for role in _DECIDERS:
        if nearest := [official for official in able if official.role == role]:
            return tuple(o for o in nearest if not o.is_away(today)) or tuple(nearest)
    return ()


def _head(tx: Tx, row: CaseRow, today: date) -> tuple[OfficialRow, ...]:
    """The head of the unit, or who stands in for them; without a head nobody."""
    who = owning.choose_owner(tx, unit=row.unit, route=row.route, today=today)
    heads = [official for official in officials.around(tx, row.unit) if official.role == "head"]
    is_head = who and any(who.id in (head.id, head.stand_in_id) for head in heads)
    return (who,) if who and is_head else ()


def _readers(tx: Tx, row: CaseRow, route: str, today: date) -> tuple[OfficialRow, ...]:
    """Everybody at this level who may see the case; without any overseer the coordinators."""
    return tuple(those_who_may(tx, owning.readers_of(tx, Whose(row.unit, route), today), "see", row))
