"""Pulse wakes threads and coroutines alike when something they wait for has changed."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class Pulse:
    """One lock for the whole double, and one bell per thing that may change ("queue", a chat id).

    Threads (the tests) wait on a condition; coroutines (the server, the load) wait on futures of
    the server's loop, so nobody polls.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition(threading.RLock())
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_thread = 0
        self._sleepers: dict[Hashable, list[asyncio.Future[None]]] = {}

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Coroutines will wait in this loop; call it from the loop's own thread."""
        self._loop, self._loop_thread = loop, threading.get_ident()

    def unbind(self) -> None:
        self._loop, self._loop_thread = None, 0
        self._sleepers.clear()

    @contextmanager
    def look(self) -> Iterator[None]:
        """Nothing changes while the block reads."""
        with self._condition:
            yield

    @contextmanager
    def change(self, *bells: Hashable) -> Iterator[None]:
        """The block changes something; whoever waits for one of the bells is woken after it."""
        try:
            with self._condition:
                yield
                self._condition.notify_all()
        finally:
            for bell in bells:
                self._ring_from_anywhere(bell)

    def _ring_from_anywhere(self, bell: Hashable) -> None:
        if threading.get_ident() == self._loop_thread:
            return self._ring(bell)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, bell)
        return None

    def _ring(self, bell: Hashable) -> None:
        for sleeper in self._sleepers.pop(bell, []):
            if not sleeper.done():
                sleeper.set_result(None)

    async def beat(self, bell: Hashable, within: float) -> bool:
        """Wait in the loop for the bell, at most `within` seconds; False when it did not ring.

        Look at the state first and call this without an `await` in between: then no change is missed.
        """
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError("coroutines can wait only in the loop the double runs in")
        sleeper: asyncio.Future[None] = self._loop.create_future()
        self._sleepers.setdefault(bell, []).append(sleeper)
        try:
            done, _ = await asyncio.wait({sleeper}, timeout=max(within, 0.0))
        finally:
            self._forget(bell, sleeper)
        return bool(done)

    def _forget(self, bell: Hashable, sleeper: asyncio.Future[None]) -> None:
        sleepers = self._sleepers.get(bell, [])
        if sleeper in sleepers:
            sleepers.remove(sleeper)

    def until(self, found: Callable[[], T | None], within: float) -> T | None:
        """Block this thread until `found()` gives something, at most `within` seconds."""
        deadline = time.monotonic() + within
        with self._condition:
            while (thing := found()) is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self._condition.wait(left)
            return thing
