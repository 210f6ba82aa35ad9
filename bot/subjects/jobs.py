"""What the timetable does for those whose data this is: reminders, rests that end, a file kept apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.subjects import forgotten_file
from bot.timetable import Job, every
from bot.wiring import Engine
from handlers import subject_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import forgotten, officials, outbox, restrictions, subjects
from storage.outbox import Message
from storage.store import Tx
from storage.subjects import RequestRow

log = structlog.get_logger()
KEEP_MINUTES, LOOK_MINUTES = 5, 60
CLOSE = timedelta(hours=24)  # before it is late
TOLD = frozenset({"coordinator", "operator"})


def jobs(engine: Engine) -> list[Job]:
    """Each may be repeated after a crash without harm."""
    return [
        Job("forgotten", every(KEEP_MINUTES), partial(keep_forgotten, engine)),
        Job("requests", every(LOOK_MINUTES), partial(look_after_requests, engine)),
    ]


async def keep_forgotten(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Whoever was forgotten stands in the file apart within minutes."""
    forgotten_file.keep(engine.store, engine.settings.storage.forgotten_file, now)


async def look_after_requests(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Who answers hears of what is due within a day; a rest whose day has come is over."""
    reminded = await engine.writer.write(partial(_remind, now=now))
    await engine.writer.write(partial(_sweep, now=now))
    if reminded:
        log.warning("requests due", count=reminded)
        engine.bulk.wake()


def _sweep(tx: Tx, now: datetime) -> None:
    restrictions.sweep(tx, now)
    forgotten.sweep(tx, now - forgotten_file.KEPT)


def _remind(tx: Tx, now: datetime) -> int:
    rows = subjects.to_remind(tx, now, CLOSE, CLOSE)
    if rows:
        told = [one for one in officials.all_active(tx) if one.role in TOLD and one.citizen_id is not None]
        outbox.add(tx, [_message(one, rows, now) for one in told], now)
    return len(rows)


def _message(official: officials.OfficialRow, rows: list[RequestRow], now: datetime) -> Message:
    late = sum(row.due_at < now for row in rows)
    with speaking(official.language):
        body = say_to_json(subject_words.due([row.id for row in rows], late))
    key = f"requests:{rows[0].id}:{now.isoformat()}:{official.id}"
    return Message("bulk", official.channel, official.citizen_id or 0, "reminder", body, dedupe_key=key)
