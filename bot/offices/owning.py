"""Who has a case: the nearest official who is there, so that no open case is ever without one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial

from bot.house import House
from bot.offices.owner_notices import tell_owner, tell_reporter
from handlers.rights import Matter, barred, may, overseen
from storage import case_moves, cases, offices, officials
from storage.cases import CaseRow
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Tx

# Who is asked first, and who when nobody nearer is bound; below the level asked for only as a last resort.
LADDERS = {
    "unit": ("unit", "coordinator", "overseers"),
    "coordinator": ("coordinator", "overseers"),
    "overseers": ("overseers", "coordinator"),
}
TWICE = 2  # from then on it is the coordinator's
ROLES_AT = {"unit": ("head", "officer"), "coordinator": ("coordinator",), "overseers": ("overseer",)}


@dataclass(frozen=True)
class Whose:
    """What of a case says who can have it."""

    unit: str | None
    route: str
    kind: str = "complaint"  # taking and seeing hold for all kinds alike
    citizen_id: int | None = None  # its reporter, who has it in no case
    bypassed: frozenset[int] = frozenset()
    stepped_out: frozenset[int] = frozenset()


def as_of(case: Matter, unit: str | None, route: str, past: frozenset[int] = frozenset()) -> Whose:
    """The case as it is once it has gone to this unit and route, and past these officials."""
    return Whose(unit, route, case.kind, case.citizen_id, case.bypassed | past, case.stepped_out)


def choose_owner(
    tx: Tx, case: Matter, *, level: str = "unit", besides: Collection[int] = (), today: date
) -> OfficialRow | None:
    """Who has this case, from this level upward; None when nobody is bound.

    At the unit its head, else its officers. Who is away is stood in for. `besides`: not these, and nobody to
    whom it is closed.
    """
    return nearest(officials.around(tx, case.unit), case, level, besides, today)


def nearest(
    bound: Sequence[OfficialRow], case: Matter, level: str, besides: Collection[int], today: date
) -> OfficialRow | None:
    """The same out of officials who were read before.

    Who may work on it comes before who may only see it; who is away comes last, which is better than nobody.
    """
    there = {official.id: official for official in bound if official.serves(today)}
    overseen = overseen_by(bound, case)
    for action in ("take", "see"):
        for everybody in (False, True):
            for official in _in_order(there.values(), case.route, level):
                who = official if everybody else who_sees_to_it(official, there, today)
                if who and who.id not in besides and may(who, action, case, overseer_bound=overseen):
                    return who
    return None


def readers_of(tx: Tx, row: Matter, today: date) -> list[OfficialRow]:
    """Who is told of a case: its readers, those who are away replaced by their stand-in."""
    there = {official.id: official for official in officials.around(tx, row.unit)}
    told = {}
    for reader in officials.readers(tx, row.unit, row.route):
        who = who_sees_to_it(reader, there, today) or reader
        if not barred(who, row):
            told[who.id] = who
    if told:
        return list(told.values())
    above = nearest(tuple(there.values()), row, "unit", (), today)  # it is closed to its only reader
    return [above] if above else []


def seen_to_by(tx: Tx, row: CaseRow, today: date) -> OfficialRow | None:
    """Who is reminded of a case today: who has it, or stands in for them; without them the nearest."""
    there = {official.id: official for official in officials.around(tx, row.unit) if official.serves(today)}
    owner = there.get(row.owner_id or 0)
    who = in_charge(owner, row, there, today) if owner else None
    return who or nearest(tuple(there.values()), row, level_of(row), (), today)


def who_sees_to_it(official: OfficialRow, there: dict[int, OfficialRow], today: date) -> OfficialRow | None:
    """The official, or who stands in for them today, and for those in turn; None: nobody does."""
    seen: set[int] = set()
    who: OfficialRow | None = official
    while who is not None and who.is_away(today):
        seen.add(who.id)
        who = there.get(who.stand_in_id or 0)
        if who is not None and who.id in seen:
            return None
    return who


def in_charge(
    owner: OfficialRow, case: Matter, there: dict[int, OfficialRow], today: date
) -> OfficialRow | None:
    """The same for one case: nobody to whom it is closed has it or stands in for who has it."""
    who = None if barred(owner, case) else who_sees_to_it(owner, there, today)
    return None if who and barred(who, case) else who


def overseen_by(bound: Iterable[OfficialRow], case: Matter) -> bool:
    """Whether anybody among them oversees this case: not those to whom it is closed."""
    return overseen((official for official in bound if official.role == "overseer"), case)


def level_of(row: CaseRow) -> str:
    """Where the case belongs: with the coordinator once its reporter has said "not yet" twice."""
    return "coordinator" if row.reopened >= TWICE else "unit"


def own_again(tx: Tx, house: House, official_id: int, now: datetime, tell: Callable[[Message], None]) -> int:
    """Every open case of this official, who is no longer there for it, gets a new owner; how many did.

    The reporters hear who has it now (no names), and each new owner gets one list.
    """
    return _give(tx, house, offices.owned(tx, official_id), now, tell, besides=(official_id,))


def own_strays(tx: Tx, house: House, now: datetime, tell: Callable[[Message], None]) -> int:
    """Open cases that nobody has who can be reached and to whom it is open get an owner; how many did."""
    return _give(tx, house, sorted({*offices.astray(tx), *_closed_to_owner(tx)}), now, tell)


def _closed_to_owner(tx: Tx) -> Iterator[int]:
    """Somebody who has a case that bypasses a unit may come to serve there."""
    rows = [row for case_id in offices.delicate(tx) if (row := cases.by_id(tx, case_id))]
    owners = {one.id: one for one in officials.among(tx, {row.owner_id for row in rows if row.owner_id})}
    for row in rows:
        owner = owners.get(row.owner_id or 0)
        if owner is not None and barred(owner, row):
            yield row.id


def _give(
    tx: Tx,
    house: House,
    case_ids: Iterable[int],
    now: datetime,
    tell: Callable[[Message], None],
    besides: Collection[int] = (),
) -> int:
    around = cache(partial(officials.around, tx))
    given: dict[int, tuple[OfficialRow, list[CaseRow]]] = {}
    for case_id in case_ids:
        row = cases.by_id(tx, case_id, lock=True)
        if row is None or row.closed_at is not None:
            continue
        had_one = _had_owner(tx, row)
        owner = _owner_now(tx, row, around(row.unit), besides, house.today(now), now)
        if owner is not None:
            if had_one:
                tell_reporter(house, row, owner, tell)
            given.setdefault(owner.id, (owner, []))[1].append(row)
    for owner, rows in given.values():
        tell_owner(house, owner, rows, tell)
    return sum(len(rows) for _, rows in given.values())


def _owner_now(
    tx: Tx,
    row: CaseRow,
    bound: Sequence[OfficialRow],
    besides: Collection[int],
    today: date,
    now: datetime,
) -> OfficialRow | None:
    """The owner who has just been found, and is stored; None when it stays as it is, or nobody is bound."""
    owner = nearest(bound, row, level_of(row), besides, today)
    stays = owner.id == row.owner_id if owner else _can_keep(bound, row)
    if stays or (owner is None and row.owner_id is None):
        return None
    case_moves.own(tx, row, owner.id if owner else None, actor="system", now=now, reason="owner_gone")
    return owner


def _had_owner(tx: Tx, row: CaseRow) -> bool:
    """Whether the reporter hears of a change: the first owner of all is none."""
    return row.owner_id is not None or any(step.kind == "owned" for step in cases.events(tx, row.id))


def _can_keep(bound: Sequence[OfficialRow], row: CaseRow) -> bool:
    overseen = overseen_by(bound, row)
    return any(
        official.id == row.owner_id and may(official, "see", row, overseer_bound=overseen)
        for official in bound
    )


def _in_order(there: Collection[OfficialRow], route: str, level: str) -> Iterator[OfficialRow]:
    ladder = LADDERS[route]
    first = ladder.index(level) if level in ladder else 0
    for step in (*ladder[first:], *reversed(ladder[:first])):
        for role in ROLES_AT[step]:
            yield from (official for official in there if official.role == role)
