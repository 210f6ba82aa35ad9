"""The outbox on its way out: replies at once, pushes with what the budget leaves, both after any crash."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog

from bot.budget import Budget
from bot.clock import Clock, first_of
from bot.courier import Courier, Sender
from bot.marks import Marks, Writes
from bot.verdict import Rules
from storage import outbox
from storage.failures import Outage
from storage.outbox import Claimed

log = structlog.get_logger()
LOOK_SECONDS = 1.0  # how often the outbox is asked when nobody wakes us
CLAIM_AT_ONCE = 100


class _Claims:
    """Claims rows of one lane for a courier, as many as it has room for."""

    def __init__(
        self,
        lane: str,
        writer: Writes,
        courier: Courier,
        budget: Budget,
        clock: Clock,
        rules: Rules,
        older_than: timedelta,
    ) -> None:
        self._lane, self._writer, self._courier = lane, writer, courier
        self._budget, self._clock = budget, clock
        self._lease, self._older_than = rules.claim, older_than
        self._closing = False
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """Claim until closed: on with it while there is more, else when woken or after a second."""
        while not self._closing:
            if not await self.claim():
                await first_of(self.woken, LOOK_SECONDS, self._clock)

    def close(self) -> None:
        self._closing = True
        self.woken.set()

    async def claim(self, older_than: timedelta | None = None) -> bool:
        """Hand the courier what is due; whether there may be more right now."""
        age = self._older_than if older_than is None else older_than
        limit = min(CLAIM_AT_ONCE, self._courier.room())
        if not limit or self._budget.closed_for():
            return False
        try:
            rows = await self._writer.write(
                lambda tx: outbox.claim(tx, self._lane, self._clock.now(), self._lease, limit, age)
            )
        except Outage as outage:
            log.warning("nothing claimed", lane=self._lane, error=type(outage).__name__)
            return False
        self._courier.put(rows)
        return len(rows) == limit


class ReplyLane:
    """Answers to people: what a turn has claimed is sent at once; what a crash left over, a little later."""

    def __init__(
        self,
        writer: Writes,
        channels: Mapping[str, Sender],
        budget: Budget,
        marks: Marks,
        rules: Rules,
        clock: Clock,
        *,
        in_flight: int = 100,
        older_than: timedelta = timedelta(seconds=5),
    ) -> None:
        self._courier = Courier("reply", channels, budget, marks, rules, clock, in_flight=in_flight)
        self._claims = _Claims("reply", writer, self._courier, budget, clock, rules, older_than)

    def put(self, claimed: Sequence[Claimed]) -> None:
        """Send rows that were claimed in the transaction that made them, just committed."""
        self._courier.put(claimed)

    async def take_over(self) -> None:
        """Put first in line, however young, what a process that died has left and nobody claims any more.

        Called before anything is heard: no new answer then overtakes an old one in its chat.
        """
        while await self._claims.claim(timedelta(0)):
            pass

    async def drain(self) -> None:
        """Wait until what was put is out."""
        await self._courier.drain()

    async def run(self) -> None:
        """Claim what nobody sends: replies older than `older_than` whose claim has run out."""
        await self._claims.run()

    async def close(self, seconds: float = 8) -> None:
        """Finish what is being sent, give back the rest; `Marks.close` comes after it."""
        self._claims.close()
        await self._courier.close(seconds)


class BulkLane:
    """Pushes: digests, notices, invitations, reminders."""

    def __init__(
        self,
        writer: Writes,
        channels: Mapping[str, Sender],
        budget: Budget,
        marks: Marks,
        rules: Rules,
        clock: Clock,
        *,
        in_flight: int = 25,
    ) -> None:
        self._courier = Courier("bulk", channels, budget, marks, rules, clock, in_flight=in_flight)
        self._claims = _Claims("bulk", writer, self._courier, budget, clock, rules, timedelta(0))

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._claims.woken.set()

    async def run(self) -> None:
        """Send what is due, until closed."""
        await self._claims.run()

    async def close(self, seconds: float = 8) -> None:
        """Finish what is being sent, give back the rest; `Marks.close` comes after it."""
        self._claims.close()
        await self._courier.close(seconds)
