"""The network under load: brings updates to a webhook as Telegram does, and takes what the bot sends.

Lean on purpose, as it shares a core with the citizens; what the API checks is checked by the double of the
tests, which is the same for the product and too slow for this.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.bench.turns.http import Posting, Served, request

MOST_CONNECTIONS = 100  # as many as Telegram opens to one webhook
AGAIN_SECONDS = 0.2  # until an update that was not confirmed is brought once more
TOKEN = "12345:" + "A" * 35
_TRUE = b'{"ok":true,"result":true}'
_ME = b'{"ok":true,"result":{"id":12345,"is_bot":true,"first_name":"Suara","username":"suara_bot"}}'
_HOOK = b'{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}'
_FIXED = {"getMe": _ME, "getWebhookInfo": _HOOK}

Heard = Callable[[int, list[str]], None]


@dataclass
class Network:
    """`latency`: seconds until the API answers; `heard` is told chat and button ids of each message."""

    host: str
    port: int
    path: str
    headers: str
    latency: float = 0.0
    heard: Heard = lambda _chat, _buttons: None
    calls: int = 0
    delivered: int = 0
    _waiting: deque[bytes] = field(default_factory=deque)
    _free: list[Posting] = field(default_factory=list)
    _open: int = 0
    _message_id: int = 1000
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def start(self, api_port: int) -> None:
        """Take calls to the Bot API on this port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Served(self._called), "127.0.0.1", api_port, backlog=1024
        )

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for connection in self._free:
            connection.close()
        if self._server is not None:
            self._server.close()

    # ---- from people to the bot

    def put(self, update: dict[str, Any]) -> None:
        """Bring this update to the webhook, again and again until it is confirmed."""
        body = json.dumps(update, separators=(",", ":")).encode()
        self._waiting.append(request(f"{self.host}:{self.port}", self.path, body, self.headers))
        if self._free:
            self._go(self._work(self._free.pop()))
        elif self._open < MOST_CONNECTIONS:
            self._open += 1
            self._go(self._work(None))

    async def _work(self, connection: Posting | None) -> None:
        """One connection brings what waits until nothing does."""
        while self._waiting:
            update = self._waiting.popleft()
            connection = connection or await self._connect()
            status = await connection.post(update) if connection else 0
            if status == 200:
                self.delivered += 1
                continue
            self._waiting.append(update)
            if not status:
                connection = None
            await asyncio.sleep(AGAIN_SECONDS)
        if connection:
            self._free.append(connection)
        else:
            self._open -= 1

    async def _connect(self) -> Posting | None:
        try:
            _, posting = await asyncio.get_running_loop().create_connection(Posting, self.host, self.port)
        except OSError:
            return None
        return posting

    def _go(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ---- from the bot to people

    def _called(self, head: bytes, body: bytes, send: Callable[[bytes], None]) -> None:
        method = head.partition(b" HTTP")[0].rpartition(b"/")[2].decode()
        if method != "sendMessage":
            self._later(send, _FIXED.get(method, _TRUE))
            return
        self.calls += 1
        self._message_id += 1
        given = json.loads(body) if body[:1] == b"{" else dict(parse_qsl(body.decode()))
        chat = int(given["chat_id"])
        answer = (
            b'{"ok":true,"result":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private","first_name":"W"},'
            b'"from":{"id":12345,"is_bot":true,"first_name":"Suara"},"text":"-"}}'
        )
        self._later(send, answer % (self._message_id, int(time.time()), chat))
        self.heard(chat, _buttons(given.get("reply_markup")))

    def _later(self, send: Callable[[bytes], None], body: bytes) -> None:
        if self.latency:
            asyncio.get_running_loop().call_later(self.latency, send, body)
        else:
            send(body)


def _buttons(markup: Any) -> list[str]:
    """What is sent when each button is tapped."""
    if not markup:
        return []
    keyboard = json.loads(markup) if isinstance(markup, str) else markup
    return [button["callback_data"] for row in keyboard.get("inline_keyboard", ()) for button in row]
