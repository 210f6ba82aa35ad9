"""What keeps untraceable reports going beside the turns: replies, photos, an empty log, an end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import structlog

from bot.channels.web import NAME as WEB
from bot.clock import Clock, first_of
from bot.media import Fetches, MediaRules
from bot.settings import Settings
from bot.untraceable.apart import Apart, build_apart
from bot.untraceable.fetching import Fetching
from bot.untraceable.offering import masking
from bot.untraceable.pages import Pages
from bot.untraceable.room import Room
from bot.untraceable.sending import Sending
from storage import updates
from storage.failures import Outage
from storage.store import Store

log = structlog.get_logger()
LOOK_SECONDS, UNSAID_SECONDS = 60.0, 60.0


async def _nothing() -> None:
    """Nothing is to be done besides."""


@dataclass(frozen=True)
class Working:
    """Everything of it that runs."""

    apart: Apart
    sending: Sending
    fetching: Fetching
    tidying: Tidying

    def close(self) -> None:
        """Let everything finish what it does."""
        self.sending.close()
        self.fetching.close()
        self.tidying.close()
        self.apart.receipts.close()


class Tidying:
    """Empties the database's write-ahead log after turns of which it may not tell when they were."""

    def __init__(
        self, empty: Callable[[], bool], clock: Clock, besides: Callable[[], Awaitable[None]] = _nothing
    ) -> None:
        """`empty`: whether that was done; `besides`: what else is to be forgotten from time to time."""
        self._empty, self._clock, self._besides = empty, clock, besides
        self._woken = asyncio.Event()
        self._due = self._closing = False

    def wake(self) -> None:
        """Such a turn was committed."""
        self._due = True
        self._woken.set()

    def close(self) -> None:
        self._closing = True
        self._woken.set()

    async def run(self) -> None:
        """Empty it when woken, and until nobody reads in it any more."""
        while not self._closing:
            await first_of(self._woken, LOOK_SECONDS, self._clock)
            await self._besides()
            if self._due:
                await self._empty_it()

    async def _empty_it(self) -> None:
        self._due = False
        try:
            done = await asyncio.to_thread(self._empty)
        except Outage as outage:
            log.warning("log not emptied", error=type(outage).__name__)
            done = False
        if not done:
            await self._clock.sleep(1)
            self.wake()


def build_working(
    settings: Settings,
    store: Store,
    channels: Mapping[str, Fetches],
    rules: MediaRules,
    clock: Clock,
    pages: Pages,
) -> Working:
    """The room of these settings with all that works for it. `pages`: where browsers look."""
    mask, hours = masking(tuple(settings.mask.titles)), settings.storage.untraceable_hours
    apart = build_apart(settings.storage.apart, store.vault, mask, hours, pages)
    sending = Sending(apart.room, clock, partial(happened, store, apart))
    fetching = Fetching(apart, channels, rules, clock)
    tidying = Tidying(store.empty_log, clock, partial(_see_to_pages, apart.room, sending))
    awake = replace(apart, wake=partial(_wake, fetching, tidying))
    return Working(awake, sending, fetching, tidying)


def happened(store: Store, apart: Apart, update_ids: Collection[str]) -> set[str]:
    """Which of these updates were taken. Raises `Outage`."""
    names = {apart.seen_as(update_id): update_id for update_id in update_ids}
    with store.reading() as tx:
        return {names[name] for name in updates.seen(tx, list(names))}


async def _see_to_pages(room: Room, sending: Sending) -> None:
    """Pages forget what is over, and show what a process without pages has left to them."""
    room.pages.sweep()
    if room.pages.looked_at:
        with suppress(Outage):  # at the next look
            await sending.take_over(UNSAID_SECONDS, only=WEB)


def _wake(fetching: Fetching, tidying: Tidying) -> None:
    fetching.wake()
    tidying.wake()


async def sweep(working: Working) -> int:
    """Destroy reports in which nothing was said for too long; say what a dead process left unsaid."""
    room = working.apart.room
    gone = await asyncio.to_thread(room.expire, time.time())
    await working.sending.take_over(UNSAID_SECONDS)
    return gone
