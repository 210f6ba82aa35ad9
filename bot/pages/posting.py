"""A form that was filled in becomes what the turn needs: words, a tap, a picture drawn anew, a place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from starlette.requests import Request

from bot.channels.clean import clean
from bot.channels.web import Posted
from bot.pages.bodies import Form
from bot.pages.front import Front, Refusal
from bot.pages.keys import Visitor
from bot.pages.problems import accepted_language, problem
from bot.pages.uploads import MIME, NoPicture, TooManyPixels, redrawn
from handlers import browser_words
from handlers.talk import Media, Place, speaking
from handlers.talk.model import BUTTON_BYTES
from storage import web_files

LONGEST_TEXT = 3900  # of one message; more looks as if a network had cut it
_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")
_TAP = re.compile(r"[!-~][ -~]{0,63}")
Labels = Callable[[Visitor, int, str, str], Awaitable[str]]


async def posted_of(
    request: Request, form: Form, front: Front, visitor: Visitor, label: Labels
) -> Posted | None:
    """What was sent; None when it is nothing at all. Raises Refusal, and Outage where a picture is kept."""
    if not _ID.fullmatch(form.get("id")) or not _is_tap(form.get("tap")):
        raise Refusal(problem(request, 400, "no_form", kept=form.get("text")))
    if len(form.get("text")) > LONGEST_TEXT:
        raise Refusal(problem(request, 422, "too_long", kept=form.get("text")))
    text, tap, place = clean(form.get("text").replace("\r\n", "\n")).strip(), form.get("tap"), _place(form)
    if not (form.get("text") or tap or place or form.picture):
        return None
    about = form.get("about") if form.get("about").isascii() and form.get("about").isdigit() else "0"
    return Posted(
        form.get("id"),
        _position(form.get("position")),
        "" if tap else text,
        tap,
        about if tap else "",
        await _shown_as(request, visitor, label, text, tap, int(about[:9])),
        await _media(request, form.picture, front, visitor),
        place,
    )


async def _shown_as(
    request: Request, visitor: Visitor, label: Labels, text: str, tap: str, about: int
) -> str:
    language = accepted_language(request)
    if tap:
        return await label(visitor, about, tap, language) or "☑"
    with speaking(language):
        return browser_words.started() if text.startswith("/start") else ""


async def _media(request: Request, picture: bytes | None, front: Front, visitor: Visitor) -> Media | None:
    if picture is None:
        return None
    try:
        content = await redrawn(picture)
    except NoPicture as error:
        raise Refusal(problem(request, 415, "no_picture")) from error
    except TooManyPixels as error:
        raise Refusal(problem(request, 422, "too_many_pixels")) from error
    ref = await _kept(front, visitor.address, content)
    unique = hashlib.sha256(content).hexdigest()[:32]
    return Media("photo", ref, unique=unique, mime=MIME, size=len(content))


async def _kept(front: Front, address: str, content: bytes) -> str:
    """Where the turn finds it; of a chat that is kept apart in no table."""
    if front.is_apart(address):
        return front.past.apart.keep_picture(address, content)
    return await front.write(lambda tx: web_files.keep(tx, address, MIME, content, datetime.now(UTC)))


def _is_tap(tap: str) -> bool:
    return not tap or (len(tap) <= BUTTON_BYTES and _TAP.fullmatch(tap) is not None)


def _position(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


def _place(form: Form) -> Place | None:
    try:
        place = Place(float(form.fields["latitude"]), float(form.fields["longitude"]))
    except (KeyError, ValueError):
        return None
    inside = abs(place.latitude) <= 90 and abs(place.longitude) <= 180  # false for what is no number too
    return place if inside else None
