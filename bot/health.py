"""Whether this process is well: the database answers, the timetable ticks, how long the outbox waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.metrics import OUTBOX_AGE
from storage import outbox
from storage.failures import Outage
from storage.store import Store

PATIENCE = 3.0  # seconds for the database to answer
OLDEST_TICK = 120.0


@dataclass(frozen=True)
class Health:
    """`outbox_age` and `tick_age` in seconds; None: nothing waits, or no timetable runs here."""

    database: bool
    outbox_age: float | None = None
    tick_age: float | None = None

    @property
    def ok(self) -> bool:
        """A long outbox alone is no illness: messages may wait for the morning."""
        return self.database and (self.tick_age is None or self.tick_age <= OLDEST_TICK)


class HealthCheck:
    """Asks the database on a thread of its own, so that one that hangs stops nobody."""

    def __init__(self, store: Store, clock: Clock, last_tick: Callable[[], datetime | None]) -> None:
        self._store, self._clock, self._last_tick = store, clock, last_tick

    async def look(self) -> Health:
        now, tick = self._clock.now(), self._last_tick()
        tick_age = (now - tick).total_seconds() if tick else None
        try:
            oldest = await asyncio.wait_for(asyncio.to_thread(self._oldest), PATIENCE)
        except (Outage, TimeoutError):
            return Health(database=False, tick_age=tick_age)
        age = max(0.0, (now - oldest).total_seconds()) if oldest else None
        OUTBOX_AGE.set(age or 0)
        return Health(database=True, outbox_age=age, tick_age=tick_age)

    def _oldest(self) -> datetime | None:
        with self._store.reading() as tx:
            return outbox.oldest_pending(tx)
