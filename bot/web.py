"""The web edge: what networks and people call, /health, and /metrics on a port of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Protocol

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.health import Health
from bot.metrics import REGISTRY


class Looks(Protocol):
    """What tells how the process is."""

    async def look(self) -> Health: ...


class TooLarge(Exception):
    """The body is larger than it can rightly be."""


class Hook(Route):
    """What a network calls for every message: an application of its own that answers by itself."""


class Front:
    """Hooks are found by their path alone; what Starlette puts around everything else is spared them."""

    def __init__(self, app: Starlette, hooks: Mapping[str, ASGIApp]) -> None:
        self._app, self._hooks = app, hooks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_call = scope["type"] == "http" and scope["method"] == "POST"
        app = self._hooks.get(scope["path"], self._app) if is_call else self._app
        await app(scope, receive, send)


def make_app(routes: Sequence[BaseRoute], health: Looks) -> Front:
    """The public face: /health, and the routes of the networks."""

    async def show_health(_request: Request) -> Response:
        state = await health.look()
        shown = {
            "ok": state.ok,
            "database": state.database,
            "outbox_age_seconds": state.outbox_age,
            "last_tick_age_seconds": state.tick_age,
        }
        return JSONResponse(shown, status_code=200 if state.ok else 503)

    app = Starlette(routes=[Route("/health", show_health, methods=["GET"]), *routes])
    return Front(app, {route.path: route.endpoint for route in routes if isinstance(route, Hook)})


def make_metrics_app(before: Callable[[], Awaitable[object]] | None = None) -> Starlette:
    """The numbers for Prometheus; `before` brings up to date what is only known when asked."""

    async def show_metrics(_request: Request) -> Response:
        if before is not None:
            await before()
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/metrics", show_metrics, methods=["GET"])])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 is any free one. Raises OSError when the place is taken."""
    listening = socket.create_server((host, port), family=_family(host), backlog=1024)
    # Every connection inherits it; asyncio sets it only where it made the socket itself. Without it, what
    # follows in an answer waits for the other side's delayed acknowledgement: 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


async def serve(app: ASGIApp, at: socket.socket) -> None:
    """Serve until cancelled; then the requests under way are finished, for at most 8 seconds."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,  # which proxies are believed is ours to say: web.trusted_hops
        timeout_keep_alive=75,
        timeout_graceful_shutdown=8,
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[at]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await serving


class _Server(uvicorn.Server):
    """Signals belong to the program, not to one of its servers."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def header(scope: Scope, name: bytes) -> bytes:
    """A header of a request, by its name in small letters; nothing where it is not there."""
    return next((value for called, value in scope["headers"] if called == name), b"")


async def read_body(receive: Receive, scope: Scope, largest: int) -> bytes:
    """The body of a request. Raises TooLarge above so many bytes, ClientDisconnect when it breaks off."""
    told = header(scope, b"content-length")
    if told.isdigit() and int(told) > largest:
        raise TooLarge
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > largest:
            raise TooLarge
    return body


async def answer(
    send: Send, status: int, body: bytes = b"", headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """A whole answer at once."""
    told = [(b"content-length", b"%d" % len(body)), *headers]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": body})
