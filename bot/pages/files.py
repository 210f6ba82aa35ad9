"""Pictures and documents of a conversation: only its own, and found only by their place in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from bot.pages.front import Front
from bot.pages.past import Past
from bot.pages.problems import problem
from handlers.talk import File, Media
from handlers.talk.stored import say_from_json
from storage import documents
from storage.failures import Outage
from storage.store import Tx

SHOWN = ("image/jpeg", "image/png", "image/webp")  # all else is handed over to be saved
CALENDAR = "text/calendar"  # so that a phone knows with what to open it


@dataclass(frozen=True)
class Found:
    """A file as it is handed out."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class FilePage:
    """`/chat/file/<message>/<number>`; whose conversation it is the cookie alone tells."""

    front: Front

    async def serve(self, request: Request) -> Response:
        visitor = self.front.visitor(request)
        ref, number = request.path_params["ref"], request.path_params["number"]
        try:
            past, whose = self.front.past, visitor.address
            found = await self.front.read(lambda tx: _found(tx, past, whose, ref, number))
        except Outage:
            return problem(request, 503, "outage")
        if found is None:
            return problem(request, 404, "not_found")
        way = "inline" if found.mime in SHOWN else "attachment"
        headers = {
            "Content-Disposition": f"{way}; filename*=UTF-8''{quote(found.name or 'file')}",
            "Cache-Control": "private, max-age=3600",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        mime = found.mime if found.mime in (*SHOWN, CALENDAR) else "application/octet-stream"
        return Response(found.content, media_type=mime, headers=headers)


def _found(tx: Tx, past: Past, address: str, ref: int, number: int) -> Found | None:
    """The file at this place of this message of this conversation."""
    row = past.one(tx, address, ref) if ref < 10**9 else None
    if row is None:
        return None
    if row.own:
        return _own(tx, past, row.body, number)
    say = say_from_json(row.body)[0]
    things: list[Media | File] = [*say.media, *([say.file] if say.file else [])]
    return _ours(tx, past, things[number]) if number < len(things) else None


def _own(tx: Tx, past: Past, body: str, number: int) -> Found | None:
    refs = json.loads(body)["media"]
    return _picture(tx, past, refs[number]) if number < len(refs) else None


def _ours(tx: Tx, past: Past, thing: Media | File) -> Found | None:
    if isinstance(thing, File):
        mime = CALENDAR if thing.name.endswith(".ics") else "text/plain"
        return Found(thing.name, mime, thing.content.encode())
    if documents.is_document(thing.ref):
        document = documents.read(tx, thing.ref)
        return Found(document.name, document.mime, document.content) if document else None
    return _picture(tx, past, thing.ref)


def _picture(tx: Tx, past: Past, ref: str) -> Found | None:
    picture = past.picture(tx, ref)
    return Found("", picture.mime, picture.content) if picture else None
