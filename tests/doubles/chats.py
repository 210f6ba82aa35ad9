"""Chats as the network keeps them: who is in, which messages stand there now, what was said."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.doubles.play import BOT, Line, Screen, line_of, screen_of
from tests.doubles.wire import Json, Refusal, broken

State = Literal["open", "blocked", "stranger", "deactivated", "left", "kicked"]
_FORBIDDEN: dict[State, str] = {
    "blocked": "Forbidden: bot was blocked by the user",
    "stranger": "Forbidden: bot can't initiate conversation with a user",
    "deactivated": "Forbidden: user is deactivated",
    "left": "Forbidden: bot is not a member of the group chat",
    "kicked": "Forbidden: bot was kicked from the group chat",
}


@dataclass
class Chat:
    """One chat. `heard` names the bot's messages in the order of sending, again at each edit of a text."""

    facts: Json
    state: State = "open"
    messages: dict[int, Json] = field(default_factory=dict)
    heard: list[int] = field(default_factory=list)
    heard_at_last_act: int = 0
    lines: list[Line] = field(default_factory=list)
    look: Callable[[Json], Screen] = screen_of  # what one sees of a message of this network

    @property
    def id(self) -> int:
        return int(self.facts["id"])

    def bot_messages(self) -> list[Json]:
        """The bot's messages as they stand now, oldest first."""
        return [m for _, m in sorted(self.messages.items()) if m.get("from", {}).get("is_bot")]

    def put_message(self, message: Json) -> None:
        """A message of the bot appears."""
        self.messages[message["message_id"]] = message
        self.heard.append(message["message_id"])
        screen = self.look(message)
        self.lines.append(Line(BOT, screen.text, screen.rows))


class Chats:
    """All chats of one bot; message ids are counted over all of them, as for a real account."""

    def __init__(self) -> None:
        self._by_id: dict[int, Chat] = {}
        self._message_ids = itertools.count(1)

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def know(self, facts: Json) -> Chat:
        """The chat with these facts, made known when it was not."""
        return self._by_id.setdefault(int(facts["id"]), Chat(facts))

    def __getitem__(self, chat_id: int) -> Chat:
        return self._by_id[chat_id]

    def __contains__(self, chat_id: int) -> bool:
        return chat_id in self._by_id

    def private(self, chat_id: int) -> Chat:
        """The chat with a person, known by number alone."""
        return self.know({"id": chat_id, "first_name": f"Orang {chat_id}", "type": "private"})

    def find(self, chat_id: int | str) -> Chat:
        """The chat a bot asks for; raises Refusal when there is none or the bot is not welcome."""
        if not isinstance(chat_id, int) or chat_id not in self._by_id:
            raise broken("chat not found")
        chat = self._by_id[chat_id]
        if chat.state != "open":
            raise Refusal(403, _FORBIDDEN[chat.state])
        return chat

    def change_message(self, chat: Chat, message: Json, *, reworded: bool) -> None:
        """A message of the bot looks different now; only new words count as heard."""
        message["edit_date"] = int(time.time())
        chat.messages[message["message_id"]] = message
        if reworded:
            chat.heard.append(message["message_id"])
            screen = chat.look(message)
            chat.lines.append(Line(BOT, f"(mengubah) {screen.text}", screen.rows))

    def note(self, update: Json) -> int | None:
        """An update was caused in a chat, whose id this gives: it is known now, its message stands there."""
        facts = chat_of(update)
        if facts is None:
            return None
        chat = self.know(facts)
        message = update.get("message") or update.get("edited_message")
        if isinstance(message, dict) and "message_id" in message:
            chat.messages[message["message_id"]] = message
        chat.heard_at_last_act = len(chat.heard)
        chat.lines.append(line_of(update))
        return chat.id


def chat_of(update: Json) -> Json | None:
    """The chat object of an update of whatever kind, or None."""
    for content in update.values():
        if not isinstance(content, dict):
            continue
        for holder in (content, content.get("message")):
            facts = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(facts, dict) and isinstance(facts.get("id"), int):
                return facts
    return None
