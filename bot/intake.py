"""Gathers what has arrived while the last commit ran and hands it to turns as one batch."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from bot.channels.base import Channel, Incoming, Undelivered
from bot.house import House
from bot.logs import request
from bot.metrics import ASIDE, BATCH, TURN_SECONDS, TURNS
from bot.precedence import Precedence
from bot.turns import Taken, Turned, set_aside, take_turns
from bot.untraceable.quiet import is_hidden
from bot.untraceable.trying import with_receipt
from bot.writer import Writer
from handlers import menu
from handlers.talk import Say
from storage.failures import Outage
from storage.outbox import Claimed

log = structlog.get_logger()
MOST = 200  # messages a transaction
ROUNDS = 2  # of the loop until what can be read is a message that waits: one reads, one takes
SOOTHED = 3600.0  # seconds until the same chat may hear of an outage again


@dataclass(frozen=True)
class _Waiting:
    incoming: Incoming
    done: asyncio.Future[Taken]


class Intake:
    """Takes messages from webhook, poller and terminal; each `take` returns once its turn is committed."""

    def __init__(
        self,
        writer: Writer,
        house: House,
        hand_over: Callable[[Sequence[Claimed]], None],
        wake_bulk: Callable[[], None],
        precedence: Precedence | None = None,
    ) -> None:
        """`precedence`: is told of each turn, so that pushes stand aside for it."""
        self._writer = writer
        self._house = house
        self._hand_over = hand_over
        self._wake_bulk = wake_bulk
        self._precedence = precedence or Precedence()
        self._waiting: list[_Waiting] = []
        self._draining: asyncio.Task[None] | None = None
        self._soothed: dict[tuple[str, str], float] = {}
        self._leaving: set[asyncio.Future[None]] = set()
        self._last_taken = time.monotonic()

    def silent_for(self) -> float:
        """Seconds since a turn was last committed, or since the start."""
        return time.monotonic() - self._last_taken

    async def take(self, incoming: Incoming) -> Taken:
        """The turn's result after its commit. Raises `Outage`: nothing was stored, do not acknowledge."""
        incoming = await with_receipt(incoming, self._house)
        waiting = _Waiting(incoming, asyncio.get_running_loop().create_future())
        with self._precedence.answering():
            self._waiting.append(waiting)
            if self._draining is None or self._draining.done():
                self._draining = asyncio.create_task(self._drain())
            return await waiting.done

    async def close(self) -> None:
        """Let the turns under way finish."""
        if self._draining is not None:
            await self._draining

    async def _drain(self) -> None:
        while self._waiting:
            await self._all_read()
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            with request():  # one id for all that is logged of a batch, its replies included
                await self._turn(batch)

    async def _all_read(self) -> None:
        """What has arrived and was not read yet comes along: the loop goes round, no clock is waited for."""
        before = 0
        while before < len(self._waiting) < MOST:
            before = len(self._waiting)
            for _ in range(ROUNDS):
                await asyncio.sleep(0)

    async def _turn(self, batch: Sequence[_Waiting]) -> None:
        started = time.perf_counter()
        try:
            turned = await self._commit([waiting.incoming for waiting in batch])
        except Outage as outage:
            await self._out(batch, outage)
        except Exception as error:  # noqa: BLE001 - recorded: whoever fails alone is set aside with a row
            await self._one_by_one(batch, error)
        else:
            self._finish(batch, turned)
            BATCH.observe(len(batch))
            TURN_SECONDS.observe(seconds := time.perf_counter() - started)
            if told := turned.new - turned.hidden.count:
                log.info("turns committed", count=told, seconds=round(seconds, 4))

    async def _commit(self, batch: Sequence[Incoming]) -> Turned:
        # Read inside the job, the clock is that of the commit, and the same for the whole batch.
        return await self._writer.write(lambda tx: take_turns(tx, batch, self._house, datetime.now(UTC)))

    def _finish(self, batch: Sequence[_Waiting], turned: Turned) -> None:
        self._last_taken = time.monotonic()
        TURNS.inc(len(batch))
        self._hand_over(turned.replies)
        if self._house.apart and turned.hidden.settled:
            self._house.apart.settle(turned.hidden.settled)
        if turned.pushes:
            self._wake_bulk()
        for waiting, taken in zip(batch, turned.taken, strict=True):
            if taken.leaves:
                self._leave(waiting.incoming, taken.leaves)
            if not waiting.done.done():
                waiting.done.set_result(taken)

    def _leave(self, incoming: Incoming, words: str) -> None:
        """A group is left after the commit; if that is lost, whoever adds us again tries again."""
        if channel := self._house.channels.get(incoming.channel):
            leaving = asyncio.ensure_future(_left(channel, incoming.address, words))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)

    async def _out(self, batch: Sequence[_Waiting], outage: Outage) -> None:
        log.warning("outage", count=len(batch), error=type(outage.__cause__ or outage).__name__)
        for waiting in batch:
            await self._soothe(waiting.incoming)
            if not waiting.done.done():
                waiting.done.set_exception(outage)

    async def _soothe(self, incoming: Incoming) -> None:
        """At most once an hour and chat: the message is safe with the network and need not be sent again."""
        chat = (incoming.channel, incoming.address)
        channel: Channel | None = self._house.channels.get(incoming.channel)
        fresh = time.monotonic() - self._soothed.get(chat, -SOOTHED) >= SOOTHED
        if incoming.kind != "message" or channel is None or not fresh:
            return
        self._soothed[chat] = time.monotonic()
        try:
            await channel.send(incoming.address, Say(menu.safe_with_network(incoming.language)))
        except Exception as error:  # noqa: BLE001 - the outage is what matters, a lost comfort is logged
            log.warning("comfort not delivered", error=type(error).__name__)

    async def _one_by_one(self, batch: Sequence[_Waiting], error: Exception) -> None:
        if len(batch) > 1:
            log.warning("batch split", count=len(batch), error=type(error).__name__)
            for waiting in batch:
                await self._turn([waiting])
            return
        await self._again_or_aside(batch[0])

    async def _again_or_aside(self, waiting: _Waiting) -> None:
        """Failed alone: once more, and when that fails too the message is set aside and its sender told."""
        try:
            turned = await self._commit([waiting.incoming])
        except Outage as outage:
            await self._out([waiting], outage)
        except Exception as error:  # noqa: BLE001 - its row is the one that is set aside
            await self._aside(waiting, error)
        else:
            self._finish([waiting], turned)

    async def _aside(self, waiting: _Waiting, error: Exception) -> None:
        ASIDE.inc()
        told = {} if is_hidden(waiting.incoming, self._house) else {"update_id": waiting.incoming.update_id}
        log.error("set aside", **told, exc_info=error)
        try:
            turned = await self._writer.write(
                lambda tx: set_aside(tx, waiting.incoming, error, self._house, datetime.now(UTC))
            )
        except Outage as outage:
            await self._out([waiting], outage)
        else:
            self._finish([waiting], turned)


async def _left(channel: Channel, address: str, words: str) -> None:
    try:
        await channel.leave(address, words)
    except Undelivered as error:
        log.warning("group not left", error=type(error).__name__)
