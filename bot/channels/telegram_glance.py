"""The two updates that come most, a tapped button and plain words, read straight from their JSON.

aiogram's models read everything else, and these too when anything about them is not as it always is: a type,
a kind of chat, one field more than we know. Only what is read is cleaned. What comes out is the same, which
the tests hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.clean import clean
from handlers.talk import Input

_OF_WORDS = {"message_id", "from", "chat", "date", "text", "entities"}
_OF_A_TAP = {"id", "from", "message", "chat_instance", "data"}


def at_a_glance(update: Mapping[str, Any]) -> dict[str, Any] | None:
    """What somebody did, as `telegram_updates` tells it; None: to be looked at properly."""
    if len(update) != 2 or type(update.get("update_id")) is not int:
        return None
    if type(query := update.get("callback_query")) is dict:
        return _tap(query)
    message = update.get("message")
    return _words(message) if type(message) is dict else None


def _tap(query: dict[str, Any]) -> dict[str, Any] | None:
    message, said, callback = query.get("message"), _text(query.get("data")), _text(query.get("id"))
    if not query.keys() <= _OF_A_TAP or type(message) is not dict:
        return None
    who, number = _who(message.get("chat"), query.get("from")), message.get("message_id")
    if who is None or type(number) is not int or not (said and callback):
        return None
    return {
        **who,
        "kind": "message",
        "said": Input(tap=said),
        "tapped": str(number),
        "callback": callback,
    }


def _words(message: dict[str, Any]) -> dict[str, Any] | None:
    text, date = _text(message.get("text")), message.get("date")
    who = _who(message.get("chat"), message.get("from"))
    plain = message.keys() <= _OF_WORDS and type(message.get("message_id")) is int
    if who is None or not (plain and text) or type(date) is not int or not 0 < date < 2**32:
        return None
    said = Input(text=text, at=datetime.fromtimestamp(date, UTC))
    return {**who, "kind": "message", "said": said, "reply_to": "", "reply_words": ""}


def _who(chat: Any, user: Any) -> dict[str, Any] | None:
    """Chat and language, where it is a private chat and a person speaks."""
    if type(chat) is not dict or type(user) is not dict:
        return None
    language = user.get("language_code", "")
    known = type(user.get("id")) is int and type(user.get("is_bot")) is bool
    known = known and bool(_text(user.get("first_name"))) and type(language) is str
    if not known or type(chat.get("id")) is not int or chat.get("type") != "private":
        return None
    return {"address": str(chat["id"]), "language": clean(language)}


def _text(value: Any) -> str:
    """A text without what nobody can see; nothing where it is none."""
    return clean(value) if type(value) is str else ""
