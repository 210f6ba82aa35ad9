"""Telegram's webhook: genuine updates only, answered 200 only after the commit."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bot.answered import Takes
from bot.channels.base import Incoming
from bot.channels.layout import shortened
from bot.metrics import FORGED, MALFORMED
from bot.web import TooLarge, read_body
from storage.failures import Outage

log = structlog.get_logger()
LARGEST_BODY = 1024 * 1024
RETRY_SECONDS = 5
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


class TelegramWebhook:
    """Answers 200 only after the commit; anything else makes the network deliver again."""

    def __init__(self, parse: Callable[[bytes], Incoming], intake: Takes, secret: str) -> None:
        self._parse, self._intake, self._secret = parse, intake, secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As an application of its own: what Starlette puts around a function would be paid in every turn."""
        response = await self.receive(Request(scope, receive))
        await response(scope, receive, send)

    async def receive(self, request: Request) -> Response:
        if not self._is_genuine(request):
            FORGED.inc()
            log.warning("forged webhook")
            return Response(status_code=401)
        try:
            body = await read_body(request, LARGEST_BODY)
        except TooLarge:
            return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        incoming = self._parse(body)
        if not incoming.update_id and not _is_object(body):  # what has an id was one
            MALFORMED.inc()
            return Response(status_code=400)
        return await self._take(incoming)

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


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
