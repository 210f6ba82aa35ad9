"""The network: all that the double knows, shared by the server, the people and the tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.doubles.chats import Chat, Chats
from tests.doubles.faults import Faults
from tests.doubles.files import Files
from tests.doubles.ledger import Ledger, UpdateRecord
from tests.doubles.limits import Limits
from tests.doubles.pulse import Pulse
from tests.doubles.updates import Updates
from tests.doubles.wire import Json

BOT_NAME = "suara_warga_bot"


@dataclass
class Tap:
    """A callback query and the answers it got: people see a spinner until the first."""

    query_id: str
    chat: int
    data: str
    answers: list[Json] = field(default_factory=list)


class Network:
    """One bot's world."""

    def __init__(self, token: str, rate: int | None, chat_rate: int | None) -> None:
        self.token = token
        self.pulse = Pulse()
        self.ledger = Ledger(self.pulse)
        self.updates = Updates(self.pulse, self.ledger)
        self.limits = Limits(rate, chat_rate)
        self.faults = Faults(self.pulse)
        self.chats = Chats()
        self.files = Files()
        self.taps: dict[str, Tap] = {}
        bot_id = int(token.split(":")[0])
        self.bot: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Suara Warga",
            "username": BOT_NAME,
        }

    def put(self, payload: Json) -> UpdateRecord:
        """People did something: queue the update, with the next id when it brings none."""
        with self.pulse.change("queue"):
            update = {"update_id": payload.get("update_id", self.updates.next_id())} | payload
            chat = self.chats.note(update)
            self._note_tap(update, chat)
            kinds = [name for name in update if name != "update_id"]
            record = UpdateRecord(update["update_id"], chat, kinds[0] if kinds else "", update)
            self.ledger.keep(record)
            self.updates.add(record)
            return record

    def _note_tap(self, update: Json, chat: int | None) -> None:
        query = update.get("callback_query")
        if isinstance(query, dict) and "id" in query:
            self.taps[query["id"]] = Tap(query["id"], chat or 0, str(query.get("data", "")))

    def redeliver(self, update_id: int, copies: int = 1) -> None:
        """Hand an update to the bot again although it was confirmed: the network may."""
        with self.pulse.change("queue"):
            self.updates.again.extend([self.ledger.updates[update_id]] * copies)

    def unanswered(self) -> list[Tap]:
        """Taps whose spinner still turns."""
        with self.pulse.look():
            return [tap for tap in self.taps.values() if not tap.answers]

    def block(self, chat_id: int) -> None:
        """The person blocks the bot, without any update about it."""
        with self.pulse.change():
            self.chats.private(chat_id).state = "blocked"

    def unblock(self, chat_id: int) -> None:
        with self.pulse.change():
            self.chats.private(chat_id).state = "open"

    def know(self, *chat_ids: int) -> None:
        """These people have opened a chat with the bot some time ago."""
        with self.pulse.change():
            for chat_id in chat_ids:
                self.chats.private(chat_id)

    def shown(self, chat: Chat, message: Json) -> None:
        """The bot's message appears; whoever watches the chat is woken."""
        with self.pulse.change(("chat", chat.id)):
            chat.put_message(message)
