"""Who has a case: the nearest official who is there, so that no open case is ever without one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from storage import officials
from storage.officials import OfficialRow, Routed
from storage.store import Tx

# Who is asked first, and who when nobody nearer is bound; below the level asked for only as a last resort.
LADDERS = {
    "unit": ("unit", "coordinator", "overseers"),
    "coordinator": ("coordinator", "overseers"),
    "overseers": ("overseers", "coordinator"),
}
ROLES_AT = {"unit": ("head", "officer"), "coordinator": ("coordinator",), "overseers": ("overseer",)}


@dataclass(frozen=True)
class Whose:
    """What of a case says who can have it."""

    unit: str | None
    route: str


def choose_owner(
    tx: Tx,
    *,
    unit: str | None,
    route: str,
    level: str = "unit",
    besides: Collection[int] = (),
    today: date,
) -> OfficialRow | None:
    """Who has a case of this unit and route, from this level upward; None when nobody is bound.

    At the unit its head, else its officers. Who is away is stood in for. `besides`: not these.
    """
    return nearest(officials.around(tx, unit), Whose(unit, route), level, besides, today)


def nearest(
    bound: Sequence[OfficialRow], case: Routed, level: str, besides: Collection[int], today: date
) -> OfficialRow | None:
    """The same out of officials who were read before. Who is away comes last: better than nobody."""
    there = {official.id: official for official in bound if official.serves(today)}
    overseen = any(official.role == "overseer" for official in bound)
    for everybody in (False, True):
        for official in _in_order(there.values(), case.route, level):
            who = official if everybody else _who_sees_to_it(official, there, today)
            if who and who.id not in besides and officials.may_read(who, case, overseer_bound=overseen):
                return who
    return None


def readers_of(tx: Tx, row: Routed, today: date) -> list[OfficialRow]:
    """Who is told of a case: its readers, those who are away replaced by their stand-in."""
    there = {official.id: official for official in officials.around(tx, row.unit)}
    told = {}
    for reader in officials.readers(tx, row.unit, row.route):
        who = _who_sees_to_it(reader, there, today) or reader
        told[who.id] = who
    return list(told.values())


def _in_order(there: Collection[OfficialRow], route: str, level: str) -> Iterator[OfficialRow]:
    ladder = LADDERS[route]
    first = ladder.index(level) if level in ladder else 0
    for step in (*ladder[first:], *reversed(ladder[:first])):
        for role in ROLES_AT[step]:
            yield from (official for official in there if official.role == role)


def _who_sees_to_it(official: OfficialRow, there: dict[int, OfficialRow], today: date) -> OfficialRow | None:
    """The official, or who stands in for them today, and for those in turn; None: nobody does."""
    seen: set[int] = set()
    who: OfficialRow | None = official
    while who is not None and who.is_away(today):
        seen.add(who.id)
        who = there.get(who.stand_in_id or 0)
        if who is not None and who.id in seen:
            return None
    return who
