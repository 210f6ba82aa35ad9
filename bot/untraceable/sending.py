"""What became of replies that stand in no outbox: sent and forgotten, or tried again from the room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.clock import Clock
from bot.marks import GivenBack, Later, Mark, Sent
from bot.untraceable.room import Happened, Room
from storage.outbox import Claimed

PAUSE = 2.0  # until what was given back is handed over anew
HandOver = Callable[[Sequence[Claimed]], None]


class Sending:
    """Takes the marks of such replies; `hand_over` is given once there is somebody to hand them to."""

    def __init__(self, room: Room, clock: Clock, happened: Happened) -> None:
        self._room, self._clock, self._happened = room, clock, happened
        self._waiting: set[asyncio.Task[None]] = set()
        self.hand_over: HandOver = lambda _rows: None
        self.forget: Callable[[str], object] = lambda _ref: None  # what was told of it before

    def marked(self, mark: Mark) -> None:
        """What the network made of one of them."""
        if isinstance(mark, (Later, GivenBack)):
            self._again(mark)
            return
        if isinstance(mark, Sent) and mark.ref:
            self._room.refs.keep(mark.ref, self._clock.now())
            self.forget(mark.ref)
        self._room.said(mark.id)

    async def take_over(self, seconds: float = 0, only: str = "") -> None:
        """Hand over what a process that died so long ago left unsaid, on this network. Raises `Outage`."""
        self.hand_over(await asyncio.to_thread(self._room.unsaid, self._happened, seconds, only))

    def close(self) -> None:
        """What waits is said by whoever starts next."""
        for waiting in self._waiting:
            waiting.cancel()

    def _again(self, mark: Later | GivenBack) -> None:
        row = self._room.on_its_way(mark.id)
        if row is None:
            return
        wait = PAUSE
        if isinstance(mark, Later):
            wait = max(PAUSE, (mark.due_at - self._clock.now()).total_seconds())
        task = asyncio.get_running_loop().create_task(self._later(row, wait))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _later(self, row: Claimed, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self.hand_over([row])
