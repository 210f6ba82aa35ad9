"""What the timetable does for forums to come: the waiting list moves up, and those who come are reminded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial

import structlog

from bot.attending.offering import fill, lapse, reach
from bot.attending.seen import view
from bot.house import House
from bot.settings import Settings
from bot.timetable import Job, every
from bot.wiring import Engine
from handlers import forum_notices
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import fatigue, forum_reminders, forums, outbox, seats
from storage.forum_reminders import PURPOSE, STANDS, Reminder
from storage.forums import ForumRow
from storage.outbox import Message
from storage.store import Tx

log = structlog.get_logger()
MINUTES = 5


def jobs(engine: Engine) -> list[Job]:
    return [Job("forums", every(MINUTES), partial(look_after_forums, engine))]


async def look_after_forums(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Offers that lapsed go to the next in line; reminders whose time has come go out."""
    settings, house = engine.settings, engine.house
    sent = await engine.writer.write(partial(look_after, settings=settings, house=house, now=now))
    if sent:
        log.info("forums", count=sent)
        engine.bulk.wake()


def look_after(tx: Tx, settings: Settings, house: House, now: datetime) -> int:
    """All of it in one transaction; how many messages that made."""
    rows = {row.id: row for row in forums.listing(tx)}
    messages: list[Message] = []
    for forum_id in forum_reminders.to_come(tx, now):
        row = rows[forum_id]
        lapse(tx, row, house, now, messages.append)
        fill(tx, row, house, now, messages.append)
        forum_reminders.plan(tx, row, times(row, house), now)
    sent = _put(tx, messages, now)
    for reminder in _newest(tx, rows, now):
        # One forum after the other: of the second reminder on one day the cap has to know the first.
        sent += _put(tx, _reminders(tx, rows[reminder.forum_id], reminder, settings, house, now), now)
    return sent


def _put(tx: Tx, messages: Sequence[Message], now: datetime) -> int:
    return sum(1 for one in outbox.add(tx, messages, now) if one is not None)


def times(row: ForumRow, house: House) -> Mapping[str, datetime]:
    """When those who come to a forum are reminded: days before at a fixed time, and some hours before."""
    starts = row.starts_at.astimezone(house.zone)
    due = {
        f"days{days}": _days_before(starts, days, house.forum.remind_at) for days in house.forum.remind_days
    }
    hours = house.forum.remind_hours
    return {**due, f"hours{hours}": row.starts_at - timedelta(hours=hours)}


def _days_before(starts: datetime, days: int, at: time) -> datetime:
    return datetime.combine(starts.date() - timedelta(days=days), at, starts.tzinfo)


def _newest(tx: Tx, rows: Mapping[int, ForumRow], now: datetime) -> Iterable[Reminder]:
    """One for each forum that will be held: whoever slept through two of them sends the later alone."""
    newest: dict[int, Reminder] = {}
    for reminder in forum_reminders.due(tx, now):
        row = rows[reminder.forum_id]
        if row.state not in STANDS or row.starts_at <= now:
            forum_reminders.drop(tx, row.id)
            newest.pop(row.id, None)
        else:
            forum_reminders.done(tx, reminder, now)
            newest[row.id] = reminder
    return newest.values()


def _reminders(
    tx: Tx, row: ForumRow, reminder: Reminder, settings: Settings, house: House, now: datetime
) -> list[Message]:
    at = house.may_push(now)
    if at >= row.starts_at:
        return []
    answers = seats.to_remind(tx, row.id)
    spared = fatigue.capped(tx, answers, now, settings)
    reached = reach(tx, answers.keys() - spared)
    if not reached:
        return []
    broadcast = forum_reminders.broadcast(tx, row.id, len(reached), now)
    bodies = {
        key: _body(row, house, now, *key) for key in {(one.language, answers[one.id]) for one in reached}
    }
    return [
        Message(
            lane="bulk",
            channel=one.channel,
            citizen_id=one.id,
            purpose=PURPOSE,
            body=bodies[one.language, answers[one.id]],
            dedupe_key=f"{PURPOSE}:{row.code}:{reminder.kind}:{row.starts_at:%Y%m%d%H%M}:{one.id}",
            broadcast_id=broadcast,
            due_at=at,
        )
        for one in reached
    ]


def _body(row: ForumRow, house: House, now: datetime, language: str, answer: str) -> str:
    with speaking(language):
        return say_to_json(forum_notices.reminder(replace(view(row, house, now), answer=answer)))
