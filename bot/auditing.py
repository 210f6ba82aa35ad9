"""Seals the log every minute behind the turns, and tells overseers after midnight how the day ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.house import House
from bot.timetable import Job, at, every
from bot.wiring import Engine
from handlers import audit_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import audit_heads, audit_sealing, officials, outbox
from storage.audit_heads import HeadRow
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Tx

log = structlog.get_logger()
SEAL_MINUTES = 1
HEAD_AT = (0, 10)  # in the city: by then the last minute of the day is sealed


def jobs(engine: Engine) -> list[Job]:
    """What the timetable does for the log."""
    return [
        Job("seal", every(SEAL_MINUTES), partial(seal_all, engine)),
        Job("head", at(engine.settings.zone, *HEAD_AT), partial(close_the_day, engine)),
    ]


async def seal_all(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Until nothing is left unsealed: one short transaction after the other, turns in between."""
    while (made := await engine.writer.write(partial(audit_sealing.seal, now=now))) is not None:
        if made.drained:
            return


async def close_the_day(engine: Engine, due_at: datetime, now: datetime) -> None:
    """The head after yesterday, once; after days without us, one for all of them."""
    await seal_all(engine, due_at, now)
    code = await engine.writer.write(partial(close_day, house=engine.house, now=now))
    if code is not None:
        log.info("day closed")
        engine.bulk.wake()


def close_day(tx: Tx, house: House, now: datetime) -> str | None:
    """The code of the head after yesterday, sent to everybody who oversees; None: it was made before."""
    head = audit_heads.close_day(tx, house.today(now) - timedelta(days=1), now)
    if head is None:
        return None
    outbox.add(tx, [_message(one, head) for one in officials.readers(tx, None, "overseers")], now)
    return head.code


def _message(official: OfficialRow, head: HeadRow) -> Message:
    with speaking(official.language):
        body = say_to_json(audit_words.day_closed(head.day, head.code, head.rows))
    # By the code too: a head that was made anew after an old backup came back is told anew.
    dedupe = f"head:{head.code}:{official.id}"
    return Message("bulk", official.channel, official.citizen_id or 0, "notice", body, dedupe_key=dedupe)
