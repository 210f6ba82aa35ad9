"""Wakes the pages that wait for something new, whichever process it was that made it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

import structlog

from storage.failures import Outage

log = structlog.get_logger()
LOOK_SECONDS = 1.0  # how often the table is asked what other processes have shown
AT_ONCE = 6  # pages of one person that may wait at the same time
MOST = 2000  # of all people together
LOOKED_AT = 500  # conversations in one question to the database

Looks = Callable[[Collection[str]], Awaitable[Mapping[str, int]]]


class TooMany(Exception):
    """More pages wait than we hold open; the browser asks again later."""


class Hub:
    """Who waits for which conversation. `look` says how far conversations have come."""

    def __init__(self, look: Looks) -> None:
        self._look = look
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._seen: dict[str, int] = {}
        self.closed = False

    @contextmanager
    def waiting(self, address: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever something new is there. Raises TooMany."""
        if len(self._waiting.get(address, ())) >= AT_ONCE or sum(map(len, self._waiting.values())) >= MOST:
            raise TooMany
        mine, event = self._waiting.setdefault(address, set()), asyncio.Event()
        mine.add(event)
        try:
            yield event
        finally:
            mine.discard(event)
            if not mine and self._waiting.get(address) is mine:
                del self._waiting[address]
                self._seen.pop(address, None)

    def wake(self, address: str) -> None:
        """Something new is there for this conversation."""
        for event in self._waiting.get(address, ()):
            event.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Look every second at what other processes have shown, until stopped; then every page is let go."""
        stopped = asyncio.ensure_future(stop.wait())
        while not stopped.done():
            await asyncio.wait({stopped}, timeout=LOOK_SECONDS)
            await self.look_once()
        self.closed = True
        for address in list(self._waiting):
            self.wake(address)

    async def look_once(self) -> None:
        """Wake those whose conversation has gone on since the last look."""
        watched = list(self._waiting)
        for start in range(0, len(watched), LOOKED_AT):
            try:
                found = await self._look(watched[start : start + LOOKED_AT])
            except Outage as outage:
                log.warning("pages not told", error=type(outage).__name__)
                return
            for address, last in found.items():
                if self._seen.get(address) != last and address in self._waiting:
                    self._seen[address] = last
                    self.wake(address)
