"""The pusher: posts pending updates to the webhook, in order per chat, until each got its 2xx."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Hashable

import aiohttp

from tests.doubles.answers import answer
from tests.doubles.body import read_body
from tests.doubles.ledger import UpdateRecord
from tests.doubles.network import Network
from tests.doubles.updates import Webhook
from tests.doubles.wire import Refusal

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
IDLE = 60.0


class Pusher:
    """Never two pushes of one chat at once, never more than `max_connections` in all.

    The real network waits from one second to minutes before it tries again; here the pause is short.
    """

    def __init__(self, network: Network, push_timeout: float) -> None:
        self._network = network
        self._timeout = aiohttp.ClientTimeout(total=push_timeout)
        self._busy: set[Hashable] = set()
        self._tasks: set[asyncio.Task[object]] = set()
        self._tries: dict[int, int] = {}
        self._not_before: dict[int, float] = {}

    async def run(self) -> None:
        """Push until cancelled."""
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, timeout=self._timeout) as session:
            try:
                while True:
                    pause = self._start_all_due(session)
                    await self._network.pulse.beat("queue", pause)
            finally:
                await self._stop()

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start_all_due(self, session: aiohttp.ClientSession) -> float:
        """Start what may go now; gives the seconds until the next retry is due."""
        with self._network.pulse.look():
            hook = self._network.updates.webhook
            if not hook.url:
                return IDLE
            self._start_copies(session, hook)
            waits = [self._start_if_due(session, hook, r) for r in self._waiting(hook)]
        return min(waits, default=IDLE)

    def _waiting(self, hook: Webhook) -> list[UpdateRecord]:
        """The oldest update of every chat that has no push under way, as many as there is room for."""
        seen = set(self._busy)
        room = hook.max_connections - len(self._tasks)
        heads: list[UpdateRecord] = []
        for record in self._network.updates.pending.values():
            if len(heads) >= room:
                break
            if _line_of(record) not in seen:
                seen.add(_line_of(record))
                heads.append(record)
        return heads

    def _start_copies(self, session: aiohttp.ClientSession, hook: Webhook) -> None:
        """Redelivered updates go out at once and side by side: that is what they are for."""
        copies, self._network.updates.again = self._network.updates.again, []
        for record in copies:
            self._start(self._push(session, hook, record))

    def _start_if_due(self, session: aiohttp.ClientSession, hook: Webhook, record: UpdateRecord) -> float:
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
        with self._network.pulse.change("queue"):
            pass

    async def _push_in_line(
        self, session: aiohttp.ClientSession, hook: Webhook, record: UpdateRecord
    ) -> None:
        try:
            if not await self._push(session, hook, record):
                self._postpone(record)
        finally:
            self._busy.discard(_line_of(record))

    def _postpone(self, record: UpdateRecord) -> None:
        tries = self._tries[record.update_id] = self._tries.get(record.update_id, 0) + 1
        pause = min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
        self._not_before[record.update_id] = time.monotonic() + pause

    async def _push(self, session: aiohttp.ClientSession, hook: Webhook, record: UpdateRecord) -> bool:
        """One POST. Confirmed only when the whole 2xx response has been read."""
        with self._network.pulse.change():
            record.deliveries.append(time.time())
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        try:
            async with session.post(hook.url, json=record.payload, headers=headers) as response:
                body = await response.read()
        except TimeoutError:
            return self._failed("Read timeout expired")
        except aiohttp.ClientConnectorError:
            return self._failed("Connection refused")
        except (aiohttp.ClientError, OSError):
            return self._failed("Webhook connection closed")
        if not 200 <= response.status <= 299:
            return self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
        self._network.updates.confirm(record)
        await self._obey(response.headers.get("Content-Type", ""), body)
        return True

    def _failed(self, why: str) -> bool:
        self._network.updates.push_failed(why)
        return False

    async def _obey(self, content_type: str, body: bytes) -> None:
        """A method named in the response is carried out; its result goes nowhere, as for the real one."""
        try:
            fields, uploads = read_body(content_type, body)
        except Refusal as refusal:
            return self._network.ledger.refuse("webhook response", {}, refusal)
        method = str(fields.pop("method", ""))
        # The network ignores the methods that answer with something or move the webhook.
        if method and not method.lower().startswith(("get", "setwebhook", "deletewebhook")):
            await answer(self._network, method, fields, uploads, via="webhook")
        return None


def _line_of(record: UpdateRecord) -> Hashable:
    """Updates of one chat stand in one line; one without a chat stands alone."""
    return record.chat if record.chat is not None else ("alone", record.update_id)
