"""The conversation: shown as a page, fed as a stream, and heard from forms and from our script alike."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote, unquote

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.answered import Takes
from bot.channels.web import Posted, incoming
from bot.house import House
from bot.pages.front import Front, Refusal, see_other
from bot.pages.history import GREETING, greeting, label_of, live, seen
from bot.pages.keys import Visitor
from bot.pages.posting import posted_of
from bot.pages.problems import accepted_language, is_script, problem
from handlers import browser_words
from handlers.facts import Citizen, Facts
from handlers.talk import Say, speaking
from handlers.talk.stored import say_from_json
from storage import web_chats
from storage.failures import Outage
from storage.store import Tx
from storage.web_chats import ChatState, ShownRow

log = structlog.get_logger()
PATH, SHOWN = "/chat", 50
ANSWER_SECONDS = 4.0  # how long a plain form waits for the answer to be there
LOOK_SECONDS = 0.02
RETRY_SECONDS = 5
TOLD = "suara_said"  # the cookie that carries what is said over a tapped button across the redirect


@dataclass(frozen=True)
class ChatPage:
    """The page of one conversation."""

    front: Front
    house: House
    intake: Takes

    async def show(self, request: Request) -> Response:
        """All that was said last, with the open question's buttons, as a page that works without scripts."""
        visitor = self.front.visitor(request)
        before = _number(request.query_params.get("before"))
        try:
            state, rows = await self.front.read(lambda tx: self._conversation(tx, visitor, before))
        except Outage:
            return problem(request, 503, "outage", headers={"Retry-After": str(RETRY_SECONDS)})
        language = state.language or accepted_language(request)
        start = self._start(request, language)
        first = [] if rows or start else [greeting(self._greeting(language))]
        messages = live([*first, *map(seen, rows)])
        answer = self.front.page(
            request,
            visitor,
            "chat.html",
            language,
            city=self.house.city.name,
            messages=messages,
            older=rows[0].ref if len(rows) == SHOWN else 0,
            after=self.front.past.last(visitor.address, state),
            before=before,
            told=unquote(request.cookies.get(TOLD, ""))[:200],
            new_id=_new_id,
            start=start,
        )
        if TOLD in request.cookies:
            answer.delete_cookie(TOLD, path=PATH)
        return answer

    async def take(self, request: Request) -> Response:
        """One thing that somebody said, taken like a webhook: answered after the commit."""
        visitor = self.front.visitor(request)
        try:
            form = await self.front.posted(request, visitor)
            posted = await posted_of(request, form, self.front, visitor, self._label)
        except Refusal as refusal:
            return refusal.answer
        except Outage:
            return self._outage(request, "")
        if posted is None:
            return see_other(PATH)
        return await self._taken(request, visitor, posted)

    async def _taken(self, request: Request, visitor: Visitor, posted: Posted) -> Response:
        heard = incoming(visitor.address, posted, accepted_language(request), datetime.now(UTC))
        try:
            taken = await self.intake.take(heard)
        except Outage:
            return self._outage(request, posted.text)
        if is_script(request):
            return JSONResponse({"told": taken.toast})
        await self.answered(visitor)
        answer = see_other(f"{PATH}#last")
        if taken.toast:
            answer.set_cookie(
                TOLD, quote(taken.toast[:200]), max_age=30, path=PATH, httponly=True, samesite="lax"
            )
        return answer

    def _outage(self, request: Request, kept: str) -> Response:
        return problem(request, 503, "outage", kept=kept, headers={"Retry-After": str(RETRY_SECONDS)})

    async def answered(self, visitor: Visitor) -> None:
        """Wait until what was said is answered, so that the page behind the redirect shows it."""
        until = time.monotonic() + ANSWER_SECONDS
        answered = partial(self.front.past.is_answered, address=visitor.address)
        with suppress(Outage):  # what is not there yet comes with the next look
            while time.monotonic() < until and not await self.front.read(answered):  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(LOOK_SECONDS)

    async def _label(self, visitor: Visitor, about: int, tap: str, language: str) -> str:
        """What stands on a tapped button, as we know it ourselves."""
        if about == GREETING:
            return label_of(self._greeting(language), tap)
        row = await self.front.read(lambda tx: self.front.past.one(tx, visitor.address, about))
        return label_of(say_from_json(row.body)[0], tap) if row and not row.own else ""

    def _conversation(self, tx: Tx, visitor: Visitor, before: int) -> tuple[ChatState, list[ShownRow]]:
        state = web_chats.state(tx, visitor.address)
        return state, self.front.past.newest(tx, visitor.address, SHOWN, before)

    def _greeting(self, language: str) -> Say:
        today = self.house.today(datetime.now(UTC))
        facts = Facts(self.house.city_on(today), today, Citizen(language, web_chats.CHANNEL))
        with speaking(language):
            return browser_words.first(facts)

    def _start(self, request: Request, language: str) -> tuple[str, str] | None:
        """The command that a link with `?start=` leads to, and the label of its button."""
        payload = request.query_params.get("start", "")
        if not payload or len(payload) > 60 or not payload.replace("-", "").replace("_", "").isalnum():
            return None
        with speaking(language):
            return f"/start {payload}", browser_words.start(self.house.city, payload)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _new_id() -> str:
    return secrets.token_urlsafe(12)
