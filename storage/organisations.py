"""Organisations: asked for by their contact person, decided by a coordinator, passed on, ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from storage.forum_reach import may_be_invited
from storage.models import Broadcast, Citizen, Invitation, Organisation
from storage.sealing import opened, sealed
from storage.store import Tx

PURPOSE = "organisation"  # of the consent that a contact person gives
NAME, REGISTERED_AS = "organisations.name", "organisations.registered_as"
ASKED, REGISTERED, REFUSED, ENDED = "asked", "registered", "refused", "ended"
ALIVE = (ASKED, REGISTERED)


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation; what the columns mean stands at the table (models/organisations.py)."""

    id: int
    name: str
    topics: tuple[str, ...]
    registered_as: str
    citizen_id: int | None
    state: str
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str
    ended_at: datetime | None


_COLUMNS = (
    Organisation.id,
    Organisation.name,
    Organisation.topics,
    Organisation.registered_as,
    Organisation.citizen_id,
    Organisation.state,
    Organisation.asked_at,
    Organisation.decided_at,
    Organisation.decided_by,
    Organisation.ended_at,
)


def ask(
    tx: Tx, citizen_id: int, name: str, topics: Sequence[str], registered_as: str, now: datetime
) -> OrganisationRow:
    """A new one that waits for a coordinator's word; whoever asks is its contact person."""
    new = insert(Organisation).values(
        name=tx.vault.seal(name, NAME),
        topics=" ".join(topics),
        registered_as=sealed(tx, registered_as, REGISTERED_AS),
        citizen_id=citizen_id,
        state=ASKED,
        asked_at=now,
    )
    return _row(tx, tx.connection.execute(new.returning(*_COLUMNS)).one())


def alive(tx: Tx, *, lock: bool = False) -> list[OrganisationRow]:
    """Those that wait or are registered, by id; with `lock` nobody else decides on any of them meanwhile.

    Two of one name cannot both be registered: names are sealed, so that no key of the table can see to it.
    """
    return _found(tx, Organisation.state.in_(ALIVE), lock=lock)


def listing(tx: Tx) -> list[OrganisationRow]:
    """All there ever were, by id."""
    return _found(tx, Organisation.id.is_not(None))


def by_id(tx: Tx, organisation_id: int, *, lock: bool = False) -> OrganisationRow | None:
    """With `lock`: nobody else changes it until the end of this transaction."""
    return next(iter(_found(tx, Organisation.id == organisation_id, lock=lock)), None)


def of_citizen(tx: Tx, citizen_id: int) -> OrganisationRow | None:
    """The one for which this citizen writes, whether it waits or is registered."""
    mine = (Organisation.citizen_id == citizen_id) & Organisation.state.in_(ALIVE)
    return next(iter(_found(tx, mine)), None)


def of_citizens(tx: Tx, citizen_ids: Collection[int]) -> dict[int, OrganisationRow]:
    """The registered ones of these people, by contact person."""
    theirs = Organisation.citizen_id.in_(list(citizen_ids)) & (Organisation.state == REGISTERED)
    return {row.citizen_id: row for row in reversed(_found(tx, theirs)) if row.citizen_id is not None}


def decide(tx: Tx, organisation_id: int, state: str, actor: str, now: datetime) -> bool:
    """registered or refused, once; whether it still waited."""
    ended = now if state == REFUSED else None
    return _change(
        tx, organisation_id, (ASKED,), state=state, decided_by=actor, decided_at=now, ended_at=ended
    )


def end(tx: Tx, organisation_id: int, now: datetime) -> bool:
    """It is one no more, a link that nobody used with it; whether it was one."""
    return _change(tx, organisation_id, ALIVE, state=ENDED, ended_at=now, link=None, link_until=None)


def withdraw(tx: Tx, organisation_id: int) -> None:
    """What nobody has decided on yet was never there."""
    mine = (Organisation.id == organisation_id) & (Organisation.state == ASKED)
    tx.connection.execute(delete(Organisation).where(mine))


def offer(tx: Tx, organisation_id: int, code: str, until: datetime) -> None:
    """Whoever uses this code before then is its contact person; an earlier code is good no more."""
    _change(tx, organisation_id, (REGISTERED,), link=_hash(tx, code), link_until=until)


