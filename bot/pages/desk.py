"""The desk in a browser: a link from the chat shows a button, and the button signs this browser in."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.web import NAME, Posted, incoming
from bot.desk import browsing
from bot.desk.browsing import PATH, Signing
from bot.house import House
from bot.pages.chat import ChatPage
from bot.pages.front import Front, Refusal, see_other
from bot.pages.keys import Visitor, drop_key, new_key, set_key
from bot.pages.problems import accepted_language, problem
from handlers.menu import FIRST_LANGUAGE
from storage import citizens, desk_sessions, handles
from storage.citizens import Handle
from storage.failures import Outage
from storage.store import Tx

log = structlog.get_logger()
CHAT = "/chat#last"
PLACES = 5  # of a person's bucket: nobody tries links quickly
_CODE = re.compile(r"[A-Za-z0-9_-]{16,40}")
_DESK = "/meja"
# Which browser and which device, in the order in which one is mistaken for the next.
_BROWSERS = ("Firefox", "Edg", "OPR", "SamsungBrowser", "Chrome", "Safari")
_DEVICES = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "CrOS", "Linux")
_CALLED = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
}


@dataclass(frozen=True)
class DeskPage:
    """Where an official's browser comes in and goes out."""

    front: Front
    house: House
    chat: ChatPage

    async def show(self, request: Request) -> Response:
        """How to get in; for who is in already, the way to the desk and out."""
        visitor = self.front.visitor(request)
        try:
            at_desk = await self.front.read(lambda tx: self._is_in(tx, visitor))
        except Outage:
            return problem(request, 503, "outage")
        return self._page(request, visitor, at_desk=at_desk)

    async def offer(self, request: Request) -> Response:
        """The button that a good link leads to: opening a link alone, as a preview does, signs nobody in."""
        visitor, code = self.front.visitor(request), request.path_params["code"]
        try:
            good = await self.front.write(lambda tx: _offered(tx, code, visitor))
        except Outage:
            return problem(request, 503, "outage")
        if not good:
            log.warning("desk link refused")
            return problem(request, 410, "desk_link")
        return self._page(request, visitor, code=code)

    async def enter(self, request: Request) -> Response:
        """The browser is signed in, and the desk opens in its conversation."""
        visitor, code = self.front.visitor(request), request.path_params["code"]
        try:
            await self.front.posted(request, visitor, PLACES)
            # Somebody else may know the key of before, and would be at the desk with it.
            fresh = self.front.keys.of(new_key())
            device = device_of(request.headers.get("User-Agent", ""))
            if not await self.front.write(lambda tx: self._signed_in(tx, code, visitor, fresh, device)):
                log.warning("desk link refused")
                return problem(request, 410, "desk_link")
            log.info("browser signed in")
            await self._open_desk(request, fresh)
        except Refusal as refusal:
            return refusal.answer
        except Outage:
            return problem(request, 503, "outage")
        answer = see_other(CHAT)
        set_key(answer, fresh.key, secure=self.front.secure(request))
        return answer

    async def leave(self, request: Request) -> Response:
        """This browser works at no desk any more, and nothing of what it saw stays."""
        visitor = self.front.visitor(request)
        try:
            await self.front.posted(request, visitor)
            await self.front.write(lambda tx: sign_out(tx, visitor, datetime.now(UTC)))
        except Refusal as refusal:
            return refusal.answer
        except Outage:
            return problem(request, 503, "outage")
        answer = see_other(PATH)
        drop_key(answer, secure=self.front.secure(request))
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer

    def _page(self, request: Request, visitor: Visitor, *, code: str = "", at_desk: bool = False) -> Response:
        return self.front.page(request, visitor, "desk.html", "", code=code, at_desk=at_desk)

    def _is_in(self, tx: Tx, visitor: Visitor) -> bool:
        person = handles.owners(tx, [_handle(visitor)]).get(_handle(visitor))
        session = desk_sessions.of_browsers(tx, [person]).get(person) if person else None
        return session is not None and session.until >= self.house.today(datetime.now(UTC))

    def _signed_in(self, tx: Tx, code: str, opener: Visitor, fresh: Visitor, device: str) -> bool:
        now = datetime.now(UTC)
        if not _offered(tx, code, opener):
            return False
        signing = Signing(code, _citizen(tx, opener, now), _citizen(tx, fresh, now), device)
        return browsing.sign_in(tx, signing, self.house, now)

    async def _open_desk(self, request: Request, visitor: Visitor) -> None:
        now = datetime.now(UTC)
        said = Posted(secrets.token_urlsafe(12), text=_DESK)
        await self.chat.intake.take(incoming(visitor.address, said, accepted_language(request), now))
        await self.chat.answered(visitor)


def desk_routes(page: DeskPage) -> list[Route]:
    """Where an official's browser comes in and goes out."""
    return [
        Route(PATH, page.show, methods=["GET"]),
        Route(f"{PATH}/leave", page.leave, methods=["POST"]),
        Route(f"{PATH}/{{code}}", page.offer, methods=["GET"]),
        Route(f"{PATH}/{{code}}", page.enter, methods=["POST"]),
    ]


def sign_out(tx: Tx, visitor: Visitor, now: datetime) -> None:
    """Whoever this browser is, it works at no desk any more."""
    if person := handles.owners(tx, [_handle(visitor)]).get(_handle(visitor)):
        desk_sessions.sign_out(tx, person, now)


def device_of(user_agent: str) -> str:
    """What a browser calls itself, in two words: `Chrome, Android`."""
    named = [next((name for name in names if name in user_agent), "") for names in (_BROWSERS, _DEVICES)]
    return ", ".join(_CALLED.get(name, name) for name in named if name) or "?"


def _offered(tx: Tx, code: str, visitor: Visitor) -> bool:
    """Whether the link is good for this browser; nobody is made a citizen by a link that is none."""
    now = datetime.now(UTC)
    if not _CODE.fullmatch(code) or not desk_sessions.is_open(tx, code, now):
        return False
    return desk_sessions.offered(tx, code, _citizen(tx, visitor, now), now)


def _citizen(tx: Tx, visitor: Visitor, now: datetime) -> int:
    handle = _handle(visitor)
    return citizens.lock(tx, {handle: FIRST_LANGUAGE}, now)[handle].id


def _handle(visitor: Visitor) -> Handle:
    return Handle(NAME, "chat", visitor.address)
