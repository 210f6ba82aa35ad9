"""The survey of a forum: those who came are asked once, what they say becomes rows, and rows numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.attending.seen import ends_at
from bot.desk.entitled import NotDone
from bot.desk.facts import Looking
from bot.forums.masked import masked
from bot.forums.presence import barred
from bot.house import House
from bot.recording import Recording
from handlers.poll_events import ForumJudged
from handlers.poll_views import Judged, Opinions
from handlers.talk import Recorded
from storage import broadcasts, forum_opinions, forums, outbox
from storage.forum_opinions import OVER, PURPOSE
from storage.forums import ForumRow
from storage.store import Tx

SYSTEM = "system"
LATE = timedelta(days=7)  # a forum that was held longer ago is not asked about any more
OPEN_FOR = timedelta(days=30)  # after it began: so long opinions are taken
SHOWN, LONGEST, KEPT = 20, 300, 2000  # texts that an organiser reads, characters of one, and kept of one


def ask(tx: Tx, house: House, now: datetime) -> int:
    """A broadcast to those who came, once for each forum, some hours after it was held; how many forums."""
    waits = timedelta(hours=house.forum.survey_hours)
    asked = 0
    for forum_id in forum_opinions.to_ask(tx, now - waits - LATE, now - waits):
        row = forums.by_id(tx, forum_id, lock=True)
        if row is None or ends_at(row) + waits > now or _is_asked(tx, row):
            continue
        broadcasts.create(tx, PURPOSE, made_by=SYSTEM, now=now, forum_id=row.id)
        asked += 1
    return asked


def _is_asked(tx: Tx, row: ForumRow) -> bool:
    return any(one.purpose == PURPOSE for one in broadcasts.of_forum(tx, row.id))


def seen(here: Looking, what: str) -> Judged | None:
    """The forum of a button; None: none of this code was held."""
    row = forums.by_code(here.tx, what.partition(".")[0])
    if row is None or row.state not in OVER:
        return None
    came = not barred(here.tx, row, here.citizen_id, here.channel, checked_in=True)
    return Judged(row.code, row.topic, came, _is_open(row, here.now))


def judged(event: ForumJudged, here: Recording) -> Recorded:
    """By whoever came, one opinion each, the last word counting."""
    row = forums.by_code(here.tx, event.code)
    if row is None or row.state not in OVER or not _is_open(row, here.now):
        raise NotDone("over")
    if why := barred(here.tx, row, here.person.id, here.incoming.channel, checked_in=True):
        raise NotDone(why)
    said = (event.useful, event.heard or None, event.words.text.strip()[:KEPT])
    forum_opinions.keep(here.tx, row.id, here.person.id, *said, here.now)
    return Recorded()


def opinions(tx: Tx, row: ForumRow, house: House, *, words: bool = False) -> Opinions:
    """In numbers; hidden while so few answered that they would tell who said what."""
    counted = forum_opinions.counted(tx, row.id)
    asked = sum(_reached(tx, one.id) for one in broadcasts.of_forum(tx, row.id) if one.purpose == PURPOSE)
    smallest = house.settings.figures.smallest_cell if house.settings else 5
    if counted.answered < smallest:
        return Opinions(asked, counted.answered)
    heard = _mean(counted.heard) if sum(counted.heard.values()) >= smallest else None
    texts = forum_opinions.words(tx, row.id, SHOWN) if words else ()
    shown = tuple(masked(house, text)[:LONGEST] for text in texts)
    return Opinions(asked, counted.answered, _mean(counted.useful), heard, shown)


def _reached(tx: Tx, broadcast_id: int) -> int:
    account = outbox.account(tx, broadcast_id)
    return int(account["sent"]) + int(account["unknown"])


def _mean(counts: Mapping[int, int]) -> float:
    return sum(score * people for score, people in counts.items()) / sum(counts.values())


def _is_open(row: ForumRow, now: datetime) -> bool:
    return now < row.starts_at + OPEN_FOR


STEPS: Mapping[type[Any], Callable[[Any, Recording], Recorded]] = {ForumJudged: judged}
