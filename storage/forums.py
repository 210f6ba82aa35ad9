"""Forums: announced, who was invited, and who said they come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage.models import Broadcast, Forum, ForumSeats, ForumStep, Invitation
from storage.once import upsert, upserts
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
# Built once, as invitations are written several times a second.
_BY_ID = select(*_COLUMNS).where(Forum.id == bindparam("forum"))
_LOCKED = _BY_ID.with_for_update()
_INVITED = upserts(lambda insert: insert(Invitation).on_conflict_do_nothing())


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
    """Something that is another one as soon as a forum was announced, moved or cancelled."""
    steps = select(func.max(ForumStep.id)).scalar_subquery()
    return tuple(tx.connection.execute(select(func.count(), func.max(Forum.id), steps)).one())


def by_id(tx: Tx, forum_id: int, *, lock: bool = False) -> ForumRow | None:
    """With `lock`: nobody else changes it until the end of this transaction."""
    row = tx.connection.execute(_LOCKED if lock else _BY_ID, {"forum": forum_id}).one_or_none()
    return ForumRow(*row) if row else None


def change(tx: Tx, forum_id: int, **values: Any) -> ForumRow:
    """Set columns of it; as it is then. LookupError when there is no such forum."""
    changed = update(Forum).where(Forum.id == forum_id).values(**values).returning(*_COLUMNS)
    row = tx.connection.execute(changed).one_or_none()
    if row is None:
        raise LookupError(f"there is no forum {forum_id}")
    return ForumRow(*row)


def set_seats(tx: Tx, forum_id: int, seats: Mapping[str, int]) -> None:
    """So many seats for each of these groups, and for no other."""
    tx.connection.execute(delete(ForumSeats).where(ForumSeats.forum_id == forum_id))
    rows = [{"forum_id": forum_id, "group": group, "seats": count} for group, count in seats.items()]
    if rows:
        tx.connection.execute(insert(ForumSeats), rows)


def seats(tx: Tx, forum_id: int) -> dict[str, int]:
    """Seats by group; a group that is not in it has none of its own."""
    rows = select(ForumSeats.group, ForumSeats.seats).where(ForumSeats.forum_id == forum_id)
    return dict(tx.connection.execute(rows).all())


def invited(tx: Tx, forum_id: int, citizen_ids: Collection[int], group: str, now: datetime) -> None:
    """They are invited as people of this group; who came by a link before stays as they are."""
    rows = [
        {"forum_id": forum_id, "citizen_id": citizen_id, "invited_at": now, "answer": "", "group": group}
        for citizen_id in sorted(citizen_ids)
    ]
    if rows:
        tx.connection.execute(_INVITED[tx.dialect], rows)


def said(tx: Tx, forum_id: int, citizen_ids: Collection[int]) -> dict[int, str]:
    """What each of these people answered; nothing of who was never invited nor answered."""
    rows = select(Invitation.citizen_id, Invitation.answer).where(
        Invitation.forum_id == forum_id, Invitation.citizen_id.in_(list(citizen_ids))
    )
    return dict(tx.connection.execute(rows).all())


def was_invited(tx: Tx, forum_id: int, *answers: str) -> list[int]:
    """Everybody who was invited or came by a link, or of them those who gave one of these answers."""
    rows = select(Invitation.citizen_id).where(Invitation.forum_id == forum_id)
    rows = rows.where(Invitation.answer.in_(answers)) if answers else rows
    return list(tx.connection.execute(rows.order_by(Invitation.citizen_id)).scalars())


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
