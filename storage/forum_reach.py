"""Whom a forum's invitation reaches: who would be invited, who still may be, which forum a message is of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields

from sqlalchemy import select

from storage.forums import ForumRow, may_be_invited, not_invited_to
from storage.models import Broadcast, Citizen, Forum, Outbox
from storage.store import Tx


def would_be_invited(tx: Tx, forum_id: int) -> list[int]:
    """Whom an invitation to this forum would be sent to now, by id; nothing is stored."""
    wanted = [*may_be_invited(), not_invited_to(forum_id)]
    return list(tx.connection.execute(select(Citizen.id).where(*wanted).order_by(Citizen.id)).scalars())


def still_agreeing(tx: Tx, citizen_ids: Collection[int]) -> frozenset[int]:
    """Those of these people who may be invited to a forum at this moment."""
    if not citizen_ids:
        return frozenset()
    wanted = [Citizen.id.in_(citizen_ids), *may_be_invited(citizen_ids)]
    return frozenset(tx.connection.execute(select(Citizen.id).where(*wanted)).scalars())


def of_messages(tx: Tx, outbox_ids: Collection[int]) -> Mapping[int, ForumRow]:
    """The forum of each of these messages that belongs to a forum's broadcast."""
    if not outbox_ids:
        return {}
    columns = [getattr(Forum, field.name) for field in fields(ForumRow)]
    rows = tx.connection.execute(
        select(Outbox.id.label("message"), *columns)
        .join(Broadcast, Broadcast.id == Outbox.broadcast_id)
        .join(Forum, Forum.id == Broadcast.forum_id)
        .where(Outbox.id.in_(outbox_ids))
    )
    return {row.message: ForumRow(*row[1:]) for row in rows}
