"""A clock that only moves when a test moves it."""

from __future__ import annotations

import asyncio
import heapq
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Serang
SETTLED = 60  # rounds of the loop after which nothing of ours has anything left to do


class MovedClock:
    """Sleepers wake in the order of their time, while `advance` passes it."""

    def __init__(self, now: datetime = NOON) -> None:
        self._start, self._passed = now, 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def ticks(self) -> float:
        return 1000.0 + self._passed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self._passed + seconds, self._count, woken))
        await woken

    async def settle(self) -> None:
        """Let everything run that need not wait for time."""
        for _ in range(SETTLED):
            await asyncio.sleep(0)

    async def advance(self, seconds: float) -> None:
        """Let so much time pass, stopping at every moment at which somebody wakes."""
        end = self._passed + seconds
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            await self.wake_next()
        self._passed = end
        await self.settle()

    def jump(self, seconds: float) -> None:
        """The machine was asleep: time has passed, and nobody woke."""
        self._passed += seconds

    async def wake_next(self) -> None:
        """Move to the next moment at which somebody wakes."""
        moment, _, woken = heapq.heappop(self._sleepers)
        self._passed = max(self._passed, moment)
        if not woken.done():
            woken.set_result(None)
            await self.settle()
