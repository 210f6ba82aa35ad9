"""The stream of what is new in a conversation: every tab has one, and begins where it stopped."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.pages.front import Front
from bot.pages.history import Seen, offer, seen
from bot.pages.keys import Visitor
from bot.pages.past import Place
from bot.pages.problems import accepted_language, problem
from bot.pages.streaming import Hub, TooMany
from bot.pages.templates import render
from storage import web_chats
from storage.failures import Outage
from storage.store import Tx
from storage.web_chats import ChatState, ShownRow

AT_ONCE = 50
BEAT_SECONDS = 20.0  # a sign of life, or proxies and phones let go of the connection
LONGEST_SECONDS = 900.0  # then the browser asks anew
RETRY_MS = 3000


@dataclass(frozen=True)
class Events:
    """Server-sent events of one conversation."""

    front: Front
    hub: Hub

    async def serve(self, request: Request) -> Response:
        visitor = self.front.visitor(request)
        if visitor.is_new:  # nobody has a conversation without a cookie
            return Response(status_code=204)  # tells the browser not to ask again
        after = Place.parse(request.headers.get("Last-Event-ID") or request.query_params.get("after"))
        language = accepted_language(request)
        try:
            with self.hub.waiting(visitor.address):
                pass  # asked before the answer begins, as afterwards no status can be given
        except TooMany:
            return problem(request, 503, "too_much", headers={"Retry-After": "30"})
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            self._stream(visitor, after, language), media_type="text/event-stream", headers=headers
        )

    async def _stream(self, visitor: Visitor, after: Place, language: str) -> AsyncIterator[str]:
        """What comes after this change, until the browser goes or we close."""
        until = time.monotonic() + LONGEST_SECONDS
        yield f"retry: {RETRY_MS}\n\n"
        try:
            with self.hub.waiting(visitor.address) as woken:
                while not self.hub.closed and time.monotonic() < until:
                    woken.clear()
                    state, rows = await self._news(visitor, after)
                    if after.stored < state.cleared or after.stored > state.last:
                        after = Place(state.last, after.apart)
                        yield _event("reset", after, {})
                        continue
                    for row in rows:
                        after = after.beyond(row)
                        yield _shown(row, after, visitor, state.language or language)
                    if not rows and not await _woken(woken):
                        yield ": still here\n\n"
        except (Outage, TooMany):
            return  # the browser comes back by itself, and says how far it had come

    async def _news(self, visitor: Visitor, after: Place) -> tuple[ChatState, list[ShownRow]]:
        def look(tx: Tx) -> tuple[ChatState, list[ShownRow]]:
            state = web_chats.state(tx, visitor.address)
            return state, self.front.past.news(tx, visitor.address, after, AT_ONCE)

        return await self.front.read(look)


async def _woken(event: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(event.wait(), BEAT_SECONDS)
    except TimeoutError:
        return False
    return True


def _shown(row: ShownRow, place: Place, visitor: Visitor, language: str) -> str:
    message = seen(row)
    page = render("message.html", language, message=message, visitor=visitor, new_id=_no_id)
    told = {"ref": row.ref, "id": message.id, "own": row.own, "html": page, "offers": _offers(message)}
    return _event("message", place, told)


def _offers(message: Seen) -> list[str]:
    return sorted({offer(choice.id) for choice in message.choices})


def _event(kind: str, place: Place, told: dict[str, object]) -> str:
    return f"id: {place}\nevent: {kind}\ndata: {json.dumps(told)}\n\n"


def _no_id() -> str:
    """The script makes its own."""
    return ""
