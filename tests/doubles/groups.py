"""Group chats: people put the bot into them, write there, and throw it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles import anatomy
from tests.doubles.network import Network
from tests.doubles.wire import Json

if TYPE_CHECKING:  # people make groups, groups hear people
    from tests.doubles.people import Person


class Group:
    """A group chat people may put the bot into."""

    def __init__(self, network: Network, group_id: int, title: str) -> None:
        self.id, self._network = group_id, network
        self.facts = anatomy.group_chat(group_id, title)
        self.chat = network.chats.know(self.facts)

    def adds_bot(self, by: Person) -> Json:
        """`my_chat_member`, then the service message that everybody in the group sees."""
        with self._network.pulse.change():
            self.chat.state = "open"
        change = anatomy.member_change(self._network.bot, by.user, self.facts, "left", "member")
        update = self._network.put({"my_chat_member": change}).payload
        joined = {"new_chat_participant": self._network.bot, "new_chat_members": [self._network.bot]}
        self._put_message(by, joined)
        return update

    def hears_from(self, person: Person, text: str) -> Json:
        """A person writes into the group."""
        return self._put_message(person, anatomy.text_content(text))

    def kicks_bot(self, by: Person) -> Json:
        with self._network.pulse.change():
            self.chat.state = "kicked"
        change = anatomy.member_change(self._network.bot, by.user, self.facts, "member", "kicked")
        return self._network.put({"my_chat_member": change}).payload

    def _put_message(self, person: Person, content: Json) -> Json:
        message_id = self._network.chats.next_message_id()
        message = anatomy.message(message_id, person.user, self.facts, **content)
        return self._network.put({"message": message}).payload
