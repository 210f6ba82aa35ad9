"""Reading: what a person sees of the bot in one chat, and waiting for it."""

from __future__ import annotations

from typing import Protocol

from tests.doubles.chats import Chat
from tests.doubles.play import BOT, PERSON, Screen, written
from tests.doubles.pulse import Pulse
from tests.doubles.wire import Json


class World(Protocol):
    """A network, as far as somebody who only reads needs it."""

    pulse: Pulse


class Reader:
    """The reading half of a person, on whatever network."""

    def __init__(self, world: World, chat: Chat, name: str) -> None:
        self._pulse, self.chat, self.name = world.pulse, chat, name

    def screen(self) -> Screen:
        """The bot's newest message as one reads it now; AssertionError when it has said nothing."""
        with self._pulse.look():
            shown = self.chat.bot_messages()
        assert shown, f"the bot has said nothing to {self.name}"
        return self.chat.look(shown[-1])

    def screens(self) -> list[Screen]:
        """All the bot's messages as they stand now, oldest first."""
        with self._pulse.look():
            return [self.chat.look(message) for message in self.chat.bot_messages()]

    def heard(self) -> int:
        """How often the bot has said something: messages, and edits of their words."""
        with self._pulse.look():
            return len(self.chat.heard)

    def hears(self, part: str, within: float = 5.0, *, ever: bool = False) -> Json:
        """Wait for a message of the bot with these words, said since one's last act (`ever`: at any time).

        Words on buttons count. AssertionError with the whole conversation when none comes.
        """
        start = 0 if ever else self.chat.heard_at_last_act
        found = self._pulse.until(lambda: self._said(part, start), within)
        if found is None:
            raise AssertionError(f"{self.name} heard no {part!r} in {within} s:\n{self.transcript()}")
        return found

    def _said(self, part: str, start: int) -> Json | None:
        for message_id in self.chat.heard[start:]:
            message = self.chat.messages.get(message_id)
            if message is not None and part in self.chat.look(message):
                return message
        return None

    def waits_for_reply(self, after: int | None = None, within: float = 5.0) -> Screen:
        """Wait until the bot has said more than `after` things (by default: since one's last act)."""
        start = self.chat.heard_at_last_act if after is None else after
        found = self._pulse.until(lambda: self._newest_since(start), within)
        if found is None:
            raise AssertionError(f"{self.name} got no answer in {within} s:\n{self.transcript()}")
        return self.chat.look(found)

    def _newest_since(self, start: int) -> Json | None:
        said = [self.chat.messages[m] for m in self.chat.heard[start:] if m in self.chat.messages]
        return said[-1] if said else None

    def transcript(self, person: str = PERSON, bot: str = BOT) -> str:
        """The whole conversation as a play."""
        with self._pulse.look():
            return written(self.chat.lines, person, bot)

    def looks(self) -> str:
        """The bot's last three messages, for the words of a failure."""
        with self._pulse.look():
            return (
                "\n---\n".join(str(self.chat.look(m)) for m in self.chat.bot_messages()[-3:]) or "(nothing)"
            )
