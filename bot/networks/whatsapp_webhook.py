"""WhatsApp's webhook: genuine payloads only, answered 200 only after the commit of everything in them."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.answered import Takes
from bot.channels.base import Incoming, Sender, Undelivered
from bot.channels.whatsapp_ids import message_ref
from bot.channels.whatsapp_signature import HEADER, is_genuine
from bot.channels.whatsapp_updates import NAME, Heard, parse
from bot.clock import Clock
from bot.logs import place_of
from bot.marks import Writes
from bot.metrics import ASIDE, FORGED, MALFORMED
from bot.networks.whatsapp_told import Told
from bot.web import TooLarge, read_body
from handlers.talk import Say
from storage import aside
from storage.failures import Outage
from storage.store import Tx

log = structlog.get_logger()
# The network says that a payload may have up to 3 MB; what is larger it does not send, and a little is spared
# for what it may count otherwise.
LARGEST_BODY = 4 * 1024 * 1024
RETRY_SECONDS = 5
# Beyond this, taking a payload apart would hold up everybody else for longer than a turn takes.
_LARGE = 64 * 1024


@dataclass(frozen=True)
class Secrets:
    """What the network proves itself with."""

    app_secret: str
    verify_token: str


class WhatsAppWebhook:
    """Anything but 200 makes the network deliver again, for days: what was taken before is then known."""

    def __init__(
        self,
        phone_id: str,
        secrets: Secrets,
        intake: Takes,
        writer: Writes,
        told: Told,
        clock: Clock,
        channel: Sender,
    ) -> None:
        self._phone_id, self._secrets, self._channel = phone_id, secrets, channel
        self._intake, self._writer, self._told, self._clock = intake, writer, told, clock
        self._saying: set[asyncio.Future[None]] = set()

    async def verify(self, request: Request) -> Response:
        """The network asks once whether we are who was meant, when the webhook is set."""
        asked = request.query_params
        given = asked.get("hub.verify_token", "").encode("utf-8", "surrogatepass")
        right = hmac.compare_digest(given, self._secrets.verify_token.encode())
        if not right or asked.get("hub.mode") != "subscribe":
            FORGED.inc()
            log.warning("forged webhook")
            return Response(status_code=403)
        return PlainTextResponse(
            asked.get("hub.challenge", ""), headers={"X-Content-Type-Options": "nosniff"}
        )

    async def receive(self, request: Request) -> Response:
        signature = request.headers.get(HEADER, "")
        try:
            body = await read_body(request.receive, request.scope, LARGEST_BODY) if signature else b""
        except TooLarge:
            return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        if not signature or not is_genuine(body, signature, self._secrets.app_secret):
            FORGED.inc()
            log.warning("forged webhook")
            return Response(status_code=401)
        return await self._take(await self._heard(body))

    async def _heard(self, body: bytes) -> Heard:
        if len(body) < _LARGE:
            return parse(body, self._phone_id)
        return await asyncio.to_thread(parse, body, self._phone_id)

    async def _take(self, heard: Heard) -> Response:
        """Everything at once, so that it shares a commit; the answer waits for all of it."""
        if heard.elsewhere:
            log.warning("for another number", count=heard.elsewhere)
        MALFORMED.inc(len(heard.unread))
        done = await asyncio.gather(
            *(self._take_one(message) for message in heard.messages),
            *(self._write(kept, payload) for kept, payload in self._told.jobs(heard)),
            *(self._set_aside(payload, "nobody to answer") for payload in heard.unread),
            return_exceptions=True,
        )
        return _answer([one for one in done if isinstance(one, BaseException)])

    async def _take_one(self, message: Incoming) -> None:
        answered = await self._intake.take(message)
        if answered.toast:
            saying = asyncio.ensure_future(self._say(message.address, answered.toast))
            self._saying.add(saying)
            saying.add_done_callback(self._saying.discard)

    async def _say(self, address: str, words: str) -> None:
        """What other networks show over a tapped button is a message here; one that is lost harms nobody."""
        try:
            await self._channel.send(address, Say(words))
        except Undelivered as error:
            log.warning("toast not shown", error=type(error).__name__)

    async def _write(self, keep: Callable[[Tx, datetime], None], payload: Any) -> None:
        """What is not said by anybody; where our own code cannot deal with it, it is kept as it came."""
        try:
            await self._writer.write(lambda tx: keep(tx, self._clock.now()))
        except Outage:
            raise
        except Exception as error:
            log.error("set aside", exc_info=error)
            await self._set_aside(json.dumps(payload, default=str), place_of(error))

    async def _set_aside(self, payload: str, why: str) -> None:
        ASIDE.inc()
        put = partial(aside.put, bot=self._phone_id, channel=NAME, update_id=message_ref(payload))
        await self._writer.write(lambda tx: put(tx, payload=payload, error=why, now=self._clock.now()))


def _answer(failures: Sequence[BaseException]) -> Response:
    for failure in failures:
        if not isinstance(failure, Outage):
            raise failure
    if failures:
        return Response(status_code=503, headers={"Retry-After": str(RETRY_SECONDS)})
    return Response(status_code=200)
