"""The outbox on its way out: replies at once, pushes with what the budget leaves, both after any crash."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from bot.attaching import Attaching
from bot.budget import Budget
from bot.channels.base import Sender
from bot.clock import Clock, first_of
from bot.courier import Courier
from bot.gate import Admitted, Gate
from bot.marks import GivenBack, Marks, Writes
from bot.precedence import Precedence
from bot.predecessors import Predecessors
from bot.verdict import Rules
from storage import outbox
from storage.failures import Outage
from storage.outbox import Claimed
from storage.store import Tx

log = structlog.get_logger()
LOOK_SECONDS = 1.0  # how often the outbox is asked when nobody wakes us
CLAIM_AT_ONCE = 100
_AT_ONCE = timedelta(0)


@dataclass(frozen=True)
class Line:
    """One network as a lane uses it: who sends, how fast, and how many messages are on their way at once."""

    sender: Sender
    budget: Budget
    in_flight: int = 100
    gate: Gate | None = None  # where a network does not take everything at any time


class _Track:
    """One lane on one network: claims its rows, as many as its courier has room for.

    Networks have nothing in common here: one that is slow, angry or away holds up none of the others.
    """

    def __init__(
        self, lane: str, channel: str, line: Line, parts: _Parts, *, older_than: timedelta = _AT_ONCE
    ) -> None:
        self._lane, self._channel, self._budget, self._gate = lane, channel, line.budget, line.gate
        self._parts, self._older_than = parts, older_than
        self.courier = Courier(
            lane,
            line.sender,
            line.budget,
            parts.attaching,
            parts.marks,
            parts.rules,
            parts.clock,
            in_flight=line.in_flight,
        )
        if lane == "reply":
            self.courier.precedence = parts.precedence
        self.courier.left = self._made_room
        self._closing = self._more = False
        self.woken = asyncio.Event()

    async def run(self, until: asyncio.Event) -> None:
        """Claim until then or closed: on with it while there is more, else when woken or after a second."""
        while not self._closing and not until.is_set():
            if not await self.claim():
                pause = self._budget.closed_for() or LOOK_SECONDS
                await first_of(self.woken, min(pause, LOOK_SECONDS), self._parts.clock)

    async def close(self, seconds: float) -> None:
        self._closing = True
        self.woken.set()
        await self.courier.close(seconds)

    async def claim(self, older_than: timedelta | None = None) -> bool:
        """Hand the courier what is due; whether there may be more right now."""
        age = self._older_than if older_than is None else older_than
        limit = min(CLAIM_AT_ONCE, self.courier.room())
        if limit < self._worth_it() or self._budget.closed_for():
            self._more = True
            return False
        if self._lane == "bulk":
            await self._parts.precedence.give(self._parts.clock)
        try:
            claimed, admitted = await self._parts.writer.write(partial(self._admitted, limit=limit, age=age))
        except Outage as outage:
            log.warning("nothing claimed", lane=self._lane, error=type(outage).__name__)
            return False
        if admitted.pace is not None:
            self._budget.pace(admitted.pace)
        self.courier.put(admitted.rows, admitted.ways)
        self._more = claimed == limit
        return self._more

    def _made_room(self) -> None:
        """A push has left: the next ones are claimed while the last ones go out."""
        if self._lane == "bulk" and self._more and self.courier.room() >= self._worth_it():
            self.woken.set()

    def _worth_it(self) -> int:
        """How much room a claim wants: of a long broadcast some are claimed at a time."""
        return 1 if self._lane == "reply" else min(CLAIM_AT_ONCE, self.courier.most() // 2)

    def _admitted(self, tx: Tx, limit: int, age: timedelta) -> tuple[int, Admitted]:
        """How many rows were claimed, and those of them that go out now."""
        now, lease = self._parts.clock.now(), self._parts.rules.claim
        rows = outbox.claim(tx, self._lane, now, lease, limit, age, self._channel)
        return len(rows), self._gate.admit(tx, rows, now) if self._gate and rows else Admitted(rows)


@dataclass(frozen=True)
class _Parts:
    """What all tracks of a lane share."""

    writer: Writes
    attaching: Attaching
    marks: Marks
    rules: Rules
    clock: Clock
    precedence: Precedence


class _Lane:
    """The same lane on every network."""

    def __init__(
        self,
        lane: str,
        writer: Writes,
        lines: Mapping[str, Line],
        marks: Marks,
        rules: Rules,
        clock: Clock,
        *,
        older_than: timedelta = _AT_ONCE,
        precedence: Precedence | None = None,
    ) -> None:
        self._marks = marks
        parts = _Parts(writer, Attaching(writer), marks, rules, clock, precedence or Precedence())
        self._tracks = {
            name: _Track(lane, name, line, parts, older_than=older_than) for name, line in lines.items()
        }

    async def run(self, until: asyncio.Event | None = None) -> None:
        """Claim and send what is due, on all networks at once, until then or closed.

        What was claimed is sent all the same: it is ours as long as its claim.
        """
        until = until or asyncio.Event()
        await asyncio.gather(*(track.run(until) for track in self._tracks.values()))

    async def close(self, seconds: float = 8) -> None:
        """Finish what is being sent, give back the rest; `Marks.close` comes after it."""
        await asyncio.gather(*(track.close(seconds) for track in self._tracks.values()))


class ReplyLane(_Lane):
    """Answers to people: what a turn has claimed is sent at once; what a crash left over, a little later."""

    def __init__(
        self,
        writer: Writes,
        lines: Mapping[str, Line],
        marks: Marks,
        rules: Rules,
        clock: Clock,
        *,
        older_than: timedelta = timedelta(seconds=5),
        after: Predecessors | None = None,
        precedence: Precedence | None = None,
    ) -> None:
        """`after`: where other processes send as well, who knows what comes first; `precedence`: is told of
        what is on its way."""
        super().__init__(
            "reply", writer, lines, marks, rules, clock, older_than=older_than, precedence=precedence
        )
        self._after = after

    def put(self, claimed: Sequence[Claimed]) -> None:
        """Send rows that were claimed in the transaction that made them, just committed.

        Rows of a network that is not connected stay in the outbox.
        """
        for name, track in self._tracks.items():
            track.courier.put([row for row in claimed if row.channel == name], after=self._after)
        self._marks.add(*(GivenBack(row.id) for row in claimed if row.channel not in self._tracks))

    async def take_over(self) -> None:
        """Put first in line, however young, what a process that died has left and nobody claims any more.

        Called before anything is heard: no new answer then overtakes an old one in its chat.
        """
        for track in self._tracks.values():
            while await track.claim(_AT_ONCE):
                pass

    async def drain(self) -> None:
        """Wait until what was put is out."""
        for track in self._tracks.values():
            await track.courier.drain()


class BulkLane(_Lane):
    """Pushes: digests, notices, invitations, reminders."""

    def __init__(
        self,
        writer: Writes,
        lines: Mapping[str, Line],
        marks: Marks,
        rules: Rules,
        clock: Clock,
        precedence: Precedence | None = None,
    ) -> None:
        """`precedence`: of what is answered in this process, for which it stands aside."""
        super().__init__("bulk", writer, lines, marks, rules, clock, precedence=precedence)

    def wake(self) -> None:
        """There is something new in the outbox."""
        for track in self._tracks.values():
            track.woken.set()
