"""Whoever is away or gone is relieved: their open cases get another owner, by command and by the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.house import House
from bot.offices.hushing import hush
from bot.offices.owning import own_again, own_strays
from bot.oversight.telling import announce
from bot.wiring import Engine
from storage import offices, officials, outbox
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Tx


async def look_after_offices(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Offices for a time end after their last day; who is away without a stand-in is relieved; no strays."""
    if await engine.writer.write(partial(look_after, house=engine.house, now=now)):
        engine.bulk.wake()


def look_after(tx: Tx, house: House, now: datetime) -> int:
    """The same inside a transaction; how many cases got an owner. Again changes nothing."""
    ended = sum(end_one(tx, house, office, now) for office in offices.over(tx, house.today(now)))
    absent = see_to_the_absent(tx, house, now)
    return ended + absent + own_strays(tx, house, now, _teller(tx, now))


def see_to_the_absent(tx: Tx, house: House, now: datetime) -> int:
    """Open cases of whoever is away today and named nobody to stand in get another owner."""
    away = offices.left_without_stand_in(tx, house.today(now))
    return sum(own_again(tx, house, official.id, now, _teller(tx, now)) for official in away)


def end_one(tx: Tx, house: House, office: OfficialRow, now: datetime) -> int:
    """The office ends; how many cases have a new owner."""
    officials.end(tx, office.id, now)
    announce(tx, "ended", office, now)
    return relieved(tx, house, office, now)


def relieved(tx: Tx, house: House, office: OfficialRow, now: datetime) -> int:
    """After an office ended or moved, with the office as it was; how many cases have a new owner.

    Its chat gets nothing more that it has no right to, its cases another owner, and so have the cases of
    those it stood in for.
    """
    hush(tx, office, now)
    offices.stands_in_no_more(tx, office.id)
    given = own_again(tx, house, office.id, now, _teller(tx, now))
    return given + see_to_the_absent(tx, house, now)


def _teller(tx: Tx, now: datetime) -> Callable[[Message], None]:
    def tell(message: Message) -> None:
        outbox.add(tx, [message], now)

    return tell
