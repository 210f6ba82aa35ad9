"""Bodies that are too large, too slow, torn or no forms: each is refused in its own clear way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.requests import Request

from bot.pages import bodies
from bot.pages.bodies import LARGEST_FORM, Form, NoForm, TooLarge, TooSlow, read_form
from bot.settings import Settings
from storage.models import Update
from tests.bot.browsing import Site, browsed
from tests.bot.test_pages_chat import rows

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nhalo\r\n--b--\r\n'
FILE = b'--b\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n%b\r\n--b--\r\n'


def request(kind: str, *chunks: bytes, breaks: bool = False) -> Request:
    """A request whose body comes in these chunks, and breaks off behind them or ends."""
    waiting = list(chunks)

    async def receive() -> dict[str, Any]:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(0), "more_body": True}
        return {"type": "http.disconnect"} if breaks else {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}
    return Request(scope, receive)


def read(kind: str, *chunks: bytes, breaks: bool = False) -> Form:
    return asyncio.run(read_form(request(kind, *chunks, breaks=breaks)))


def test_both_kinds_of_forms_are_read() -> None:
    assert read(URLENCODED, b"text=ha", b"lo&tap=") == Form({"text": "halo", "tap": ""})
    assert read(MULTIPART, PART).get("text") == "halo"
    assert read(MULTIPART, FILE % b"bytes").picture == b"bytes"
    assert read(MULTIPART, FILE % b"").picture is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("text/plain", b"text=halo"),
        ("", b"text=halo"),
        ("multipart/form-data", PART),
        (MULTIPART, b"not at all"),
        (MULTIPART, PART[:40]),
        (MULTIPART, b"".join(PART[:-8] + b"\r\n" for _ in range(30)) + b"--b--\r\n"),
    ],
)
def test_what_is_no_form_is_called_so(kind: str, body: bytes) -> None:
    try:
        form = read(kind, body)
    except NoForm:
        return
    assert form.fields == {}  # nothing was made up from it


def test_a_body_that_breaks_off_is_no_form() -> None:
    with pytest.raises(NoForm):
        read(URLENCODED, b"text=half", breaks=True)


@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART])
def test_a_body_that_is_too_large_is_read_to_its_end_so_that_the_browser_hears_why(kind: str) -> None:
    largest = LARGEST_FORM if kind == URLENCODED else bodies.LARGEST_PICTURE + LARGEST_FORM
    with pytest.raises(TooLarge):
        read(kind, b"x" * largest, b"y")


def test_but_not_for_ever() -> None:
    with pytest.raises(TooLarge):
        read(URLENCODED, *[b"x" * (16 * 1024 * 1024)] * 100)


def test_a_body_that_stops_coming_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.01)

    async def act() -> None:
        never = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await never.wait()
            return {}

        scope = {"type": "http", "method": "POST", "headers": [(b"content-type", URLENCODED.encode())]}
        with pytest.raises(TooSlow):
            await read_form(Request(scope, receive))

    asyncio.run(act())


def test_a_body_that_comes_drop_by_drop_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(0, 1000, 5))
    monkeypatch.setattr(bodies, "monotonic", lambda: float(next(seconds)))
    with pytest.raises(TooSlow):
        read(URLENCODED, *[b"x"] * 100)


def test_a_slow_phone_has_all_the_time_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(0, 1000, 5))
    monkeypatch.setattr(bodies, "monotonic", lambda: float(next(seconds)))
    picture = b"x" * (5 * 8 * 1024)  # five seconds' worth of the slowest that is taken
    body = FILE % (picture * 100)
    chunks = [body[start : start + len(picture)] for start in range(0, len(body), len(picture))]
    assert read(MULTIPART, *chunks).picture == picture * 100


def test_a_form_that_breaks_off_on_its_way_stores_nothing(settings: Settings) -> None:
    async def torn() -> AsyncIterator[bytes]:
        yield b"text=half"
        raise ConnectionResetError

    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        with pytest.raises(ConnectionResetError):
            await browser.client.post("/chat", content=torn(), headers={"Content-Type": URLENCODED})
        assert (await browser.client.post("/chat", json={"text": "halo"})).status_code == 400
        assert rows(site, Update) == 0

    browsed(settings, act)
