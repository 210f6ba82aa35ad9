"""The desk in a browser, over HTTP: one link, one browser, once; out again without a trace."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette

from bot.networks.web import WebNetwork
from bot.pages.desk import device_of
from bot.pages.routes import page_routes
from bot.settings import Settings
from bot.wiring import Engine, build_engine, open_store
from storage import citizens, desk_sessions, officials, schema
from storage.citizens import Handle

ANDROID = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
)
CODE = "abcdefghijklmnopqrstuv"
TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')


@pytest.fixture
def ready(settings: Settings) -> Settings:
    store = open_store(settings)
    schema.upgrade(store)
    store.dispose()
    return settings


@dataclass
class House:
    """The pages of one city with one coordinator, whose chat is `chat`."""

    engine: Engine
    app: Starlette
    chat: int

    def browser(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(
            transport=transport, base_url="http://suara.example", headers={"User-Agent": ANDROID}
        )

    def link(self, code: str = CODE, at: datetime | None = None) -> str:
        with self.engine.store.begin() as tx:
            desk_sessions.ask(tx, self.chat, code, at or datetime.now(UTC))
        return f"/desk/{code}"

    def open(self) -> list[str]:
        """What the browsers at the desk call themselves."""
        with self.engine.store.reading() as tx:
            today = self.engine.house.today(datetime.now(UTC))
            return [row.device for row in desk_sessions.open_of(tx, self.chat, today)]


@asynccontextmanager
async def house_of(settings: Settings) -> AsyncIterator[House]:
    engine = build_engine(settings)
    marks = asyncio.ensure_future(engine.marks.run())
    web = engine.networks["web"]
    assert isinstance(web, WebNetwork)
    with engine.store.begin() as tx:
        now, handle = datetime.now(UTC), Handle("telegram", "chat", "42")
        chat = citizens.lock(tx, {handle: "id"}, now)[handle].id
        officials.invite(tx, "coordinator", None, "Ibu Rina", "c1", now + timedelta(days=1), now)
        officials.bind(tx, "c1", chat, now)
    try:
        yield House(engine, Starlette(routes=page_routes(engine, web.hub)), chat)
    finally:
        await engine.intake.close()
        await engine.replies.close()
        await engine.marks.close()
        await marks
        engine.writer.close()
        engine.store.dispose()


def played(settings: Settings, act: Callable[[House], Awaitable[None]]) -> None:
    async def run() -> None:
        async with house_of(settings) as house:
            await act(house)

    asyncio.run(run())


async def posts(browser: httpx.AsyncClient, page: httpx.Response, path: str) -> httpx.Response:
    """Presses the button of a page."""
    found = TOKEN.search(page.text)
    assert found is not None, page.text
    return await browser.post(path, data={"token": found[1]})


def test_the_link_shows_a_button_and_the_button_opens_the_desk(ready: Settings) -> None:
    async def act(house: House) -> None:
        path = house.link()
        async with house.browser() as browser:
            page = await browser.get(path)
            assert "Buka meja Anda di sini?" in page.text
            assert house.open() == []  # a preview of the link has used nothing up
            before = browser.cookies["suara"]
            entered = await posts(browser, page, path)
            assert (entered.status_code, entered.headers["location"]) == (303, "/chat#last")
            assert browser.cookies["suara"] != before  # who knew the key of before is not at the desk
            assert house.open() == ["Chrome, Android"]
            assert "🗂" in (await browser.get("/chat")).text
            assert "Anda sedang di meja Anda" in (await browser.get("/desk")).text
            assert (await browser.get(path)).status_code == 410

    played(ready, act)


def test_the_first_browser_that_opens_a_link_is_the_only_one(ready: Settings) -> None:
    async def act(house: House) -> None:
        path = house.link()
        async with house.browser() as mine, house.browser() as thief:
            page = await mine.get(path)
            assert (await thief.get(path)).status_code == 410
            own = await thief.get("/chat/code")
            assert (await posts(thief, own, path)).status_code == 410
            assert (await posts(mine, page, path)).status_code == 303

    played(ready, act)


@pytest.mark.parametrize("code", ["guessed-guessed-guessed", "x", "%00%00", "..%2f..%2fetc"])
def test_a_guessed_or_old_link_says_so_and_makes_nobody_a_citizen(ready: Settings, code: str) -> None:
    async def act(house: House) -> None:
        house.link(at=datetime.now(UTC) - timedelta(minutes=11))
        async with house.browser() as browser:
            assert (await browser.get(f"/desk/{CODE}")).status_code == 410
            assert (await browser.get(f"/desk/{code}")).status_code in (404, 410)
        with house.engine.store.reading() as tx:
            assert citizens.known(tx, range(1, 99)).keys() == {house.chat}

    played(ready, act)


def test_without_the_token_of_our_page_nobody_is_signed_in(ready: Settings) -> None:
    async def act(house: House) -> None:
        path = house.link()
        async with house.browser() as browser:
            await browser.get(path)
            assert (await browser.post(path, data={"token": "0" * 32})).status_code == 403
            foreign = {"Origin": "https://evil.example"}
            assert (await browser.post(path, data={"token": "x"}, headers=foreign)).status_code == 403
        assert house.open() == []

    played(ready, act)


def test_signing_out_leaves_nothing_in_the_browser(ready: Settings) -> None:
    async def act(house: House) -> None:
        path = house.link()
        async with house.browser() as browser:
            await posts(browser, await browser.get(path), path)
            out = await posts(browser, await browser.get("/desk"), "/desk/leave")
            assert out.headers["location"] == "/desk"
            assert house.open() == []
            assert "suara" not in browser.cookies
            assert out.headers["Clear-Site-Data"] == '"storage"'
            assert "Meja petugas" in (await browser.get("/desk")).text

    played(ready, act)


def test_a_recovery_code_takes_nobodys_desk_along(ready: Settings) -> None:
    async def act(house: House) -> None:
        path = house.link()
        async with house.browser() as mine, house.browser() as other:
            await posts(mine, await mine.get(path), path)
            page = await other.get("/chat/code")
            token = TOKEN.search(page.text)
            assert token is not None
            given = {"token": token[1], "code": mine.cookies["suara"]}
            assert (await other.post("/chat/code", data=given)).status_code == 303
            assert house.open() == []

    played(ready, act)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (ANDROID, "Chrome, Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit Chrome/131.0 Safari/537.36 Edg/131.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox, Linux"),
        ("curl/8", "?"),
    ],
)
def test_a_browser_is_called_by_two_words(agent: str, device: str) -> None:
    assert device_of(agent) == device
