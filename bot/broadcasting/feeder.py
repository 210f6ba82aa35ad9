"""Looks after all broadcasts: selects, feeds the outbox, sweeps after a stop, tells how far each is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot import estimating
from bot.broadcasting import asking, feeding, progress, selecting
from bot.broadcasting.kinds import Around, Kind
from bot.broadcasting.progress import Pace
from bot.broadcasting.purposes import KINDS
from bot.broadcasting.selecting import Selection
from bot.clock import Clock, first_of
from bot.delivery import BulkLane, Line, ReplyLane
from bot.marks import Writes
from bot.offices.mistaken import Mistaken
from bot.precedence import Precedence
from bot.templates.account import CHANNEL
from handlers.broadcast_views import BroadcastView
from storage import broadcasts
from storage.broadcasts import BroadcastRow
from storage.failures import Outage
from storage.outbox import Claimed
from storage.store import Store, Tx

log = structlog.get_logger()
BUSY_SECONDS, IDLE_SECONDS = 0.25, 1.0
SWEPT_FOR = timedelta(minutes=10)  # after a stop: longer than a claim lives
LOOKED_AFTER = ("selecting", "going", "paused")


@dataclass(frozen=True)
class Hands:
    """What the feeder works with.

    `rates`: messages a second of each network's bulk lane; `send`: sends claimed replies at once; `wake`:
    says that there is something new for the bulk lane; `precedence`: what it stands aside for.
    """

    rates: Callable[[], Mapping[str, int]]
    send: Callable[[Sequence[Claimed]], None]
    wake: Callable[[], None]
    precedence: Precedence = field(default_factory=Precedence)


def hands(pushed: Mapping[str, Line], replies: ReplyLane, bulk: BulkLane, precedence: Precedence) -> Hands:
    """Those of a running process, whose bulk lane sends on these lines."""
    return Hands(
        lambda: {name: line.budget.rate(bulk=True) for name, line in pushed.items()},
        replies.put,
        bulk.wake,
        precedence,
    )


class Feeder:
    """One for all broadcasts; at any moment at most one process has one at work."""

    def __init__(self, store: Store, writer: Writes, around: Around, hands: Hands, clock: Clock) -> None:
        self._store, self._writer, self._around, self._hands = store, writer, around, hands
        self._clock = clock
        self._told: dict[int, tuple[str, float]] = {}  # the state as it was told, and when it is told again
        self._woken = asyncio.Event()

    async def run(self, until: asyncio.Event) -> None:
        """Look after them until then."""
        while not until.is_set():
            try:
                busy = await self.look()
            except Outage as outage:
                log.warning("broadcasts wait", error=type(outage).__name__)
                busy = False
            await first_of(self._woken, BUSY_SECONDS if busy else IDLE_SECONDS, self._clock)

    def wake(self) -> None:
        """There is a new one."""
        self._woken.set()

    async def look(self) -> bool:
        """Do what there is to do now; whether something is going on."""
        rows = await asyncio.to_thread(self._open)
        for row in rows:
            if kind := KINDS.get(row.purpose):
                await self._look_after(row, kind)
        return any(row.state in LOOKED_AFTER for row in rows)

    def _open(self) -> list[BroadcastRow]:
        """Those that are not over, and those that were stopped a moment ago or whose end was not told."""
        with self._store.reading() as tx:
            return broadcasts.on_the_way(tx, self._clock.now() - SWEPT_FOR)

    async def _look_after(self, row: BroadcastRow, kind: Kind) -> None:
        now = self._clock.now()
        if row.state == "selecting":
            await self._select(row, kind, now)
        elif row.state == "going":
            await self._feed(row, kind)
        elif row.state in ("paused", "stopped"):
            await self._writer.write(partial(feeding.sweep, row=row, now=now))
        if row.state != "selecting":
            await self._tell(row.id)

    async def _select(self, row: BroadcastRow, kind: Kind, now: datetime) -> None:
        try:
            selection, says = await asyncio.to_thread(self._selection, row, kind, now)
        except Mistaken as why:
            log.warning("nobody selected", broadcast=row.id)
            await self._writer.write(partial(_drop, row=row, now=now))
            await self._tell(row.id, problem=str(why))
            return
        kept = partial(
            selecting.keep_and_send,
            broadcast_id=row.id,
            selection=selection,
            kind=kind,
            yes_above=self._around.settings.forum.yes_above,
            now=now,
        )
        if await self._writer.write(kept) is not None:
            log.info("selected", broadcast=row.id, count=len(selection.chosen.people))
            await self._tell(row.id, says)

    def _selection(self, row: BroadcastRow, kind: Kind, now: datetime) -> tuple[Selection, Mapping[str, int]]:
        """Whom it reaches, and the numbers its maker is told, what it costs among them."""
        with self._store.reading() as tx:
            selection = selecting.select(tx, row, kind, self._around, now)
            paid = estimating.price(tx, selection.by_channel.get(CHANNEL, ()), self._around.settings)
        return selection, {**selection.chosen.says, "price": paid["price_idr"]}

    async def _feed(self, row: BroadcastRow, kind: Kind) -> None:
        rates, fed = self._hands.rates(), feeding.Fed(more=True)
        while fed.more:
            await self._hands.precedence.give(self._clock)
            now = self._clock.now()
            around = self._around
            fed = await self._writer.write(
                partial(feeding.feed, broadcast_id=row.id, kind=kind, around=around, rates=rates, now=now)
            )
            if fed.queued:
                self._hands.wake()

    async def _tell(
        self, broadcast_id: int, says: Mapping[str, int] | None = None, problem: str = ""
    ) -> None:
        """Draw its message anew: at every turn, and every few seconds while it goes out."""
        read = await asyncio.to_thread(self._seen, broadcast_id, says)
        if read is None:
            return
        row, view = read
        view, now = replace(view, problem=problem), self._clock.now()
        self._hands.send(await self._writer.write(partial(progress.draw, row=row, view=view, now=now)))
        if row.state == "asked":
            await self._writer.write(lambda tx: asking.ask(tx, row, view, now))
            self._hands.wake()

    def _is_told(self, row: BroadcastRow) -> bool:
        """Whether its maker knows what there is to know for now."""
        before, at = self._told.get(row.id, ("", 0.0))
        return before == row.state and (row.state != "going" or self._clock.ticks() < at)

    def _seen(
        self, broadcast_id: int, says: Mapping[str, int] | None
    ) -> tuple[BroadcastRow, BroadcastView] | None:
        """As it is now, unless that was told a moment ago."""
        with self._store.reading() as tx:
            row = broadcasts.by_id(tx, broadcast_id)
            if row is None or self._is_told(row):
                return None
            pause = self._around.settings.forum.progress_seconds
            self._told[row.id] = (row.state, self._clock.ticks() + pause)
            pace = Pace(self._hands.rates())
            return row, progress.seen(tx, row, self._around, pace, self._clock.now(), says)


def _drop(tx: Tx, row: BroadcastRow, now: datetime) -> None:
    """Nobody is to get it."""
    broadcasts.change(tx, row.id, state="stopped", finished_at=now)
