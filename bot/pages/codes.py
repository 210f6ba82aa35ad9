"""The recovery code: shown to its owner, and the way in from another device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from bot.pages.desk import sign_out
from bot.pages.front import Front, Refusal, see_other
from bot.pages.keys import Visitor, drop_key, new_key, read_code, set_key
from bot.pages.problems import problem
from storage import web_chats
from storage.failures import Outage

PLACES = 5  # of a person's bucket: nobody tries codes quickly


@dataclass(frozen=True)
class CodePage:
    """Where a conversation is taken along, or left behind."""

    front: Front

    async def show(self, request: Request) -> Response:
        """The code of this browser's conversation."""
        visitor = self.front.visitor(request)
        try:
            state = await self.front.read(lambda tx: web_chats.state(tx, visitor.address))
        except Outage:
            return problem(request, 503, "outage")
        return self.front.page(request, visitor, "code.html", state.language)

    async def enter(self, request: Request) -> Response:
        """Go on here with the conversation of this code."""
        visitor = self.front.visitor(request)
        try:
            form = await self.front.posted(request, visitor, PLACES)
            meant = await self._taken_along(read_code(form.get("code")))
        except Refusal as refusal:
            return refusal.answer
        except Outage:
            return problem(request, 503, "outage")
        if meant is None:
            return problem(request, 422, "unknown_code")
        answer = see_other("/chat#last")
        set_key(answer, meant.key, secure=self.front.secure(request))
        return answer

    async def leave(self, request: Request) -> Response:
        """Nothing of the conversation stays on this device; its code still opens it."""
        visitor = self.front.visitor(request)
        try:
            await self.front.posted(request, visitor)
        except Refusal as refusal:
            return refusal.answer
        answer = see_other("/chat")
        drop_key(answer, secure=self.front.secure(request))
        # Whatever the script kept here belongs to the conversation that is left.
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer

    async def _taken_along(self, key: str) -> Visitor | None:
        """The conversation of this key, which takes nobody's desk along; None: there is none."""
        meant = self.front.keys.of(key or new_key())
        state = await self.front.read(lambda tx: web_chats.state(tx, meant.address))
        if not key or not state.language:
            return None
        await self.front.write(lambda tx: sign_out(tx, meant, datetime.now(UTC)))
        return meant
