"""Seats that became free go down the line: each is offered once, with a time to say yes, then to the next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.attending.seen import view
from bot.house import House
from handlers import forum_notices
from handlers.talk import Say, speaking
from handlers.talk.stored import say_to_json
from storage import citizens, seats
from storage.citizens import Reach
from storage.forums import ForumRow
from storage.outbox import Message
from storage.seats import Word
from storage.store import Tx

Tell = Callable[[Message], None]
AT_ONCE = 500  # people a statement
LEAST = timedelta(hours=1)  # nobody is asked later than this before the beginning: whoever is there comes in


def fill(tx: Tx, row: ForumRow, house: House, now: datetime, tell: Tell) -> int:
    """Offer what is free; how many were asked. Nobody is asked when it is about to begin."""
    asked_at = house.may_push(now)
    until = answer_by(row, house, asked_at)
    if until is None:
        return 0
    by_link = now >= row.starts_at - timedelta(hours=house.forum.link_hours)
    offered = seats.offer(tx, row.id, until, by_link=by_link)
    _tell(tx, row, house, offered, asked_at, tell, _offer)
    return len(offered)


def lapse(tx: Tx, row: ForumRow, house: House, now: datetime, tell: Tell) -> int:
    """Offers whose time is over; how many."""
    gone = seats.lapse(tx, row.id, now)
    _tell(tx, row, house, gone, house.may_push(now), tell, _lapsed)
    return len(gone)


def answer_by(row: ForumRow, house: House, asked_at: datetime) -> datetime | None:
    """Until when somebody who is asked at this moment may say yes: half of what is left at most."""
    left = row.starts_at - asked_at
    if left < LEAST:
        return None
    return asked_at + min(timedelta(hours=house.forum.confirm_hours), left / 2)


_Notice = Callable[[ForumRow, House, Word], tuple[Say, str]]


def _tell(
    tx: Tx, row: ForumRow, house: House, words: Iterable[Word], at: datetime, tell: Tell, notice: _Notice
) -> None:
    by_id = {word.citizen_id: word for word in words}
    for person in reach(tx, by_id):
        with speaking(person.language):
            say, key = notice(row, house, by_id[person.id])
        tell(
            Message("bulk", person.channel, person.id, "notice", say_to_json(say), dedupe_key=key, due_at=at)
        )


def reach(tx: Tx, citizen_ids: Collection[int]) -> list[Reach]:
    """Those of these people who can be addressed, however many they are."""
    ids = sorted(citizen_ids)
    some = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
    return [person for each in some for person in citizens.reach(tx, each)]


def _offer(row: ForumRow, house: House, word: Word) -> tuple[Say, str]:
    until = word.offered_until or row.starts_at
    seen = replace(view(row, house, until), answer="offered")
    say = forum_notices.offered(seen, word.party, until.astimezone(house.zone))
    return say, f"seat:{row.code}:{word.citizen_id}:{word.asked}"


def _lapsed(row: ForumRow, house: House, word: Word) -> tuple[Say, str]:
    say = forum_notices.lapsed(view(row, house, row.starts_at))
    return say, f"seat_gone:{row.code}:{word.citizen_id}:{word.asked}"
