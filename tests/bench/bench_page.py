"""Readers a second of the public page: made once, then handed out; with its tag it need not be sent at all.

Requests go through the whole application, without a socket: the network and the load would share the core.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from bot.health import HealthCheck
from bot.outside.publishing import publish
from bot.settings import Settings
from bot.web import make_app
from tests.bot.browsing import Site, browsed
from tests.bot.published import BUSY, fill

READERS = 2_000
Headers = list[tuple[bytes, bytes]]


@pytest.mark.parametrize("path", ["/", f"/u/{BUSY}", "/data/index.csv"])
def bench_readers(settings: Settings, path: str) -> None:
    async def act(site: Site) -> None:
        now = datetime.now(UTC)
        fill(site.engine.store, site.engine.settings, now)
        publish(site.engine.settings, now)
        health = HealthCheck(site.engine.store, site.engine.clock, lambda: None)
        app = make_app(site.web.routes(site.engine), health)
        begun = time.perf_counter()
        status, headers, size = await asked(app, path, [])
        first = 1000 * (time.perf_counter() - begun)
        assert status == 200
        tag = dict(headers)[b"etag"]
        read = await a_second(lambda: asked(app, path, [(b"accept-encoding", b"gzip")]), 200)
        known = await a_second(lambda: asked(app, path, [(b"if-none-match", tag)]), 304)
        print(
            f"\n{path:<16} first {first:6.1f} ms  {size:>6} bytes  {read:7.0f}/s  with its tag {known:7.0f}/s"
        )

    browsed(settings, act, address_rate=1_000_000)


async def a_second(ask: Callable[[], Awaitable[tuple[int, Headers, int]]], expected: int) -> float:
    """Answers a second, one reader after the other; each is what was expected."""
    begun = time.perf_counter()
    statuses = {(await ask())[0] for _ in range(READERS)}
    assert statuses == {expected}
    return READERS / (time.perf_counter() - begun)


async def asked(app: Starlette, path: str, headers: Headers) -> tuple[int, Headers, int]:
    """One request: status, headers and how many bytes came."""
    got: list[Message] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        got.append(message)

    await app(scope, receive, send)
    start, *bodies = got
    return start["status"], start["headers"], sum(len(each.get("body", b"")) for each in bodies)
