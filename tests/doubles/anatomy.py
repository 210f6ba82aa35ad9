"""The anatomy of updates: every field that the real ones have, built from who does what where."""

from __future__ import annotations

import re
import time
from typing import Any

from tests.doubles.wire import Json, utf16_units

_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(@[A-Za-z0-9_]{5,32})?")


def user(user_id: int, name: str, language_code: str) -> Json:
    first, _, last = name.partition(" ")
    facts: Json = {"id": user_id, "is_bot": False, "first_name": first}
    return facts | ({"last_name": last} if last else {}) | {"language_code": language_code}


def private_chat(person: Json) -> Json:
    names: Json = {key: person[key] for key in ("first_name", "last_name") if key in person}
    return {"id": person["id"], **names, "type": "private"}


def group_chat(group_id: int, title: str) -> Json:
    return {"id": group_id, "title": title, "type": "group", "all_members_are_administrators": True}


def message(message_id: int, person: Json, chat: Json, **content: Any) -> Json:
    """A message; `date` is in whole seconds, as the network gives it."""
    return {
        "message_id": message_id,
        "from": person,
        "chat": chat,
        "date": int(time.time()),
        **content,
    }


def text_content(text: str) -> Json:
    """Text with its entities: commands are marked wherever they stand."""
    entities = [
        {"offset": utf16_units(text[: m.start()]), "length": utf16_units(m[0]), "type": "bot_command"}
        for m in _COMMAND.finditer(text)
    ]
    return {"text": text} | ({"entities": entities} if entities else {})


def callback_query(query_id: str, person: Json, on: Json, data: str) -> Json:
    """A tap on a button of the message as it stands now."""
    return {
        "id": query_id,
        "from": person,
        "message": on,
        "chat_instance": str(-(on["chat"]["id"] * 7919 + 4_000_000_000)),
        "data": data,
    }


def member_change(bot: Json, person: Json, chat: Json, before: str, after: str) -> Json:
    """The content of `my_chat_member`: what the bot may do in a chat has changed."""
    return {
        "chat": chat,
        "from": person,
        "date": int(time.time()),
        "old_chat_member": _member(bot, before),
        "new_chat_member": _member(bot, after),
    }


def _member(bot: Json, status: str) -> Json:
    return {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})


def cut_as_clients_do(text: str, limit: int = 4096) -> list[str]:
    """The messages a client makes of a long text: 4096 UTF-16 units each, no character cut in two."""
    parts, part, units = [], "", 0
    for character in text:
        width = 2 if ord(character) > 0xFFFF else 1
        if units + width > limit:
            parts.append(part)
            part, units = "", 0
        part += character
        units += width
    return [*parts, part]
