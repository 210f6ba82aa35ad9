"""Which page is found where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.web import NAME
from bot.pages.chat import PATH, ChatPage
from bot.pages.codes import CodePage
from bot.pages.desk import DeskPage, desk_routes
from bot.pages.events import Events
from bot.pages.files import FilePage
from bot.pages.front import Front
from bot.pages.guarding import Guard
from bot.pages.keys import Keys
from bot.pages.kiosk import kiosk_routes
from bot.pages.past import Past
from bot.pages.problems import problem
from bot.pages.public import PublicPage, public_routes
from bot.pages.statics import static_routes
from bot.pages.streaming import Hub
from bot.untraceable.apart import Apart
from storage.citizens import Handle

if TYPE_CHECKING:
    from bot.wiring import Engine


async def lost(request: Request) -> Response:
    """Whoever comes to where nothing is hears it in words."""
    return problem(request, 404, "not_found")


def _is_apart(apart: Apart, address: str) -> bool:
    return apart.has(Handle(NAME, "chat", address))


LOST = Route("/{path:path}", lost, methods=["GET"])


def page_routes(engine: Engine, hub: Hub) -> Sequence[Route]:
    """All pages, behind one guard."""
    guard = Guard(engine.settings)
    front = Front(engine.settings, engine.store, engine.writer, Keys(engine.store.vault), guard)
    if (apart := engine.house.apart) is not None:
        hidden = partial(_is_apart, apart)
        front = replace(front, past=Past(apart.room.pages), is_apart=hidden)
    chat = ChatPage(front, engine.house, engine.intake)
    desk = DeskPage(front, engine.house, chat)
    public = public_routes(PublicPage(front, engine.house))
    people = [*chat_routes(chat, front, hub), *desk_routes(desk), *kiosk_routes(front, engine.house)]
    return guard.around([*people, *static_routes(), *public, LOST])


def chat_routes(chat: ChatPage, front: Front, hub: Hub) -> list[Route]:
    """The conversation, its stream, its files and its code."""
    codes, events, files = CodePage(front), Events(front, hub), FilePage(front)
    return [
        Route(PATH, chat.show, methods=["GET"]),
        Route(PATH, chat.take, methods=["POST"]),
        Route(f"{PATH}/events", events.serve, methods=["GET"]),
        Route(f"{PATH}/code", codes.show, methods=["GET"]),
        Route(f"{PATH}/code", codes.enter, methods=["POST"]),
        Route(f"{PATH}/leave", codes.leave, methods=["POST"]),
        Route(f"{PATH}/file/{{ref:int}}/{{number:int}}", files.serve, methods=["GET"]),
    ]
