"""How many messages may go out: one budget per bot, as the network counts them, for both lanes."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from bot.clock import Clock
from bot.precedence import LONGEST_ASIDE, Precedence

WINDOW = 1.0  # seconds in which no more than `rate` messages may arrive
BURST = 5.0  # seconds over which a chat's rate is an average
GROUP_WINDOW = 60.0
CATCH_UP = 0.1  # seconds
_MANY_CHATS = 1000


class Window:
    """At most `limit` places, each taken for so many seconds."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._ends: list[float] = []

    def wait(self, now: float) -> float:
        """Seconds until a place is free."""
        if self._ends and self._ends[0] <= now:
            del self._ends[: bisect_right(self._ends, now)]
        return self._ends[-self._limit] - now if len(self._ends) >= self._limit else 0.0

    def idle(self, now: float) -> bool:
        """Nothing is taken any more."""
        return not self._ends or self._ends[-1] <= now

    def narrow(self, limit: int) -> None:
        """From now on so many places; those that are taken stay taken."""
        self._limit = limit

    def take(self, until: float) -> None:
        insort(self._ends, until)

    def drop(self, until: float) -> None:
        place = bisect_left(self._ends, until)  # in order, and many where much may go out
        if self._ends[place : place + 1] == [until]:
            del self._ends[place]


class Evenly:
    """Pushes of a long broadcast go out one by one, not a second's worth at once: an answer finds a gap.

    Begins when the window is full for the first time, ends when nothing was sent for a second. Where the loop
    was late, what was missed is made up for, at most so much as in CATCH_UP seconds.
    """

    def __init__(self) -> None:
        self._on = False
        self._next = self._last = 0.0

    def begin(self, free_at: float, kept: float = 0.0) -> None:
        """The window is full until then: nothing to be made up for, but for so long as a push was kept."""
        self._next = max(self._next, free_at - (kept if self._on else 0.0))
        self._on = True

    def wait(self, now: float) -> float:
        """Seconds until the next push."""
        if now - self._last > WINDOW + CATCH_UP:
            self._on = False
        return max(0.0, self._next - now) if self._on else 0.0

    def late(self, now: float, asked: float) -> float:
        """Seconds that the next push has been kept: since its turn came, or since it was `asked` for."""
        return now - (self._next if self._on else asked)

    def took(self, now: float, rate: int) -> None:
        """One goes out now."""
        self._next = max(self._next, now - CATCH_UP) + WINDOW / rate
        self._last = now


class Slot:
    """The right to send one message now; use it as `with`: its second begins when the network has answered.

    The message arrives somewhere between. Counting from both ends, no second at the network is too full. In
    the `own` window it counts from when it left: that is a speed of ours, which slow answers do not lower.
    """

    def __init__(self, windows: tuple[Window, ...], clock: Clock, own: tuple[Window, ...] = ()) -> None:
        self._windows, self._own, self._clock = windows, own, clock
        self._until = clock.ticks() + WINDOW
        for window in (*windows, *own):
            window.take(self._until)

    def give_back(self) -> None:
        """Nothing is sent after all."""
        for window in (*self._windows, *self._own):
            window.drop(self._until)
        self._windows = self._own = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.used()

    def used(self) -> None:
        """The network has answered, or will not."""
        until = self._clock.ticks() + WINDOW
        for window in self._windows:
            window.drop(self._until)
            window.take(until)


