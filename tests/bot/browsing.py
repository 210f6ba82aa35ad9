"""People at a browser: the product's pages over real HTTP, scripts off, on a database of the test's own."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from bot.health import HealthCheck
from bot.networks.web import WebNetwork
from bot.settings import Settings
from bot.web import listen, make_app, serve
from bot.wiring import Engine, build_engine, open_store
from storage import schema

_IDS = count(10_000_000)
TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')
BUTTON = re.compile(r'<button name="(tap|text)" value="([^"]*)"[^>]*>([^<]*)</button>')
MESSAGE = re.compile(
    r'<div class="message (mine|ours)" id="m(\d+)".*?(?=<div class="message|<div id="last")', re.S
)


@dataclass(frozen=True)
class Shown:
    """One message of a page."""

    mine: bool
    ref: int
    words: str
    buttons: dict[str, str]  # label to the button's id


@dataclass
class Browser:
    """Somebody's browser: keeps cookies, fills in the form of the page it was last shown."""

    client: httpx.AsyncClient
    page: str = ""
    token: str = ""
    status: int = 0
    history: list[Shown] = field(default_factory=list)

    async def opens(self, path: str = "/chat", **headers: str) -> str:
        self._saw(await self.client.get(path, headers=headers, follow_redirects=True))
        return self.page

    async def posts(self, fields: dict[str, Any], path: str = "/chat", **more: Any) -> httpx.Response:
        """The form of the last page, with these fields; `more` as httpx takes it."""
        given = {"token": self.token, "id": f"id-{next(_IDS)}", **fields}
        answer = await self.client.post(path, data=given, **more)
        self._saw(await self.client.get(answer.headers["location"]) if answer.status_code == 303 else answer)
        return answer

    async def says(self, words: str) -> list[str]:
        await self.posts({"text": words})
        return self.answers()

    async def taps(self, label: str) -> list[str]:
        await self.posts(self.tap(label))
        return self.answers()

    def tap(self, label: str) -> dict[str, str]:
        """The fields that the button with these words sends."""
        for message in reversed(self.history):
            for words, button in message.buttons.items():
                if label in words:
                    return {"tap": button, "about": str(message.ref)}
        raise AssertionError(f"no button {label!r} on {self.history[-1:]}")

    def answers(self) -> list[str]:
        """What was said to the last that this person said."""
        words: list[str] = []
        for message in reversed(self.history):
            if message.mine:
                break
            words.insert(0, message.words)
        return words

    def _saw(self, answer: httpx.Response) -> None:
        self.page, self.status = answer.text, answer.status_code
        if token := TOKEN.search(self.page):
            self.token = token[1]
        if 'id="log"' in self.page:
            self.history = [_shown(found) for found in MESSAGE.finditer(self.page)]


@dataclass(frozen=True)
class Site:
    """The pages at work, and what stands behind them."""

    engine: Engine
    address: str
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    @property
    def web(self) -> WebNetwork:
        web = self.engine.networks["web"]
        assert isinstance(web, WebNetwork)
        return web

    def browser(self, **headers: str) -> Browser:
        given = {"Accept-Language": "id", **headers}
        self.clients.append(httpx.AsyncClient(base_url=self.address, headers=given, timeout=20))
        return Browser(self.clients[-1])


def browsed(settings: Settings, act: Callable[[Site], Awaitable[None]], **web: Any) -> None:
    """Have the pages served while `act` does something; `web`: settings of that section."""
    changed = settings.model_copy(update={"web": settings.web.model_copy(update=web)})

    async def run() -> None:
        async with site(changed) as at_work:
            await act(at_work)

    asyncio.run(run())


@asynccontextmanager
async def site(settings: Settings) -> AsyncIterator[Site]:
    _prepare(settings)
    engine, at = build_engine(settings), listen("127.0.0.1", 0)
    port = at.getsockname()[1]
    health = HealthCheck(engine.store, engine.clock, lambda: None)
    web, stop = engine.networks["web"], asyncio.Event()
    serving = asyncio.ensure_future(serve(make_app(web.routes(engine), health), at))
    loops = [asyncio.ensure_future(loop) for loop in (web.hear(engine, stop), engine.marks.run())]
    made = Site(engine, f"http://127.0.0.1:{port}")
    try:
        yield made
    finally:
        stop.set()
        for client in made.clients:
            await client.aclose()
        await engine.intake.close()
        await engine.replies.close()
        await engine.bulk.close()
        await engine.marks.close()
        serving.cancel()
        await asyncio.gather(serving, *loops, return_exceptions=True)
        engine.writer.close()
        engine.store.dispose()


def _prepare(settings: Settings) -> None:
    """An empty database."""
    store = open_store(settings)
    schema.upgrade(store)
    store.dispose()


async def events(browser: Browser, after: int, number: int, **headers: str) -> list[dict[str, Any]]:
    """The next events of this browser's stream, each with its `id`, its `event` and its `data`."""
    found: list[dict[str, Any]] = []
    one: dict[str, Any] = {}
    path = f"/chat/events?after={after}"
    async with browser.client.stream("GET", path, headers=headers) as stream, asyncio.timeout(10):
        async for line in stream.aiter_lines():
            name, _, value = line.partition(": ")
            if name in ("id", "event", "data"):
                one[name] = json.loads(value) if name == "data" else value
            elif not line and one:
                found.append(one)
                one = {}
            if len(found) == number:
                return found
    return found


def _shown(found: re.Match[str]) -> Shown:
    words = re.findall(r'<p class="words">(.*?)</p>', found[0], re.S)
    buttons = {html.unescape(label): html.unescape(value) for _, value, label in BUTTON.findall(found[0])}
    plain = html.unescape(re.sub(r"<[^>]+>", "", "\n".join(words)))
    return Shown(found[1] == "mine", int(found[2]), plain, buttons)