def offered(tx: Tx, code: str, now: datetime, *, lock: bool = False) -> OrganisationRow | None:
    """The registered one whose code this is; None: unknown, used, replaced or expired."""
    good = (Organisation.link == _hash(tx, code)) & (Organisation.link_until > now)
    return next(iter(_found(tx, good & (Organisation.state == REGISTERED), lock=lock)), None)


def pass_on(tx: Tx, organisation_id: int, citizen_id: int) -> None:
    """This citizen writes for it from now on; the code is used."""
    _change(tx, organisation_id, (REGISTERED,), citizen_id=citizen_id, link=None, link_until=None)


def contacts(tx: Tx, forum_id: int | None = None) -> list[OrganisationRow]:
    """Registered ones whose contact person may be written to; of a forum those not invited to it before."""
    wanted: list[ColumnElement[bool]] = [Organisation.state == REGISTERED]
    wanted.append(Organisation.citizen_id.in_(select(Citizen.id).where(*may_be_invited(purpose=PURPOSE))))
    if forum_id is not None:
        here = select(Invitation.organisation_id).where(
            Invitation.forum_id == forum_id, Invitation.organisation_id.is_not(None)
        )
        known = select(Invitation.citizen_id).where(Invitation.forum_id == forum_id)
        wanted += [Organisation.id.not_in(here), Organisation.citizen_id.not_in(known)]
    return _found(tx, *wanted)


def invited(tx: Tx, forum_id: int, citizen_ids: Collection[int]) -> None:
    """These were invited for their organisations: none of them gets a second invitation to this forum."""
    for citizen_id, row in of_citizens(tx, citizen_ids).items():
        theirs = (Invitation.forum_id == forum_id) & (Invitation.citizen_id == citizen_id)
        tx.connection.execute(update(Invitation).where(theirs).values(organisation_id=row.id))


def was_told(tx: Tx, purpose: str, month: str) -> bool:
    """Whether there is a broadcast of this purpose for this month, wherever it stands."""
    made = (Broadcast.purpose == purpose) & (Broadcast.audience == month)
    return tx.connection.execute(select(Broadcast.id).where(made).limit(1)).first() is not None


def counts(tx: Tx) -> dict[str, int]:
    """How many there are in each state."""
    rows = select(Organisation.state, func.count()).group_by(Organisation.state)
    return dict(tx.connection.execute(rows).all())


def forget(tx: Tx, citizen_id: int, now: datetime) -> None:
    """What a forgotten person wrote for is nobody's: what waited goes, what was registered ends."""
    theirs = Organisation.citizen_id == citizen_id
    never = Organisation.state.in_((ASKED, REFUSED))
    tx.connection.execute(delete(Organisation).where(theirs, never))
    over = {"state": ENDED, "ended_at": func.coalesce(Organisation.ended_at, now), "citizen_id": None}
    tx.connection.execute(update(Organisation).where(theirs).values(**over, link=None, link_until=None))


def sweep(tx: Tx, before: datetime) -> int:
    """Those that were refused or ended before this moment go; the log keeps that they were there."""
    return tx.connection.execute(delete(Organisation).where(Organisation.ended_at < before)).rowcount


def _change(tx: Tx, organisation_id: int, states: Collection[str], **values: Any) -> bool:
    theirs = (Organisation.id == organisation_id) & Organisation.state.in_(states)
    return tx.connection.execute(update(Organisation).where(theirs).values(**values)).rowcount > 0


def _found(tx: Tx, *which: ColumnElement[bool], lock: bool = False) -> list[OrganisationRow]:
    found = select(*_COLUMNS).where(*which).order_by(Organisation.id)
    rows = tx.connection.execute(found.with_for_update() if lock else found)
    return [_row(tx, row) for row in rows]


def _row(tx: Tx, row: Any) -> OrganisationRow:
    return OrganisationRow(
        **{
            **row._mapping,
            "name": tx.vault.open(row.name, NAME),
            "topics": tuple(row.topics.split()),
            "registered_as": opened(tx, row.registered_as, REGISTERED_AS),
        }
    )


def _hash(tx: Tx, code: str) -> bytes:
    return tx.vault.lasting("organisation", code)
