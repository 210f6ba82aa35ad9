"""Answers to quick polls: by whoever is at the forum, one each, changed under a lock until it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update

from storage.models import Attendance, ForumPoll, ForumPollVote, Invitation
from storage.once import upsert
from storage.seats import INVITED
from storage.store import Tx


def vote(tx: Tx, poll_id: int, citizen_id: int, answer: int, now: datetime) -> None:
    """Their answer, in the place of any before it; the poll is locked."""
    said = {"answer": answer, "at": now}
    row = upsert(tx, ForumPollVote).values(poll_id=poll_id, citizen_id=citizen_id, **said)
    tx.connection.execute(row.on_conflict_do_update(index_elements=["poll_id", "citizen_id"], set_=said))


def vote_of(tx: Tx, poll_id: int, citizen_id: int) -> int | None:
    """The place of what they answered."""
    mine = (ForumPollVote.poll_id == poll_id) & (ForumPollVote.citizen_id == citizen_id)
    return tx.connection.execute(select(ForumPollVote.answer).where(mine)).scalar_one_or_none()


def counts(tx: Tx, poll_id: int) -> Mapping[int, int]:
    """How many gave each answer, by its place; nothing of what nobody gave."""
    rows = select(ForumPollVote.answer, func.count()).where(ForumPollVote.poll_id == poll_id)
    return dict(tx.connection.execute(rows.group_by(ForumPollVote.answer)).all())


def voters(tx: Tx, poll_id: int) -> list[int]:
    """Who took part, by id: for telling them what came of it, and for nothing public."""
    known = (ForumPollVote.poll_id == poll_id, ForumPollVote.citizen_id.is_not(None))
    rows = select(ForumPollVote.citizen_id).where(*known).order_by(ForumPollVote.citizen_id)
    return [citizen for citizen in tx.connection.execute(rows).scalars() if citizen is not None]


def present(tx: Tx, forum_id: int, *, online: bool, citizen_id: int | None = None) -> dict[int, bool]:
    """Who is at a forum, and whether they were invited; with `citizen_id`: of this person alone.

    There is who checked in; at a forum that is only on the net, who said that they come.
    """
    rows, whose = _online(forum_id) if online else _at_door(forum_id)
    rows = rows.where(whose == citizen_id) if citizen_id is not None else rows.where(whose.is_not(None))
    return {row.citizen_id: row.through == INVITED for row in tx.connection.execute(rows)}


def _online(forum_id: int) -> tuple[Any, Any]:
    said = (Invitation.forum_id == forum_id, Invitation.answer == "come")
    return select(Invitation.citizen_id, Invitation.through).where(*said), Invitation.citizen_id


def _at_door(forum_id: int) -> tuple[Any, Any]:
    same = (Invitation.forum_id == Attendance.forum_id) & (Invitation.citizen_id == Attendance.citizen_id)
    rows = select(Attendance.citizen_id, Invitation.through).outerjoin(Invitation, same)
    return rows.where(Attendance.forum_id == forum_id), Attendance.citizen_id


def open_for(tx: Tx, citizen_id: int, now: datetime) -> int | None:
    """The newest poll that is open at a forum where they are, or to which they said they come."""
    mine = exists().where(Attendance.forum_id == ForumPoll.forum_id, Attendance.citizen_id == citizen_id)
    comes = exists().where(
        Invitation.forum_id == ForumPoll.forum_id,
        Invitation.citizen_id == citizen_id,
        Invitation.answer == "come",
    )
    is_open = (ForumPoll.closed_at.is_(None), ForumPoll.closes_at > now)
    rows = select(ForumPoll.id).where(*is_open, or_(mine, comes)).order_by(ForumPoll.id.desc())
    return tx.connection.execute(rows.limit(1)).scalar_one_or_none()


def take_along(tx: Tx, forum_id: int, one: int, other: int) -> None:
    """An invitation moved from one chat to another: with it go that they were at the door, and their answers.

    Where the other chat has some of its own, these go: one invitation has one answer. What was counted stays.
    """
    came = Attendance.forum_id == forum_id
    if tx.connection.execute(select(Attendance.id).where(came, Attendance.citizen_id == one)).first():
        tx.connection.execute(delete(Attendance).where(came, Attendance.citizen_id == other))
        moved = update(Attendance).where(came, Attendance.citizen_id == one)
        tx.connection.execute(moved.values(citizen_id=other))
    is_open = select(ForumPoll.id).where(ForumPoll.forum_id == forum_id, ForumPoll.closed_at.is_(None))
    theirs = (ForumPollVote.citizen_id == one) & ForumPollVote.poll_id.in_(is_open)
    answered = list(tx.connection.execute(select(ForumPollVote.poll_id).where(theirs)).scalars())
    doubled = (ForumPollVote.citizen_id == other) & ForumPollVote.poll_id.in_(answered)
    tx.connection.execute(delete(ForumPollVote).where(doubled))
    tx.connection.execute(update(ForumPollVote).where(theirs).values(citizen_id=other))


def forget(tx: Tx, citizen_id: int) -> None:
    """Nobody's any more; they count all the same."""
    theirs = update(ForumPollVote).where(ForumPollVote.citizen_id == citizen_id)
    tx.connection.execute(theirs.values(citizen_id=None))


def sweep_people(tx: Tx, before: datetime) -> int:
    """Who answered what is nobody's business after so long; how many answered it stays."""
    old = (ForumPollVote.at < before, ForumPollVote.citizen_id.is_not(None))
    return tx.connection.execute(update(ForumPollVote).where(*old).values(citizen_id=None)).rowcount
