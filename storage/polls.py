"""Quick polls of a forum: one open at a time, closed once, its result told once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from storage.models import Forum, ForumPoll, Outbox
from storage.outbox_claims import PENDING
from storage.store import Tx

ASKS, TELLS = "poll", "poll_result"  # purposes of the messages
OVER = "the poll is closed"


@dataclass(frozen=True)
class PollRow:
    """One poll; what the columns mean stands at the table (models/polling.py)."""

    id: int
    forum_id: int
    question: str
    answers: tuple[str, ...]
    opened_by: str
    opened_at: datetime
    closes_at: datetime
    asked: int
    closed_at: datetime | None
    told_at: datetime | None
    picture: str
    shared_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.closed_at is None and now < self.closes_at


def create(
    tx: Tx, forum_id: int, question: str, answers: Sequence[str], by: str, until: datetime, now: datetime
) -> PollRow:
    """Open from now on, to be sent yet."""
    words = json.dumps(list(answers), ensure_ascii=False)
    row = {"forum_id": forum_id, "question": question, "answers": words, "opened_by": by, "asked": 0}
    new = insert(ForumPoll).values(**row, opened_at=now, closes_at=until)
    return _row(tx.connection.execute(new.returning(*ForumPoll.__table__.columns)).one())


def by_id(tx: Tx, poll_id: int) -> PollRow | None:
    row = tx.connection.execute(_polls(ForumPoll.id == poll_id)).one_or_none()
    return _row(row) if row else None


def of_forum(tx: Tx, forum_id: int) -> list[PollRow]:
    """All of this forum, in their order."""
    return [_row(row) for row in tx.connection.execute(_polls(ForumPoll.forum_id == forum_id))]


def open_of(tx: Tx, forum_id: int) -> PollRow | None:
    """The one that nobody has closed yet, also when its time is over."""
    this = (ForumPoll.forum_id == forum_id) & ForumPoll.closed_at.is_(None)
    row = tx.connection.execute(_polls(this)).one_or_none()
    return _row(row) if row else None


def locked(tx: Tx, poll_id: int) -> PollRow | None:
    """As it stays until the end of this transaction: the lock is its forum's, as with seats."""
    forum = select(ForumPoll.forum_id).where(ForumPoll.id == poll_id).scalar_subquery()
    tx.connection.execute(select(Forum.id).where(Forum.id == forum).with_for_update(key_share=True))
    return by_id(tx, poll_id)


def sent_to(tx: Tx, poll_id: int, asked: int) -> None:
    """So many get it."""
    tx.connection.execute(update(ForumPoll).where(ForumPoll.id == poll_id).values(asked=asked))


def close(tx: Tx, poll_id: int, now: datetime) -> bool:
    """No answer counts any more, and who has not got it yet never does; False: it was closed before."""
    ends = (ForumPoll.id == poll_id) & ForumPoll.closed_at.is_(None)
    closed = tx.connection.execute(update(ForumPoll).where(ends).values(closed_at=now)).rowcount == 1
    late = Outbox.dedupe_key.like(f"{ASKS}:{poll_id}:%")
    waits = (PENDING, Outbox.lane == "bulk", Outbox.claimed_until.is_(None), late)
    over = {"state": "skipped", "reason": OVER, "finished_at": now}
    tx.connection.execute(update(Outbox).where(*waits).values(**over))
    return closed


def past(tx: Tx, now: datetime) -> list[int]:
    """Those whose time is over and that nobody has closed, by id."""
    over = (ForumPoll.told_at.is_(None), ForumPoll.closed_at.is_(None), ForumPoll.closes_at <= now)
    return list(tx.connection.execute(select(ForumPoll.id).where(*over).order_by(ForumPoll.id)).scalars())


def untold(tx: Tx) -> list[PollRow]:
    """Those that are closed and whose result is still to be told."""
    waits = ForumPoll.told_at.is_(None) & ForumPoll.closed_at.is_not(None)
    return [_row(row) for row in tx.connection.execute(_polls(waits))]


def told(tx: Tx, poll_id: int, picture: str, now: datetime) -> bool:
    """Its organiser has the result; False: they had it before."""
    first = (ForumPoll.id == poll_id) & ForumPoll.told_at.is_(None)
    values = {"told_at": now, "picture": picture}
    return tx.connection.execute(update(ForumPoll).where(first).values(**values)).rowcount == 1


def shared(tx: Tx, poll_id: int, now: datetime) -> bool:
    """Those who took part get the result; False: they got it before."""
    first = (ForumPoll.id == poll_id) & ForumPoll.told_at.is_not(None) & ForumPoll.shared_at.is_(None)
    return tx.connection.execute(update(ForumPoll).where(first).values(shared_at=now)).rowcount == 1


def _polls(which: ColumnElement[bool]) -> Any:
    return select(*ForumPoll.__table__.columns).where(which).order_by(ForumPoll.id)


def _row(row: Any) -> PollRow:
    return PollRow(**{**row._mapping, "answers": tuple(json.loads(row.answers))})
