"""A Telegram Bot API of our own on loopback: started in a thread, in a running loop, or as a process."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.doubles.groups import Group
from tests.doubles.ledger import Call, Refused, UpdateRecord, busiest
from tests.doubles.network import Network, Tap
from tests.doubles.people import Person
from tests.doubles.server import Server
from tests.doubles.wire import Json

TOKEN = "4200000001:AAF-doubles_of_the_suara_warga_bot_x"
PUSH_TIMEOUT = 30.0
T = TypeVar("T")


class BotApi:
    """The double. `with BotApi()` runs it in a thread, `async with BotApi()` in the running loop.

    `rate` is the number of sends the network takes in any second (None: no limit).
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        port: int = 0,
        rate: int | None = 30,
        chat_rate: int | None = None,
        push_timeout: float = PUSH_TIMEOUT,
    ) -> None:
        self.token, self.port = token, port
        self.network = Network(token, rate, chat_rate)
        self.faults, self.files, self.limits = self.network.faults, self.network.files, self.network.limits
        self.ledger, self.pulse = self.network.ledger, self.network.pulse
        self._server = Server(self.network, push_timeout)
        self._people: dict[int, Person] = {}
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._failure: OSError | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def username(self) -> str:
        return str(self.network.bot["username"])

    # ---- running

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="botapi", daemon=True)
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
        self.port = await self._server.start(self.port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.stop()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Have a coroutine run in the double's loop, from another thread; the future waits for it."""
        if self._loop is None:
            raise RuntimeError("the double does not run in a thread")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    # ---- people

    def person(self, person_id: int, name: str = "", language_code: str = "id") -> Person:
        """The person with this id; a new one has an open chat with the bot."""
        if person_id not in self._people:
            self._people[person_id] = Person(self.network, person_id, name, language_code)
        return self._people[person_id]

    def group(self, group_id: int = -1001, title: str = "Warga Cipocok") -> Group:
        return Group(self.network, group_id, title)

    def put(self, update: Json) -> UpdateRecord:
        """A raw update, whatever is in it; it gets the next id when it brings none."""
        return self.network.put(update)

    def redeliver(self, update_id: int, copies: int = 1) -> None:
        """Hand an update over again: to a webhook in parallel, to a poller in one batch."""
        self.network.redeliver(update_id, copies)

    def know(self, *chat_ids: int) -> None:
        """These people have an open chat with the bot, without any update about it."""
        self.network.know(*chat_ids)

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

    def unanswered(self) -> list[Tap]:
        """Taps whose spinner still turns."""
        return self.network.unanswered()

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


async def _serve_process(arguments: argparse.Namespace) -> None:
    rate, stop = arguments.rate or None, asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell may have had one of them ignored
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with BotApi(arguments.token, port=arguments.port, rate=rate) as api:
        print(json.dumps({"port": api.port, "base": api.base, "token": api.token}), flush=True)
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.doubles.botapi", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--rate", type=int, default=30, help="sends in any one second; 0: no limit")
    asyncio.run(_serve_process(parser.parse_args()))


if __name__ == "__main__":
    main()
