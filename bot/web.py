"""The web edge: Telegram's webhook, /health, and /metrics on a port of its own."""

from __future__ import annotations

import asyncio
import hmac
import json
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

import structlog
import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.answered import Takes
from bot.channels.base import Incoming
from bot.channels.layout import shortened
from bot.health import Health
from bot.metrics import FORGED, MALFORMED, REGISTRY
from storage.failures import Outage

log = structlog.get_logger()
LARGEST_BODY = 1024 * 1024
RETRY_SECONDS = 5
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


class Looks(Protocol):
    """What tells how the process is."""

    async def look(self) -> Health: ...


class _TooLarge(Exception):
    """The body is larger than any update."""


class TelegramWebhook:
    """Answers 200 only after the commit; anything else makes the network deliver again."""

    def __init__(self, parse: Callable[[bytes], Incoming], intake: Takes, secret: str) -> None:
        self._parse, self._intake, self._secret = parse, intake, secret.encode()

    async def __call__(self, request: Request) -> Response:
        if not self._is_genuine(request):
            FORGED.inc()
            log.warning("forged webhook")
            return Response(status_code=401)
        try:
            body = await _body(request)
        except _TooLarge:
            return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        if not _is_object(body):
            MALFORMED.inc()
            return Response(status_code=400)
        return await self._take(self._parse(body))

    def _is_genuine(self, request: Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "").encode()
        return hmac.compare_digest(given, self._secret)

    async def _take(self, incoming: Incoming) -> Response:
        try:
            answered = await self._intake.take(incoming)
        except Outage:
            return Response(status_code=503, headers={"Retry-After": str(RETRY_SECONDS)})
        if not incoming.callback:
            return Response(status_code=200)
        # Only this may ride in the answer: what became of a message sent so would never be known.
        toast = {"text": shortened(answered.toast)} if answered.toast else {}
        return JSONResponse(
            {"method": "answerCallbackQuery", "callback_query_id": incoming.callback, **toast}
        )


def make_app(webhook: TelegramWebhook | None, health: Looks) -> Starlette:
    """The public face: /health, and the webhook where the network brings updates."""

    async def show_health(_request: Request) -> Response:
        state = await health.look()
        shown = {
            "ok": state.ok,
            "database": state.database,
            "outbox_age_seconds": state.outbox_age,
            "last_tick_age_seconds": state.tick_age,
        }
        return JSONResponse(shown, status_code=200 if state.ok else 503)

    routes = [Route("/health", show_health, methods=["GET"])]
    if webhook is not None:
        routes.append(Route("/telegram/webhook", _endpoint(webhook), methods=["POST"]))
    return Starlette(routes=routes)


def make_metrics_app(before: Callable[[], Awaitable[object]] | None = None) -> Starlette:
    """The numbers for Prometheus; `before` brings up to date what is only known when asked."""

    async def show_metrics(_request: Request) -> Response:
        if before is not None:
            await before()
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/metrics", show_metrics, methods=["GET"])])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 is any free one. Raises OSError when the place is taken."""
    return socket.create_server((host, port), family=_family(host), backlog=1024)


async def serve(app: Starlette, at: socket.socket) -> None:
    """Serve until cancelled; then the requests under way are finished, for at most 8 seconds."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
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


def _endpoint(webhook: TelegramWebhook) -> Callable[[Request], Awaitable[Response]]:
    async def receive(request: Request) -> Response:
        return await webhook(request)

    return receive


async def _body(request: Request) -> bytes:
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        raise _TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise _TooLarge
    return bytes(body)


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
