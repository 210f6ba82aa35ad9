"""Processes that died: what they had claimed goes out soon, not only when its claim has run out."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import structlog

from bot.clock import Clock
from bot.leading import passed
from bot.marks import Writes
from storage import departed
from storage.failures import Outage
from storage.presence import Presence
from storage.store import Tx

log = structlog.get_logger()
LOOK_SECONDS = 1.0
# One whose line to the database broke comes back within this time, and then its claims still hold.
ABSENT_SECONDS = 5.0
STAY_SECONDS = 2.0


class Departures:
    """Looks who is missing; whoever is for some seconds has claims no more."""

    def __init__(self, writer: Writes, clock: Clock) -> None:
        self._writer, self._clock = writer, clock
        self._missing_since: dict[int, float] = {}

    async def run(self, until: asyncio.Event) -> None:
        while not until.is_set():
            try:
                await self.look()
            except Outage as outage:
                self._missing_since = {}  # nobody could show itself meanwhile
                log.warning("nobody counted", error=type(outage).__name__)
            await passed(until, LOOK_SECONDS)

    async def look(self) -> int:
        """Who is there? How many claims were ended."""
        missing = await self._writer.write(lambda tx: departed.gone(tx, self._clock.now()))
        now = self._clock.ticks()
        self._missing_since = {one: self._missing_since.get(one, now) for one in missing}
        dead = [one for one, since in self._missing_since.items() if now - since >= ABSENT_SECONDS]
        return await self._end(dead) if dead else 0

    async def _end(self, dead: Collection[int]) -> int:
        def ended(tx: Tx) -> int:
            return departed.end_claims_of(tx, dead, self._clock.now())

        count = await self._writer.write(ended)
        log.warning("claims of a dead process ended", count=count)
        return count


async def stay(presence: Presence, stop: asyncio.Event) -> None:
    """Be seen by the others until we stop, also after the database was away."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(presence.keep)
        except Outage as outage:
            log.warning("not to be seen", error=type(outage).__name__)
        await passed(stop, STAY_SECONDS)
