"""What is kept about a citizen, counted; and all of it that tells who they are, cut away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, delete, func, literal, or_, select, update

from storage import (
    attendance,
    cases,
    desk_sessions,
    forgotten,
    forum_opinions,
    holds,
    organisations,
    outbox,
    poll_votes,
    questions,
    restrictions,
    subjects,
    survey_sends,
    talks,
    web_chats,
)
from storage.media import FORGOTTEN
from storage.models import Case, CaseEvent, Citizen, Handle, Media, Outbox, Rating, Survey, Window
from storage.store import Tx

_OWNERS: dict[str, Any] = {"rating": Rating, "survey": Survey, "case": Case}


@dataclass(frozen=True)
class KeptRow:
    """How much is kept about a citizen, and since when."""

    ratings: int
    surveys: int
    cases: int
    open_cases: int
    media: int
    first_seen_at: datetime
    held: bool = False  # all of it must stay
    held_cases: int = 0  # or so many of the cases
    resting: bool = False  # they asked for it to rest


def kept(tx: Tx, citizen_id: int) -> KeptRow:
    """How much is kept about this citizen."""
    counts = [_count(table, table.citizen_id == citizen_id) for table in (Rating, Survey, Case)]
    is_open = (Case.citizen_id == citizen_id) & Case.closed_at.is_(None)
    media = _count(Media, media_of(citizen_id, *_OWNERS))
    columns = [*counts, _count(Case, is_open), media, Citizen.first_seen_at]
    row: Any = tx.connection.execute(select(*columns).where(Citizen.id == citizen_id)).one()
    held, of_cases = holds.holds_citizen(tx, citizen_id), len(holds.held_cases(tx, citizen_id))
    resting = restrictions.is_resting(tx, citizen_id)
    return KeptRow(row[0], row[1], row[2], row[3], row[4], row[5], held, of_cases, resting)


def media_of(citizen_id: int, *owners: str) -> ColumnElement[bool]:
    """Files that this citizen sent with their ratings, surveys or cases; not what officials added there."""
    return ~_by_officials() & or_(
        *(
            and_(
                Media.owner == owner,
                Media.owner_id.in_(select(_OWNERS[owner].id).where(_OWNERS[owner].citizen_id == citizen_id)),
            )
            for owner in owners
        )
    )


def _by_officials() -> ColumnElement[bool]:
    """Files of a case that came with a step of an official; nobody but the reporter sends any otherwise."""
    step = (CaseEvent.case_id == Media.owner_id) & (CaseEvent.at == Media.added_at)
    by_official = _one(step, CaseEvent.actor.startswith("official:"))
    return (
        (Media.owner == "case")
        & by_official.is_not(None)
        & _one(step, CaseEvent.actor == "citizen").is_(None)
    )


def _one(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """As EXISTS, which PostgreSQL would answer by reading every step of every case beforehand."""
    return select(literal(1)).where(*conditions).limit(1).scalar_subquery()


def forget(tx: Tx, citizen_id: int, now: datetime) -> None:
    """Cut every identity; what counts for statistics stays, belonging to nobody. Safe to repeat.

    Cases on which there is a legal hold stay as they are; whose everything is held is not forgotten: ask
    `holds` before. The handles go, so that nothing can be sent any more: send what is still to be said from
    memory. Consents stay as proof without a person. Files of ratings and surveys are marked to be deleted;
    those of cases stay with the case.
    """
    forgotten.note(tx, citizen_id, now)  # by their handles, so before these go
    restrictions.lift(tx, citizen_id)
    _empty_messages(tx, citizen_id, now)
    _drop_media(tx, citizen_id)  # by their owners, so before these belong to nobody
    for table in (Rating, Survey):
        theirs = table.citizen_id == citizen_id
        tx.connection.execute(update(table).where(theirs).values(words=None, citizen_id=None))
    cases.cut(tx, citizen_id, now)
    talks.end_all(tx, citizen_id, now)
    desk_sessions.forget(tx, citizen_id, now)
    web_chats.forget(tx, citizen_id, now)  # by their handles, so before these go
    attendance.forget(tx, citizen_id, now)
    questions.forget(tx, citizen_id)
    poll_votes.forget(tx, citizen_id)
    forum_opinions.forget(tx, citizen_id)
    organisations.forget(tx, citizen_id, now)
    survey_sends.forget(tx, citizen_id)
    tx.connection.execute(delete(Window).where(Window.citizen_id == citizen_id))
    tx.connection.execute(delete(Handle).where(Handle.citizen_id == citizen_id))
    subjects.cut(tx, citizen_id)
    nobody = {"is_minor": None, "guardian_agreed": False, "forgotten_at": now}
    tx.connection.execute(update(Citizen).where(Citizen.id == citizen_id).values(**nobody))


def _empty_messages(tx: Tx, citizen_id: int, now: datetime) -> None:
    """Nothing more is sent; what was sent, and the notices of their cases that were, say nothing any more."""
    outbox.skip_for(tx, citizen_id, FORGOTTEN, now)
    numbers = select(Case.number).where(Case.citizen_id == citizen_id)
    of_their_cases = Outbox.case_number.in_(numbers) & (Outbox.state != "pending")
    tx.connection.execute(update(Outbox).where(of_their_cases).values(body=None))
    tx.connection.execute(
        update(Outbox).where(Outbox.citizen_id == citizen_id).values(body=None, case_number=None)
    )


def _drop_media(tx: Tx, citizen_id: int) -> None:
    theirs = media_of(citizen_id, "rating", "survey")
    tx.connection.execute(update(Media).where(theirs).values(state="refused", reason=FORGOTTEN))


def _count(table: Any, condition: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(table).where(condition).scalar_subquery()
