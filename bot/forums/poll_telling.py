"""Looks after quick polls: closes those whose time is over, and tells what came of them, with a picture."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial

import structlog

from bot.clock import Clock
from bot.counting import modest
from bot.forums import poll_results
from bot.house import House
from bot.leading import passed
from bot.logs import place_of
from bot.marks import Writes
from handlers import poll_words
from handlers.menu import FIRST_LANGUAGE
from handlers.poll_views import Result
from handlers.talk import speaking
from storage import forums, outbox, polls
from storage.failures import Outage
from storage.forums import ForumRow
from storage.polls import PollRow
from storage.store import Store, Tx

log = structlog.get_logger()
LOOK_SECONDS = 2.0
PATIENCE = timedelta(minutes=1)  # until a result that could not be told is tried again
NOT_SHOWN = "–"
Picture = tuple[list[tuple[str, int | None, str]], Mapping[str, str]]


class PollTelling:
    """One for all polls; at any moment at most one process has one at work."""

    def __init__(
        self, store: Store, writer: Writes, house: House, clock: Clock, wake_bulk: Callable[[], None]
    ) -> None:
        self._store, self._writer, self._house = store, writer, house
        self._clock, self._wake_bulk = clock, wake_bulk
        self._not_before: dict[int, datetime] = {}

    async def run(self, until: asyncio.Event) -> None:
        """Look after them until then; in an outage everything waits a little longer."""
        while not until.is_set():
            try:
                await self.look()
            except Outage as outage:
                log.warning("polls wait", error=type(outage).__name__)
            await passed(until, LOOK_SECONDS)

    async def look(self) -> int:
        """Do what there is to do now; how many results were told."""
        past, untold = await asyncio.to_thread(self._waiting)
        if past:
            now = self._clock.now()
            await self._writer.write(partial(_close, ids=past, now=now))
            untold = (await asyncio.to_thread(self._waiting))[1]
        return sum([await self._told(poll) for poll in untold])

    def _waiting(self) -> tuple[list[int], list[PollRow]]:
        with self._store.reading() as tx:
            return polls.past(tx, self._clock.now()), polls.untold(tx)

    async def _told(self, poll: PollRow) -> bool:
        """Whether it was; what fails is tried again in a while and holds up no other."""
        now = self._clock.now()
        if now < self._not_before.get(poll.id, now):
            return False
        try:
            await self._tell(poll)
        except Outage:
            raise
        except Exception as error:  # logged, and it stays untold in its row
            self._not_before[poll.id] = now + PATIENCE
            log.error("poll not told", poll=poll.id, error=place_of(error), exc_info=error)
            return False
        return True

    async def _tell(self, poll: PollRow) -> None:
        row, seen = await asyncio.to_thread(self._read, poll)
        png = None
        if seen.shows:
            try:
                png = await drawn_in_child(picture_of(row, seen, self._house.today(poll.opened_at)))
            except Exception as error:  # noqa: BLE001 - the numbers are told in words all the same
                log.error("poll not drawn", poll=poll.id, error=place_of(error))
        told = partial(_keep, poll=poll, row=row, house=self._house, png=png, now=self._clock.now())
        await self._writer.write(told)
        self._wake_bulk()

    def _read(self, poll: PollRow) -> tuple[ForumRow, Result]:
        with self._store.reading() as tx:
            row = forums.by_id(tx, poll.forum_id)
            if row is None:
                raise LookupError(f"poll {poll.id} belongs to no forum")
            return row, poll_results.result(tx, poll, self._house)


def picture_of(row: ForumRow, seen: Result, day: date) -> Picture:
    """What is drawn: the answers with what is printed at their bars, and the words around them."""
    bars = [
        (words, count, NOT_SHOWN if count is None else poll_words.bar(count, seen.answered))
        for words, count in seen.counts.items()
    ]
    with speaking(FIRST_LANGUAGE):
        return bars, poll_words.picture(row.topic, day, seen)


async def drawn_in_child(picture: Picture) -> bytes:
    """The picture as PNG. Raises what the child raised."""
    # Spawned, not forked: a fork would take over this process's threads and open connections.
    context, loop = multiprocessing.get_context("spawn"), asyncio.get_running_loop()
    with ProcessPoolExecutor(1, mp_context=context, initializer=modest) as child:
        return await loop.run_in_executor(child, draw, *picture)


def draw(bars: list[tuple[str, int | None, str]], words: Mapping[str, str]) -> bytes:
    """Heavy: for the command line, and for a child."""
    from analytics.poll_picture import PollPicture
    from analytics.poll_picture import draw as drawn
    from analytics.small_png import small

    return small(drawn(PollPicture(bars, words)))


def _close(tx: Tx, ids: list[int], now: datetime) -> None:
    for poll_id in ids:
        if polls.locked(tx, poll_id) is not None:
            polls.close(tx, poll_id, now)


def _keep(tx: Tx, poll: PollRow, row: ForumRow, house: House, png: bytes | None, now: datetime) -> None:
    outbox.add(tx, poll_results.tell(tx, poll, row, house, png, now), now)