class Budget:
    """Messages a second over both lanes together; replies go first, pushes take what is left."""

    def __init__(
        self, rate: int, bulk_rate: int, chat_rate: int, clock: Clock, *, group_rate: int = 20
    ) -> None:
        self._clock = clock
        self._rates, self._bulk_rate = {False: rate, True: bulk_rate}, bulk_rate
        self._all, self._pushes, self._evenly = Window(rate), Window(bulk_rate), Evenly()
        self._chat_limit, self._group_limit = int(chat_rate * BURST), group_rate
        self._chats: dict[str, Window] = {}
        self._many = _MANY_CHATS  # from so many on those who have long been silent are forgotten
        self._closed_until = 0.0
        self._turnstiles = {False: asyncio.Lock(), True: asyncio.Lock()}  # each lane in the order it came
        self._replies = 0
        self._no_reply_waits = asyncio.Event()
        self._no_reply_waits.set()
        self._precedence = Precedence()

    def give_way(self, precedence: Precedence) -> None:
        """From now on a push also waits a moment for the answers that this knows of; the rate is kept."""
        self._precedence = precedence

    async def acquire(self, chat: str, *, bulk: bool = False) -> Slot:
        """Wait until one more message may go to this chat."""
        await self.chat_turn(chat)
        return await self.slot(bulk=bulk)

    async def chat_turn(self, chat: str) -> None:
        """Wait until this chat may get one more, whatever else is going on."""
        window = self._chat(chat)
        while wait := window.wait(self._clock.ticks()):
            await self._clock.sleep(wait)
        window.take(self._clock.ticks() + (GROUP_WINDOW if _is_group(chat) else BURST))

    async def slot(self, *, bulk: bool = False) -> Slot:
        """Wait until the bot may send one more. `bulk`: also until no reply waits."""
        if bulk:
            return await self._push_slot()
        if not self._replies and not self._wait((self._all,)):  # nobody is before us, and there is room
            return Slot((self._all,), self._clock)
        with self._reply_waiting():
            async with self._turnstiles[False]:
                return await self._slot((self._all,))

    def rate(self, *, bulk: bool = False) -> int:
        """Messages a second that the lane may send at most."""
        return self._rates[bulk]

    def pace(self, share: float) -> None:
        """Pushes use this share of their messages a second from now on, and never less than one."""
        self._rates[True] = max(1, int(self._bulk_rate * share))
        self._pushes.narrow(self._rates[True])

    def throttled(self, after: float) -> None:
        """The network wants to hear nothing for so many seconds."""
        self._closed_until = max(self._closed_until, self._clock.ticks() + after)

    def closed_for(self) -> float:
        """Seconds until the network takes messages again."""
        return max(0.0, self._closed_until - self._clock.ticks())

    def _chat(self, chat: str) -> Window:
        if len(self._chats) > self._many:
            now = self._clock.ticks()
            self._chats = {name: window for name, window in self._chats.items() if not window.idle(now)}
            self._many = max(_MANY_CHATS, 2 * len(self._chats))
        if chat not in self._chats:
            self._chats[chat] = Window(self._group_limit if _is_group(chat) else self._chat_limit)
        return self._chats[chat]

    async def _slot(self, windows: tuple[Window, ...]) -> Slot:
        while wait := self._wait(windows):
            await self._clock.sleep(wait)
        return Slot(windows, self._clock)

    async def _push_slot(self) -> Slot:
        windows, asked = (self._all, self._pushes), self._clock.ticks()
        async with self._turnstiles[True]:
            while True:
                await self._no_reply_waits.wait()
                now = self._clock.ticks()
                if full := self._wait(windows):
                    self._evenly.begin(now + full, LONGEST_ASIDE if self._precedence.taken() else 0.0)
                if wait := max(full, self._evenly.wait(now)):
                    await self._clock.sleep(wait)
                elif (spare := self._spare(now, asked)) > 0:
                    await self._precedence.give(self._clock, spare)
                else:
                    self._evenly.took(now, self._rates[True])
                    return Slot((self._all,), self._clock, (self._pushes,))

    def _spare(self, now: float, asked: float) -> float:
        """Seconds that the next push may still stand aside; none where nobody is being answered."""
        return LONGEST_ASIDE - self._evenly.late(now, asked) if self._precedence.taken() else 0.0

    def _wait(self, windows: tuple[Window, ...]) -> float:
        now = self._clock.ticks()
        return max(self.closed_for(), *(window.wait(now) for window in windows))

    @contextmanager
    def _reply_waiting(self) -> Iterator[None]:
        self._replies += 1
        self._no_reply_waits.clear()
        try:
            yield
        finally:
            self._replies -= 1
            if not self._replies:
                self._no_reply_waits.set()


def _is_group(chat: str) -> bool:
    return chat.startswith("-")
