"""What every double of a network has: started in a thread or in a running loop, and asked what happened."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from tests.doubles.faults import Faults
from tests.doubles.ledger import Call, Ledger, Refused, UpdateRecord, busiest
from tests.doubles.limits import Limits
from tests.doubles.pulse import Pulse
from tests.doubles.reading import Reader

T = TypeVar("T")


class World(Protocol):
    """All that a network knows."""

    pulse: Pulse
    ledger: Ledger
    faults: Faults
    limits: Limits


class Face(Protocol):
    """The HTTP side of a double."""

    async def start(self, port: int) -> int: ...

    async def stop(self) -> None: ...


class Double(ABC):
    """A network on loopback. `with` runs it in a thread, `async with` in the running loop."""

    def __init__(self, world: World, face: Face, port: int) -> None:
        self.port = port
        self.pulse, self.ledger = world.pulse, world.ledger
        self.faults, self.limits = world.faults, world.limits
        self._face = face
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._failure: OSError | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @abstractmethod
    def person(self, person_id: int, name: str = "") -> Reader:
        """The person with this number."""

    # ---- running

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(ready,), name=type(self).__name__, daemon=True
        )
        self._thread.start()
        ready.wait()
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
        if self._thread is not None:
            self._thread.join()

    def _run(self, ready: threading.Event) -> None:
        try:
            asyncio.run(self._serve(ready.set))
        except OSError as failure:  # the port is taken: told to the thread that waits in __enter__
            self._failure = failure
        finally:
            ready.set()

    async def _serve(self, ready: Callable[[], None]) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        async with self:
            ready()
            await self._stopping.wait()

    async def __aenter__(self) -> Self:
        self.port = await self._face.start(self.port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._face.stop()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Have a coroutine run in the double's loop, from another thread; the future waits for it."""
        if self._loop is None:
            raise RuntimeError("the double does not run in a thread")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    # ---- what happened

    def sent(self, chat: int | None = None) -> list[Call]:
        return self.ledger.sent(chat)

    def calls(self, method: str | None = None) -> list[Call]:
        return self.ledger.calls(method)

    def confirmed(self) -> list[UpdateRecord]:
        return self.ledger.confirmed()

    def unconfirmed(self) -> list[UpdateRecord]:
        return self.ledger.unconfirmed()

    @property
    def violations(self) -> list[Refused]:
        """Mistakes of the bot: tests assert that there are none."""
        return self.ledger.violations()

    def forgive(self) -> list[Refused]:
        """The violations so far, which count no more: for tests that commit them on purpose."""
        return self.ledger.forgive()

    @property
    def throttled(self) -> list[Refused]:
        """Calls answered with 429, by the limit or by a fault."""
        return self.ledger.refused(429)

    def busiest_second(self) -> int:
        """The most messages that were accepted in any one second."""
        return busiest(self.sent())

    def waits_until(self, true: Callable[[], bool], within: float = 5.0) -> bool:
        """Block until something about the double is true; looks again at every change."""
        return self.pulse.until(lambda: true() or None, within) is not None

    def waits_until_confirmed(self, within: float = 5.0) -> None:
        """Block until the bot has confirmed everything; raises AssertionError naming what is left."""
        if not self.waits_until(lambda: not self.unconfirmed(), within):
            left = [record.update_id for record in self.unconfirmed()]
            raise AssertionError(f"after {within} s the bot has not confirmed the updates {left}")
