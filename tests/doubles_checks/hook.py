"""A bot's webhook in a few lines, which answers as it is told and remembers what it got."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web


class Hook:
    """`statuses` are answered first, in turn; `reply` is the body of every 200."""

    def __init__(self) -> None:
        self.url = ""
        self.statuses: list[int] = []
        self.reply: dict[str, Any] | None = None
        self.got: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self.bodies: list[tuple[bytes, str]] = []  # as they came, with Meta's signature
        self.at_once = self.most_at_once = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self._came = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        self.bodies.append((await request.read(), request.headers.get("X-Hub-Signature-256", "")))
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        async with self._came:
            self._came.notify_all()
        await self.gate.wait()
        self.at_once -= 1
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        return web.Response() if self.reply is None else web.json_response(self.reply)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for pushes until something about them is true."""
        async with asyncio.timeout(5), self._came:
            await self._came.wait_for(true)

    async def challenge(self, request: web.Request) -> web.Response:
        return web.Response(text=request.query["hub.challenge"])

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got]

    def changes(self) -> list[dict[str, Any]]:
        """What every change in every entry of every payload holds."""
        entries = [entry for payload in self.got for entry in payload["entry"]]
        return [change["value"] for entry in entries for change in entry["changes"]]

    def messages(self) -> list[dict[str, Any]]:
        return [message for value in self.changes() for message in value.get("messages", [])]

    def receipts(self) -> list[dict[str, Any]]:
        return [status for value in self.changes() for status in value.get("statuses", [])]


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    app.router.add_get("/hook", hook.challenge)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()
