"""Forums: announced, who was invited, and who said they come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal, or_, select

from storage.models import Broadcast, Case, Citizen, Consent, Forum, Invitation, Moment, Rating, Survey
from storage.once import upsert
from storage.store import Tx


@dataclass(frozen=True)
class ForumRow:
    """A public consultation forum; what the columns mean stands at the table (models/forums.py)."""

    id: int
    code: str
    topic: str
    unit: str | None
    starts_at: datetime
    place: str
    created_at: datetime
    state: str = "draft"
    ends_at: datetime | None = None
    link: str = ""
    latitude: float | None = None
    longitude: float | None = None
    services: str = ""
    words: str = ""
    audience: str = ""
    sequence: int = 0
    created_by: str = "operator"
    reviewed_by: str = ""
    seed_hash: str = ""
    tested_at: datetime | None = None
    shared_link: str = "interest"


_COLUMNS = [getattr(Forum, field.name) for field in fields(ForumRow)]


def create(
    tx: Tx,
    topic: str,
    unit: str | None,
    starts_at: datetime,
    place: str,
    code: str,
    now: datetime,
    **more: Any,
) -> ForumRow:
    """A new forum, a draft unless `more` says otherwise; its code, in its deep link, is its alone."""
    new = insert(Forum).values(
        topic=topic, unit=unit, starts_at=starts_at, place=place, code=code, created_at=now, **more
    )
    return ForumRow(*tx.connection.execute(new.returning(*_COLUMNS)).one())


def by_code(tx: Tx, code: str) -> ForumRow | None:
    row = tx.connection.execute(select(*_COLUMNS).where(Forum.code == code)).one_or_none()
    return ForumRow(*row) if row else None


def listing(tx: Tx) -> list[ForumRow]:
    """All forums, by the time they start."""
    rows = tx.connection.execute(select(*_COLUMNS).order_by(Forum.starts_at, Forum.id))
    return [ForumRow(*row) for row in rows]


def state(tx: Tx) -> tuple[object, ...]:
    """Something that is another one as soon as a forum was announced."""
    return tuple(tx.connection.execute(select(func.count(), func.max(Forum.id))).one())


def invite(tx: Tx, forum_id: int, now: datetime, unit: str | None = None) -> tuple[int, list[int]]:
    """Select everybody who may be invited and was not yet: the broadcast's id and the citizens' ids.

    With `unit` only those who once rated it, filled in its survey or opened a case there. LookupError
    when there is no such forum.
    """
    _lock(tx, forum_id)
    wanted = [*may_be_invited(), not_invited_to(forum_id), *([_knows(unit)] if unit else [])]
    chosen = select(literal(forum_id), Citizen.id, literal(now, Moment()), literal("")).where(*wanted)
    columns = [Invitation.forum_id, Invitation.citizen_id, Invitation.invited_at, Invitation.answer]
    invited = insert(Invitation).from_select(columns, chosen).returning(Invitation.citizen_id)
    citizens = sorted(tx.connection.execute(invited).scalars())
    return _broadcast(tx, forum_id, len(citizens), now), citizens


def answer(tx: Tx, code: str, citizen_id: int, answer: str, now: datetime) -> ForumRow | None:
    """What a citizen said, the last word counting; None when there is no such forum.

    Who came by a shared link was never selected: the answer is their first row.
    """
    forum = by_code(tx, code)
    if forum is None:
        return None
    said = {"answer": answer, "answered_at": now}
    whose = {"forum_id": forum.id, "citizen_id": citizen_id, "invited_at": now}
    tx.connection.execute(
        upsert(tx, Invitation)
        .values(**whose, **said)
        .on_conflict_do_update(index_elements=["forum_id", "citizen_id"], set_=said)
    )
    return forum


def answers(tx: Tx, forum_id: int) -> dict[str, int]:
    """How many said what; the empty answer counts those who were invited and said nothing yet."""
    rows = tx.connection.execute(
        select(Invitation.answer, func.count())
        .where(Invitation.forum_id == forum_id)
        .group_by(Invitation.answer)
    )
    return dict(rows.all())


def broadcasts(tx: Tx, forum_id: int) -> list[int]:
    """The ids of the broadcasts that invited to this forum, in their order."""
    rows = select(Broadcast.id).where(Broadcast.forum_id == forum_id).order_by(Broadcast.id)
    return list(tx.connection.execute(rows).scalars())


def answer_of(tx: Tx, code: str, citizen_id: int) -> str:
    """What this citizen said about a forum, or nothing."""
    said = tx.connection.execute(
        select(Invitation.answer)
        .join(Forum, Forum.id == Invitation.forum_id)
        .where(Forum.code == code, Invitation.citizen_id == citizen_id)
    ).scalar_one_or_none()
    return said or ""


def _lock(tx: Tx, forum_id: int) -> None:
    """Two who invite to the same forum go one after the other, so the second sees whom the first invited."""
    locked = select(Forum.id).where(Forum.id == forum_id).with_for_update()
    if tx.connection.execute(locked).one_or_none() is None:
        raise LookupError(f"there is no forum {forum_id}")


def may_be_invited(among: Collection[int] | None = None) -> list[ColumnElement[bool]]:
    """What has to be true of somebody whom invitations may be sent to; `among`: of these people alone."""
    asked = [Consent.purpose == "invitations"]
    asked += [Consent.citizen_id.in_(among)] if among is not None else []
    newest = select(func.max(Consent.id)).where(*asked).group_by(Consent.citizen_id)
    agreed = select(Consent.citizen_id).where(Consent.id.in_(newest), Consent.given)
    return [
        Citizen.id.in_(agreed),
        Citizen.stopped_at.is_(None),
        Citizen.blocked_at.is_(None),
        Citizen.forgotten_at.is_(None),
        # A minor's yes counts together with a guardian's.
        or_(Citizen.is_minor.is_not(True), Citizen.guardian_agreed),
    ]


def not_invited_to(forum_id: int) -> ColumnElement[bool]:
    """That they were not selected for this forum before."""
    return Citizen.id.not_in(select(Invitation.citizen_id).where(Invitation.forum_id == forum_id))


def _knows(unit: str) -> ColumnElement[bool]:
    seen: list[Any] = [
        select(table.citizen_id).where(table.unit == unit, table.citizen_id.is_not(None))
        for table in (Rating, Survey, Case)
    ]
    return or_(*(Citizen.id.in_(citizens) for citizens in seen))


def _broadcast(tx: Tx, forum_id: int, selected: int, now: datetime) -> int:
    row = insert(Broadcast).values(purpose="invitation", forum_id=forum_id, selected=selected, created_at=now)
    return tx.connection.execute(row.returning(Broadcast.id)).scalar_one()
