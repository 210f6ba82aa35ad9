"""Telegram's webhook: genuine updates only, answered 200 only after the commit."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from bot.answered import Takes
from bot.channels.base import Incoming
from bot.channels.layout import shortened
from bot.metrics import FORGED, MALFORMED
from bot.web import TooLarge, answer, header, read_body
from storage.failures import Outage

log = structlog.get_logger()
LARGEST_BODY = 1024 * 1024
RETRY_SECONDS = 5
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_SECRET = SECRET_HEADER.lower().encode()
_IS_JSON = ((b"content-type", b"application/json"),)


class TelegramWebhook:
    """Answers 200 only after the commit; anything else makes the network deliver again."""

    def __init__(self, parse: Callable[[bytes], Incoming], intake: Takes, secret: str) -> None:
        self._parse, self._intake, self._secret = parse, intake, secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As an application of its own: what frameworks put around one is paid in every turn."""
        if not hmac.compare_digest(header(scope, _SECRET), self._secret):
            FORGED.inc()
            log.warning("forged webhook")
            return await answer(send, 401)
        try:
            body = await read_body(receive, scope, LARGEST_BODY)
        except TooLarge:
            return await answer(send, 413)
        except ClientDisconnect:
            return await answer(send, 400)
        incoming = self._parse(body)
        if not incoming.update_id and not _is_object(body):  # what has an id was one
            MALFORMED.inc()
            return await answer(send, 400)
        return await self._take(incoming, send)

    async def _take(self, incoming: Incoming, send: Send) -> None:
        try:
            answered = await self._intake.take(incoming)
        except Outage:
            return await answer(send, 503, headers=[(b"retry-after", b"%d" % RETRY_SECONDS)])
        if not incoming.callback:
            return await answer(send, 200)
        # Only this may ride in the answer: what became of a message sent so would never be known.
        toast = {"text": shortened(answered.toast)} if answered.toast else {}
        told = {"method": "answerCallbackQuery", "callback_query_id": incoming.callback, **toast}
        return await answer(send, 200, json.dumps(told).encode(), _IS_JSON)


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
