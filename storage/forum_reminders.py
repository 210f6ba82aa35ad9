"""When those who come to a forum are reminded: rows that move with it, and go when it is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update

from storage.forums import ForumRow
from storage.models import Broadcast, Forum, ForumReminder, Outbox
from storage.once import upsert
from storage.outbox_claims import PENDING
from storage.store import Tx

PURPOSE = "forum_reminder"
STANDS = ("announced", "closed")  # states in which a forum will be held


@dataclass(frozen=True)
class Reminder:
    """One that has not been sent. `kind`: days3, days1, hours2."""

    forum_id: int
    kind: str
    due_at: datetime


def to_come(tx: Tx, now: datetime) -> list[int]:
    """Forums that will be held, by id."""
    rows = select(Forum.id).where(Forum.state.in_(STANDS), Forum.starts_at > now).order_by(Forum.id)
    return list(tx.connection.execute(rows).scalars())


def plan(tx: Tx, forum: ForumRow, due: Mapping[str, datetime], now: datetime) -> None:
    """These are its times. One that is already past is not made up for; one that moved is due once more."""
    if forum.state not in STANDS or forum.starts_at <= now:
        drop(tx, forum.id)
        return
    known = of(tx, forum.id)
    if gone := known.keys() - due.keys():  # the settings name other days now
        these = (ForumReminder.forum_id == forum.id) & ForumReminder.kind.in_(gone)
        tx.connection.execute(delete(ForumReminder).where(these))
    for kind, moment in sorted(due.items()):
        if known.get(kind) == moment:
            continue
        values = {"due_at": moment, "done_at": now if moment <= now else None}
        row = upsert(tx, ForumReminder).values(forum_id=forum.id, kind=kind, **values)
        tx.connection.execute(row.on_conflict_do_update(index_elements=["forum_id", "kind"], set_=values))


def of(tx: Tx, forum_id: int) -> Mapping[str, datetime]:
    """The times of one forum, also of those that were sent."""
    rows = select(ForumReminder.kind, ForumReminder.due_at).where(ForumReminder.forum_id == forum_id)
    return {row.kind: row.due_at for row in tx.connection.execute(rows)}


def due(tx: Tx, now: datetime) -> list[Reminder]:
    """Those whose time has come, the earliest first."""
    columns = (ForumReminder.forum_id, ForumReminder.kind, ForumReminder.due_at)
    rows = select(*columns).where(ForumReminder.due_at <= now, ForumReminder.done_at.is_(None))
    ordered = rows.order_by(ForumReminder.due_at, ForumReminder.forum_id)
    return [Reminder(*row) for row in tx.connection.execute(ordered)]


def done(tx: Tx, reminder: Reminder, now: datetime) -> None:
    this = (ForumReminder.forum_id == reminder.forum_id) & (ForumReminder.kind == reminder.kind)
    tx.connection.execute(update(ForumReminder).where(this).values(done_at=now))


def drop(tx: Tx, forum_id: int) -> int:
    """Nobody is reminded of it any more; how many times that were."""
    waits = (ForumReminder.forum_id == forum_id) & ForumReminder.done_at.is_(None)
    return tx.connection.execute(delete(ForumReminder).where(waits)).rowcount


def broadcast(tx: Tx, forum_id: int, selected: int, now: datetime) -> int:
    """The account of one reminder: its messages carry this id, and so find their forum."""
    row = {"purpose": PURPOSE, "forum_id": forum_id, "selected": selected, "created_at": now}
    new = insert(Broadcast).values(**row, state="done", made_by="system", started_at=now, finished_at=now)
    return tx.connection.execute(new.returning(Broadcast.id)).scalar_one()


def withdraw(tx: Tx, forum_id: int, reason: str, now: datetime, *, offers: bool) -> int:
    """Reminders that have not left yet never do, as what they say is true no more; `offers`: of seats too."""
    row = select(Forum.code).where(Forum.id == forum_id).scalar_subquery()
    reminders = select(Broadcast.id).where(Broadcast.forum_id == forum_id, Broadcast.purpose == PURPOSE)
    of_seats = Outbox.dedupe_key.like("seat:" + row + ":%")
    waits = (PENDING, Outbox.lane == "bulk", Outbox.claimed_until.is_(None))
    over = {"state": "skipped", "reason": reason, "finished_at": now}
    which = Outbox.broadcast_id.in_(reminders)
    skipped = update(Outbox).where(*waits, or_(which, of_seats) if offers else which).values(**over)
    return tx.connection.execute(skipped).rowcount
