"""The pusher: posts what waits to the webhook, in order per chat, until each was taken."""

from __future__ import annotations

import asyncio
import io
import time
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Hashable
from typing import Protocol

import aiohttp

from tests.doubles.ledger import Id, UpdateRecord
from tests.doubles.pulse import Pulse

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
IDLE = 60.0


class Hook(Protocol):
    """Where to push; an empty url means nowhere."""

    url: str
    max_connections: int


class Queue(Protocol):
    """What waits to be pushed, and what is to be pushed again at once."""

    pending: dict[Id, UpdateRecord]
    again: list[UpdateRecord]

    @property
    def webhook(self) -> Hook: ...

    def confirm(self, record: UpdateRecord) -> None: ...

    def push_failed(self, why: str) -> None: ...


class Pusher(ABC):
    """Never two pushes of one chat at once, never more than `max_connections` in all.

    The real network waits from one second to minutes before it tries again; here the pause is short.
    """

    def __init__(self, pulse: Pulse, queue: Queue, push_timeout: float) -> None:
        self._pulse, self._queue = pulse, queue
        self._timeout = aiohttp.ClientTimeout(total=push_timeout)
        self._busy: set[Hashable] = set()
        self._tasks: set[asyncio.Task[object]] = set()
        self._tries: dict[Id, int] = {}
        self._not_before: dict[Id, float] = {}

    async def run(self) -> None:
        """Push until cancelled."""
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, timeout=self._timeout) as session:
            try:
                while True:
                    pause = self._start_all_due(session)
                    await self._pulse.beat("queue", pause)
            finally:
                await self._stop()

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start_all_due(self, session: aiohttp.ClientSession) -> float:
        """Start what may go now; gives the seconds until the next retry is due."""
        with self._pulse.look():
            hook = self._queue.webhook
            if not hook.url:
                return IDLE
            self._start_copies(session, hook)
            waits = [self._start_if_due(session, hook, r) for r in self._waiting(hook)]
        return min(waits, default=IDLE)

    def _waiting(self, hook: Hook) -> list[UpdateRecord]:
        """The oldest update of every chat that has no push under way, as many as there is room for."""
        seen = set(self._busy)
        room = hook.max_connections - len(self._tasks)
        heads: list[UpdateRecord] = []
        for record in self._queue.pending.values():
            if len(heads) >= room:
                break
            if _line_of(record) not in seen:
                seen.add(_line_of(record))
                heads.append(record)
        return heads

    def _start_copies(self, session: aiohttp.ClientSession, hook: Hook) -> None:
        """Redelivered updates go out at once and side by side: that is what they are for."""
        copies, self._queue.again = self._queue.again, []
        for record in copies:
            self._start(self._push(session, hook, record))

    def _start_if_due(self, session: aiohttp.ClientSession, hook: Hook, record: UpdateRecord) -> float:
        wait = self._not_before.get(record.update_id, 0.0) - time.monotonic()
        if wait > 0:
            return wait
        self._busy.add(_line_of(record))
        self._start(self._push_in_line(session, hook, record))
        return IDLE

    def _start(self, push: Coroutine[None, None, object]) -> None:
        task = asyncio.create_task(push)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: self._look_again())

    def _look_again(self) -> None:
        with self._pulse.change("queue"):
            pass

    async def _push_in_line(self, session: aiohttp.ClientSession, hook: Hook, record: UpdateRecord) -> None:
        try:
            if not await self._push(session, hook, record):
                self._postpone(record)
        finally:
            self._busy.discard(_line_of(record))

    def _postpone(self, record: UpdateRecord) -> None:
        tries = self._tries[record.update_id] = self._tries.get(record.update_id, 0) + 1
        pause = min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
        self._not_before[record.update_id] = time.monotonic() + pause

    async def _push(self, session: aiohttp.ClientSession, hook: Hook, record: UpdateRecord) -> bool:
        """One POST. Confirmed only when the whole response of success has been read."""
        with self._pulse.change():
            self.note_delivery(record)
        content, headers = self.letter(record)
        try:
            async with session.post(hook.url, data=io.BytesIO(content), headers=headers) as response:
                body = await response.read()
        except TimeoutError:
            return self._failed("Read timeout expired")
        except aiohttp.ClientConnectorError:
            return self._failed("Connection refused")
        except (aiohttp.ClientError, OSError):
            return self._failed("Webhook connection closed")
        if not self.is_success(response.status):
            return self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
        self._queue.confirm(record)
        await self.read_answer(response.headers.get("Content-Type", ""), body)
        return True

    def _failed(self, why: str) -> bool:
        self._queue.push_failed(why)
        return False

    # ---- in what the networks differ

    @abstractmethod
    def letter(self, record: UpdateRecord) -> tuple[bytes, dict[str, str]]:
        """The body of the POST, and its headers."""

    def note_delivery(self, record: UpdateRecord) -> None:
        record.deliveries.append(time.time())

    def is_success(self, status: int) -> bool:
        return 200 <= status <= 299

    async def read_answer(self, content_type: str, body: bytes) -> None:  # noqa: B027 - most say nothing
        """What the webhook answered beside its status."""


def _line_of(record: UpdateRecord) -> Hashable:
    """Updates of one chat stand in one line; one without a chat stands alone."""
    return record.chat if record.chat is not None else ("alone", record.update_id)
