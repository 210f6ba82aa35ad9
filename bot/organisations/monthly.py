"""Once a month, on its first working day, every registered organisation is told the numbers of its topics."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import structlog

from bot.broadcasting.numbers import NUMBERS
from bot.forums.following import SYSTEM
from bot.house import House
from bot.settings import Settings
from bot.timetable import Job, monthly
from bot.wiring import Engine
from storage import broadcasts, organisations
from storage.store import Tx

log = structlog.get_logger()
AT = (9, 0)  # hour and minute in the city: what the night has published is there


def jobs(engine: Engine) -> list[Job]:
    """A first of the month on a free day moves to the next working day."""
    first = monthly(engine.settings.zone, *AT)
    return [Job("organisation_numbers", first, partial(tell, engine), engine.house.working_days)]


async def tell(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Make the month's broadcast; safe to repeat."""
    made = await engine.writer.write(partial(begin, settings=engine.settings, house=engine.house, now=now))
    if made:
        log.info("numbers of the month", count=made)
        engine.feeder.wake()


def begin(tx: Tx, settings: Settings, house: House, now: datetime) -> int:
    """One broadcast a month: its row is the stamp, committed before anything of it is sent; 0: it is there.

    Also where nothing is published, or nobody is registered: then nobody is to be told.
    """
    month = f"{house.today(now):%Y-%m}"
    if settings.figures.publish == "off" or organisations.was_told(tx, NUMBERS, month):
        return 0
    if not organisations.contacts(tx):
        return 0
    broadcasts.create(tx, NUMBERS, made_by=SYSTEM, now=now, audience=month)
    return 1
