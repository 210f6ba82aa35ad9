"""In a chat one after the other, also between processes: waits for what another has to say before us."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from bot.clock import Clock
from storage.departed import earlier_elsewhere
from storage.failures import Outage
from storage.store import Store

log = structlog.get_logger()
LOOK_SECONDS = 0.05
PATIENCE = 3.0  # longer than a network takes to answer; after it the outbox keeps the order


class Predecessors:
    """Asks the outbox, once for all who want to know at the same moment."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._wanted: set[int] = set()
        self._asking: asyncio.Task[Mapping[int, int]] | None = None

    async def gone(self, citizen: int, row: int) -> bool:
        """Whether nothing comes before this row now or soon. False: leave it to the outbox."""
        until = self._clock.ticks() + PATIENCE
        while await self._comes_after(citizen, row):
            if self._clock.ticks() >= until:
                return False
            await self._clock.sleep(LOOK_SECONDS)
        return True

    async def _comes_after(self, citizen: int, row: int) -> bool:
        self._wanted.add(citizen)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        try:
            earlier = await asyncio.shield(self._asking)
        except Outage as outage:
            log.warning("order not known", error=type(outage).__name__)
            return True
        return earlier.get(citizen, row) < row

    async def _ask(self) -> Mapping[int, int]:
        await asyncio.sleep(0)  # all of a batch come in the same round of the loop
        wanted, self._wanted, self._asking = self._wanted, set(), None
        return await asyncio.to_thread(self._earlier, wanted)

    def _earlier(self, citizens: set[int]) -> Mapping[int, int]:
        with self._store.reading() as tx:
            return earlier_elsewhere(tx, citizens)
