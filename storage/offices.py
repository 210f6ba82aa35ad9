"""The life of an office: for a time only, away, with a new phone, at an end; and what it holds no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, exists, insert, or_, select, type_coerce, update

from storage import officials
from storage.models import Case, Citizen, Invite, Official, Outbox
from storage.officials import OfficialRow
from storage.outbox_claims import PENDING
from storage.store import Tx

ACTING = ("plt", "plh")  # for a vacant office, for an absent one
OF_OFFICE = ("notice", "digest", "alarm", "duty")  # what is pushed to officials alone
_STILL_OPEN = Case.closed_at.is_(None)
_OF_CASE = (
    Case.kind,
    Case.unit,
    Case.route,
    Case.citizen_id.label("reporter"),
    Case.bypassed,
    Case.stepped_out,
)


@dataclass(frozen=True)
class Waiting:
    """A message that waits for a chat which holds, or held, an office; `kind` None: it is about no case."""

    id: int
    dedupe_key: str | None
    kind: str | None
    unit: str | None
    route: str | None
    reporter: int | None = None
    bypassed: frozenset[int] = frozenset()
    stepped_out: frozenset[int] = frozenset()


def one(tx: Tx, official_id: int) -> OfficialRow | None:
    """The official, while the office lasts."""
    return next(iter(officials.among(tx, [official_id])), None)


def act(tx: Tx, official_id: int, acting: str, until: date) -> None:
    """The office is one for a time: it ends by itself after this day. ValueError: no such acting office."""
    if acting not in ACTING:
        raise ValueError(f"acting is {' or '.join(ACTING)}")
    _change(tx, official_id, acting=acting, until=until)


def leave(tx: Tx, official_id: int, since: date, until: date, stand_in_id: int | None) -> None:
    """Away on these days, both included; whoever stands in sees to everything meanwhile."""
    _change(tx, official_id, away_from=since, away_until=until, stand_in_id=stand_in_id)


def back(tx: Tx, official_id: int) -> None:
    """Not away any more, or not at all."""
    _change(tx, official_id, away_from=None, away_until=None, stand_in_id=None)


def stands_in_no_more(tx: Tx, official_id: int) -> None:
    """Whoever this official stood in for is without a stand-in."""
    stood_for = update(Official).where(Official.stand_in_id == official_id)
    tx.connection.execute(stood_for.values(stand_in_id=None))


def renew(tx: Tx, official_id: int, code: str, expires_at: datetime, now: datetime) -> None:
    """Another one-time code for an office that exists; codes that nobody opened are good no longer."""
    unopened = (Invite.official_id == official_id) & Invite.used_at.is_(None)
    tx.connection.execute(update(Invite).where(unopened).values(expires_at=now))
    code_hash = tx.vault.lasting("invite", code)
    tx.connection.execute(
        insert(Invite).values(hash=code_hash, official_id=official_id, expires_at=expires_at)
    )


def over(tx: Tx, today: date) -> list[OfficialRow]:
    """Offices for a time whose last day has passed, and which have not ended yet."""
    return [official for official in officials.all_active(tx) if not official.serves(today)]


def left_without_stand_in(tx: Tx, today: date) -> list[OfficialRow]:
    """Who is away today, has open cases, and nobody was named to stand in."""
    cases = exists().where(Case.owner_id == Official.id, _STILL_OPEN)
    away = (Official.away_from <= today) & (Official.away_until >= today)
    ids = select(Official.id).where(away, Official.stand_in_id.is_(None), cases)
    return officials.among(tx, tx.connection.execute(ids).scalars().all())


# --- the cases of an office ---------------------------------------------------------------------------


def owned(tx: Tx, official_id: int) -> list[int]:
    """The open cases of this official, by id."""
    return _ids(tx, Case.owner_id == official_id)


def astray(tx: Tx) -> list[int]:
    """Open cases that nobody has, or only somebody who cannot be reached any more, by id."""
    reached = (
        select(Official.id)
        .join(Citizen, Citizen.id == Official.citizen_id)
        .where(Official.ended_at.is_(None), Official.bound_at.is_not(None), Citizen.forgotten_at.is_(None))
    )
    return _ids(tx, or_(Case.owner_id.is_(None), Case.owner_id.not_in(reached)))


def delicate(tx: Tx) -> list[int]:
    """Open cases that are closed to some: those that bypass the units or somebody stepped out of, by id."""
    return _ids(tx, or_(Case.route == "overseers", type_coerce(Case.stepped_out, String) != ""))


def _ids(tx: Tx, which: ColumnElement[bool]) -> list[int]:
    found = select(Case.id).where(_STILL_OPEN, which).order_by(Case.id)
    return list(tx.connection.execute(found).scalars())


# --- what waits for its chat --------------------------------------------------------------------------


def waiting(tx: Tx, citizen_id: int) -> list[Waiting]:
    """What waits for this chat because of its offices, and not because of a case of its own."""
    not_own = or_(Case.citizen_id.is_(None), Case.citizen_id != citizen_id)
    about_none = Case.id.is_(None) & Outbox.purpose.in_(OF_OFFICE)
    of_office = or_(Case.id.is_not(None) & not_own, about_none)
    found = (
        select(Outbox.id, Outbox.dedupe_key, *_OF_CASE)
        .outerjoin(Case, Case.number == Outbox.case_number)
        .where(Outbox.citizen_id == citizen_id, Outbox.lane == "bulk", PENDING, of_office)
        .order_by(Outbox.id)
    )
    return [Waiting(**row._mapping) for row in tx.connection.execute(found)]


def redirect(tx: Tx, ids: Iterable[int], to: OfficialRow) -> None:
    """These messages, as far as they still wait, are for the chat of this official."""
    theirs = update(Outbox).where(Outbox.id.in_(list(ids)), PENDING)
    tx.connection.execute(theirs.values(citizen_id=to.citizen_id, channel=to.channel))


def _change(tx: Tx, official_id: int, **values: object) -> None:
    tx.connection.execute(update(Official).where(Official.id == official_id).values(**values))
