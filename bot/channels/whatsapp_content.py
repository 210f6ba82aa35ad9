"""What somebody said in one WhatsApp message: as pywa reads it, else as far as its words and ids go."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from pywa.types.callback import CallbackButton, CallbackSelection
from pywa.types.message import Message
from pywa.types.user import User

from bot.channels.whatsapp_json import kind_of, part, word
from bot.channels.whatsapp_links import command
from handlers.talk import Input, Media, Place

MediaKind = Literal["photo", "voice", "video", "document"]
_KINDS: Mapping[str, MediaKind] = {
    "image": "photo",
    "audio": "voice",
    "voice": "voice",
    "video": "video",
    "document": "document",
}
# What nobody waits for an answer to, and what conversations have a word of their own for.
SILENT = frozenset({"reaction"})
_NAMED = {"edit": "edited", "revoke": "deleted", "contacts": "contact"}


class _Client:
    """What pywa's types ask of a client while they read: how to make a user, and which id names one."""

    _usr_cls = User

    def _resolve_user_identifier(self, user: User) -> Iterator[str]:
        yield user.bsuid


_CLIENT: Any = _Client()


def content(payload: Mapping[str, Any], message: Mapping[str, Any], at: datetime | None) -> Input:
    """What was said. `payload` holds this message alone. Never raises."""
    try:
        said = _understood(payload, message)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        said = None
    said = said or _guessed(message)
    return replace(said, text=command(said.text), at=at)


def _understood(payload: Mapping[str, Any], message: Mapping[str, Any]) -> Input | None:
    kind = kind_of(message)
    if kind == "interactive":
        kind = word(part(message, "interactive"), "type")
    reads = _READS.get(kind)
    return reads(payload) if reads else None


def _text(payload: Any) -> Input:
    return Input(text=_string(Message.from_update(_CLIENT, payload).text))


def _file(payload: Any) -> Input:
    message = Message.from_update(_CLIENT, payload)
    found: Any = message.media
    media = Media(
        _KINDS[message.type.value],
        ref=_string(found.id),
        unique=found.id,
        mime=_string(found.mime_type).partition(";")[0],
        name=getattr(found, "filename", None) or "",
    )
    return Input(text=message.caption or "", media=media)


def _point(payload: Any) -> Input:
    found = Message.from_update(_CLIENT, payload).location
    if found is None:
        raise ValueError("a location without one")
    place = Place(_degrees(found.latitude, 90), _degrees(found.longitude, 180))
    return Input(text=", ".join(said for said in (found.name, found.address) if said), place=place)


def _button(payload: Any) -> Input:
    return Input(tap=_string(CallbackButton.from_update(_CLIENT, payload).data))


def _row(payload: Any) -> Input:
    return Input(tap=_string(CallbackSelection.from_update(_CLIENT, payload).data))


def _welcome(_payload: Any) -> Input:
    """Somebody opened the chat and has written nothing yet."""
    return Input(text="/start")


_READS: Mapping[str, Callable[[Any], Input]] = {
    "text": _text,
    "image": _file,
    "audio": _file,
    "video": _file,
    "document": _file,
    "location": _point,
    "button": _button,
    "button_reply": _button,
    "list_reply": _row,
    "request_welcome": _welcome,
}


def _string(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a text is missing")
    return value


def _degrees(value: Any, most: int) -> float:
    degrees = float(value)
    if not math.isfinite(degrees) or abs(degrees) > most:
        raise ValueError("no place on earth")
    return degrees


def _guessed(message: Mapping[str, Any]) -> Input:
    """From a message of another shape: button, words or file, if they are where they always were."""
    kind = kind_of(message)
    interactive, own = part(message, "interactive"), part(message, kind)
    chosen = part(interactive, "button_reply") or part(interactive, "list_reply")
    if tap := word(chosen, "id") or word(part(message, "button"), "payload"):
        return Input(tap=tap)
    text = (
        word(part(message, "text"), "body")
        or word(own, "caption")
        or word(chosen, "title")
        or word(part(message, "button"), "text")
    )
    media = _media(kind, own)
    return Input(text=text, media=media, other="" if text or media else _NAMED.get(kind, kind or "unknown"))


def _media(kind: str, own: Mapping[str, Any]) -> Media | None:
    ref = word(own, "id")
    if kind not in _KINDS or not ref:
        return None
    return Media(_KINDS[kind], ref=ref, unique=ref, mime=word(own, "mime_type").partition(";")[0])
