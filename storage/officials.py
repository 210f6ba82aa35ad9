"""Officials: who answers for a unit or the city, the chat each is bound to, and who is told of a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from storage import audit, desk_sessions
from storage.handles import reach
from storage.models import Citizen, DeskSession, Invite, Official
from storage.persons import Person, persons
from storage.store import Tx

ROLES = ("officer", "head", "coordinator", "overseer", "operator")
OF_A_UNIT = ("officer", "head")
NAME = "officials.name"
INVITED = "invited"  # the line of the log


@dataclass(frozen=True)
class OfficialRow:
    """An official; `citizen_id`, `language` and `channel` are those of the bound chat.

    `acting`: plt or plh, an office for a time, which ends after `until`. Away from and until: both days
    included, stood in for by `stand_in_id`.
    """

    id: int
    name: str
    role: str
    unit: str | None
    citizen_id: int | None
    language: str
    bound: bool
    ended: bool
    channel: str = ""
    acting: str = ""
    until: date | None = None
    away_from: date | None = None
    away_until: date | None = None
    stand_in_id: int | None = None
    browsers: frozenset[int] = frozenset()  # citizens too: the browsers in which they work or once worked
    person: Person = field(default=Person(), compare=False)  # who else is in this chat

    def serves(self, day: date) -> bool:
        """Whether the office lasts on this day."""
        return self.until is None or day <= self.until

    def is_away(self, day: date) -> bool:
        """Whether somebody else sees to it on this day."""
        since, until = self.away_from, self.away_until
        return since is not None and since <= day and (until is None or day <= until)


def invite(
    tx: Tx, role: str, unit: str | None, name: str, code: str, expires_at: datetime, now: datetime
) -> int:
    """A new official, to be bound to the chat that opens `code` before `expires_at`; their id."""
    _check(role, unit)
    official = insert(Official).values(name=tx.vault.seal(name, NAME), role=role, unit=unit, invited_at=now)
    official_id = tx.connection.execute(official.returning(Official.id)).scalar_one()
    code_hash = tx.vault.lasting("invite", code)
    tx.connection.execute(
        insert(Invite).values(hash=code_hash, official_id=official_id, expires_at=expires_at)
    )
    # Whoever holds an office without this line was written in by hand.
    which = f"{role} {unit or ''}".strip()
    audit.add(tx, INVITED, "operator", now, about=f"official:{official_id}", why=which)
    return official_id


def bind(tx: Tx, code: str, citizen_id: int, now: datetime) -> OfficialRow | None:
    """The official whose code this is, from now on reached in this chat.

    None when the code is unknown, expired, or used by another chat; the chat that used it gets its row again.
    """
    found = tx.connection.execute(
        select(Invite.official_id, Invite.used_at, Invite.expires_at)
        .where(Invite.hash == tx.vault.lasting("invite", code))
        .with_for_update()
    ).one_or_none()
    if found is None:
        return None
    if found.used_at is None and found.expires_at > now:
        _bind(tx, found.official_id, citizen_id, now)
    return _one(tx, (Official.id == found.official_id) & (Official.citizen_id == citizen_id))


def of_code(tx: Tx, code: str) -> OfficialRow | None:
    """The official this code was made for, whether or not it is still good."""
    made_for = select(Invite.official_id).where(Invite.hash == tx.vault.lasting("invite", code))
    return _one(tx, Official.id.in_(made_for))


def of_citizen(tx: Tx, citizen_id: int) -> list[OfficialRow]:
    """The offices this citizen holds now."""
    return of_citizens(tx, [citizen_id]).get(citizen_id, [])


def of_citizens(tx: Tx, ids: Iterable[int]) -> dict[int, list[OfficialRow]]:
    """The offices each of these citizens holds now; who holds none is not in it.

    A browser that is signed in holds those of the chat that let it in, up to its last day.
    """
    asked = list(ids)
    if not asked:
        return {}  # as in nearly every turn: `citizens.lock` has told that none of them may hold one
    let_in = select(DeskSession.citizen_id).where(
        DeskSession.browser_id.in_(asked), DeskSession.ended_at.is_(None)
    )
    offices: dict[int, list[OfficialRow]] = {}
    for row in _active(tx, Official.citizen_id.in_(asked) | Official.citizen_id.in_(let_in)):
        if row.citizen_id is not None:
            offices.setdefault(row.citizen_id, []).append(row)
    held = {citizen_id: offices[citizen_id] for citizen_id in asked if citizen_id in offices}
    return {**held, **(_lent(tx, asked, offices) if offices else {})}


def _lent(tx: Tx, browsers: list[int], offices: dict[int, list[OfficialRow]]) -> dict[int, list[OfficialRow]]:
    sessions = desk_sessions.of_browsers(tx, browsers)
    return {
        browser: [
            replace(office, until=min(office.until or session.until, session.until))
            for office in offices.get(session.citizen_id, ())
        ]
        for browser, session in sessions.items()
    }


def readers(tx: Tx, unit: str | None, route: str) -> list[OfficialRow]:
    """Who is told of a case of this unit and route: bound officials or, without any, the coordinators."""
    bound = {
        "unit": Official.role.in_(OF_A_UNIT) & (Official.unit == unit),
        "overseers": Official.role == "overseer",
        "coordinator": Official.role == "coordinator",
    }
    return _reachable(tx, bound[route]) or _reachable(tx, bound["coordinator"])


def around(tx: Tx, unit: str | None) -> list[OfficialRow]:
    """Who could have a case of this unit: the unit's own officials and the city's, all bound, by id."""
    own = Official.role.in_(OF_A_UNIT) & (Official.unit == unit)
    return _reachable(tx, own | Official.role.in_(("coordinator", "overseer")))


def of_unit(tx: Tx, unit: str | None) -> frozenset[int]:
    """The officers and heads of this unit by id, also those who have not opened their code yet."""
    theirs = select(Official.id).where(Official.unit == unit, Official.ended_at.is_(None))
    return frozenset(tx.connection.execute(theirs).scalars()) if unit else frozenset()


def overseers(tx: Tx) -> list[OfficialRow]:
    """Everybody who oversees and can be told, by id; without any the coordinators stand in."""
    return _reachable(tx, Official.role == "overseer")


def all_active(tx: Tx) -> list[OfficialRow]:
    """All officials whose office has not ended, also those who have not opened their code yet."""
    return _active(tx, Official.id.is_not(None))


def names(tx: Tx, ids: Iterable[int]) -> dict[int, str]:
    """What these officials are called, also those whose office has ended."""
    found = select(Official.id, Official.name).where(Official.id.in_(list(ids)))
    return {row.id: tx.vault.open(row.name, NAME) for row in tx.connection.execute(found)}


def among(tx: Tx, ids: Iterable[int]) -> list[OfficialRow]:
    """Those of these officials whose office has not ended, by id."""
    return _active(tx, Official.id.in_(list(ids)))


def move(tx: Tx, official_id: int, unit: str) -> bool:
    """From now on this officer or head answers for another unit; whether there was such an official."""
    theirs = (Official.id == official_id) & Official.role.in_(OF_A_UNIT) & Official.ended_at.is_(None)
    return tx.connection.execute(update(Official).where(theirs).values(unit=unit)).rowcount > 0


def end(tx: Tx, official_id: int, now: datetime) -> bool:
    """The office ends, an unopened code with it; whether there was such an official."""
    theirs = (Official.id == official_id) & Official.ended_at.is_(None)
    return tx.connection.execute(update(Official).where(theirs).values(ended_at=now)).rowcount > 0


def _check(role: str, unit: str | None) -> None:
    if role not in ROLES:
        raise ValueError(f"no such role: {role}")
    if (unit is not None) != (role in OF_A_UNIT):
        raise ValueError(f"a unit belongs to {' and '.join(OF_A_UNIT)}, to nobody else")


def _bind(tx: Tx, official_id: int, citizen_id: int, now: datetime) -> None:
    tx.connection.execute(update(Invite).where(Invite.official_id == official_id).values(used_at=now))
    tx.connection.execute(
        update(Official).where(Official.id == official_id).values(citizen_id=citizen_id, bound_at=now)
    )


def _reachable(tx: Tx, who: ColumnElement[bool]) -> list[OfficialRow]:
    # A forgotten citizen has no handle left: a notice to that chat would reach nobody.
    return _active(tx, who & Official.bound_at.is_not(None) & Citizen.forgotten_at.is_(None))


def _one(tx: Tx, which: ColumnElement[bool]) -> OfficialRow | None:
    return next(iter(_active(tx, which)), None)


def _active(tx: Tx, which: ColumnElement[bool]) -> list[OfficialRow]:
    found = (
        select(Official, Citizen.language)
        .outerjoin(Citizen, Citizen.id == Official.citizen_id)
        .where(Official.ended_at.is_(None), which)
        .order_by(Official.id)
    )
    rows = tx.connection.execute(found).all()
    chats = {row.citizen_id for row in rows if row.citizen_id}
    channels = {r.id: r.channel for r in reach(tx, chats)}
    browsers = desk_sessions.browsers_of(tx, chats) if chats else {}
    behind = persons(tx, chats) if chats else {}
    return [
        _row(
            tx,
            row,
            channels.get(row.citizen_id, ""),
            browsers.get(row.citizen_id, frozenset()),
            behind.get(row.citizen_id, Person(frozenset({row.id}))),
        )
        for row in rows
    ]


def _row(tx: Tx, row: Any, channel: str, browsers: frozenset[int], person: Person) -> OfficialRow:
    return OfficialRow(
        id=row.id,
        name=tx.vault.open(row.name, NAME),
        role=row.role,
        unit=row.unit,
        citizen_id=row.citizen_id,
        language=row.language or "",
        bound=row.bound_at is not None,
        ended=row.ended_at is not None,
        channel=channel,
        acting=row.acting,
        until=row.until,
        away_from=row.away_from,
        away_until=row.away_until,
        stand_in_id=row.stand_in_id,
        browsers=browsers,
        person=person,
    )
