"""Telegram's updates as `Incoming`: whatever the network sends is heard, and nothing raises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ValidationError

from bot.channels.base import Incoming
from bot.channels.clean import clean_json
from bot.channels.telegram_glance import at_a_glance
from bot.channels.telegram_library import (
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    ContentType,
    Message,
    Update,
    User,
)
from handlers.talk import Input, Media, Place

NAME = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

# All that is read of a message.
_READ = (
    "message_id from chat date edit_date text caption"
    " photo voice audio video video_note animation document location venue"
).split()

Kind = Literal["message", "joined_group", "blocked", "unblocked", "ignored"]

# The network's own remarks in a chat: nobody said them, so nobody waits for an answer.
_REMARKS = {
    ContentType.PINNED_MESSAGE,
    ContentType.MESSAGE_AUTO_DELETE_TIMER_CHANGED,
    ContentType.WRITE_ACCESS_ALLOWED,
    ContentType.CHAT_BACKGROUND_SET,
    ContentType.CONNECTED_WEBSITE,
    ContentType.BOOST_ADDED,
    ContentType.PROXIMITY_ALERT_TRIGGERED,
}


def parse(update: Mapping[str, Any] | bytes, bot_id: str) -> Incoming:
    """What somebody did, from an update as a mapping or as the JSON of a webhook. Never raises."""
    payload, raw = _read(update)
    heard = at_a_glance(raw) or _looked_at(_cleaned(raw))
    return Incoming(**{**heard, "channel": NAME, "bot": bot_id, "payload": payload, "update_id": _id(raw)})


def _looked_at(raw: Mapping[str, Any]) -> dict[str, Any]:
    return _understood(raw) or _understood(_bare(raw)) or _guessed(raw)


def _understood(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        return _heard(Update.model_validate(raw))
    except (ValidationError, RecursionError):
        return None


def _read(update: Mapping[str, Any] | bytes) -> tuple[str, dict[str, Any]]:
    """The update as text and as what it says; nothing where it is no JSON object."""
    payload = ""
    try:
        payload = update.decode("utf-8", "replace") if isinstance(update, bytes) else json.dumps(update)
        raw = json.loads(payload)
    except (ValueError, RecursionError):
        return payload, {}
    return payload, raw if isinstance(raw, dict) else {}


def _cleaned(raw: Mapping[str, Any]) -> dict[str, Any]:
    """All of it; nothing where it is nested too deeply to be walked through."""
    try:
        cleaned: dict[str, Any] = clean_json(raw)
    except RecursionError:
        return {}
    return cleaned


def _id(raw: Mapping[str, Any]) -> str:
    number = raw.get("update_id")
    return str(number) if isinstance(number, int) and not isinstance(number, bool) else ""


def _heard(update: Update) -> dict[str, Any]:
    if update.message:
        return _message(update.message)
    if update.edited_message:
        return _edited(update.edited_message)
    if update.callback_query:
        return _tap(update.callback_query)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    return {"address": "", "kind": "ignored"}


def _message(message: Message) -> dict[str, Any]:
    replied = message.reply_to_message
    silent = message.chat.type != "private" or message.content_type in _REMARKS
    return {
        **_who(message.chat, message.from_user),
        "kind": "ignored" if silent else "message",
        "said": _said(message),
        "reply_to": str(replied.message_id) if replied else "",
        "reply_words": _quoted(replied) if replied else "",
    }


def _quoted(replied: Message) -> str:
    """The bot's own words; what the person once wrote is not ours to trust."""
    ours = replied.from_user is not None and replied.from_user.is_bot
    return (replied.text or replied.caption or "") if ours else ""


def _edited(message: Message) -> dict[str, Any]:
    # A live location is edited every few seconds: no reason to answer each time.
    silent = message.chat.type != "private" or message.location is not None
    return {
        **_who(message.chat, message.from_user),
        "kind": "ignored" if silent else "message",
        "said": Input(other="edited", at=message.date),
    }


def _tap(query: CallbackQuery) -> dict[str, Any]:
    # A message that is too old arrives without its chat's details, and perhaps not at all.
    chat = query.message.chat if query.message else Chat(id=query.from_user.id, type="private")
    return {
        **_who(chat, query.from_user),
        "kind": "message" if chat.type == "private" else "ignored",
        "said": Input(tap=query.data) if query.data else Input(other="unknown"),
        "tapped": str(query.message.message_id) if query.message else "",
        "callback": query.id,
    }


def _membership(change: ChatMemberUpdated) -> dict[str, Any]:
    gone = change.new_chat_member.status in ("kicked", "left")
    kind: Kind = "blocked" if gone else "unblocked"
    if change.chat.type != "private":
        kind = "ignored" if gone else "joined_group"
    return {**_who(change.chat, change.from_user), "kind": kind}


def _who(chat: Chat, user: User | None) -> dict[str, Any]:
    return {"address": str(chat.id), "language": (user.language_code if user else "") or ""}


def _said(message: Message) -> Input:
    venue = message.venue
    text = message.text or message.caption or (f"{venue.title}, {venue.address}" if venue else "")
    media, place = _media(message), _place(message)
    other = "" if text or media or place else _named(message.content_type)
    return Input(text=text, media=media, place=place, at=message.date, other=other)


def _named(content: str) -> str:
    return ContentType(content).value


def _place(message: Message) -> Place | None:
    point = message.location or (message.venue.location if message.venue else None)
    return Place(point.latitude, point.longitude) if point else None


def _media(message: Message) -> Media | None:
    if message.photo:
        return _file("photo", max(message.photo, key=lambda size: size.width * size.height), "image/jpeg")
    if sound := message.voice or message.audio:
        return _file("voice", sound, "audio/ogg" if message.voice else "")
    # An animation comes as a document too: it is looked for first.
    if film := message.animation or message.video or message.video_note:
        return _file("video", film, "video/mp4")
    return _file("document", message.document, "") if message.document else None


def _file(kind: Literal["photo", "voice", "video", "document"], file: Any, mime: str) -> Media:
    return Media(
        kind,
        ref=file.file_id,
        unique=file.file_unique_id,
        mime=getattr(file, "mime_type", None) or mime,
        size=file.file_size,
        name=getattr(file, "file_name", None) or "",
    )


def _bare(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The update with only what we read, as the rest may have a shape that the library does not know yet."""
    name = "message" if "message" in raw else "edited_message"
    whole = _part(raw, name)
    message = {field: whole[field] for field in _READ if field in whole}
    if replied := _part(whole, "reply_to_message").get("message_id"):
        message["reply_to_message"] = {"message_id": replied, "date": 0, "chat": whole.get("chat")}
    return {"update_id": raw.get("update_id", 0), name: message}


def _guessed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """From an update of an unknown shape: the chat and the words, if they are where they always were."""
    callback = _part(raw, "callback_query")
    message = _part(raw, "message") or _part(raw, "edited_message") or _part(callback, "message")
    chat = _part(message, "chat").get("id")
    if not isinstance(chat, int) or chat <= 0:  # groups have negative ids
        return {"address": "", "kind": "ignored"}
    text = message.get("text") if "message" in raw else ""
    said = Input(text=text) if text and isinstance(text, str) else Input(other="unknown")
    query = callback.get("id")
    return {"address": str(chat), "said": said, "callback": query if isinstance(query, str) else ""}


def _part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = raw.get(name)
    return part if isinstance(part, dict) else {}
