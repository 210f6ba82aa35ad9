"""What an account of a run must know of a network: how the product names there what the double has seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.channels.whatsapp_ids import message_ref
from tests.doubles.botapi import BotApi
from tests.doubles.cloudapi import CloudApi
from tests.doubles.double import Double
from tests.doubles.ledger import Id


class Network(Protocol):
    """A double, and the product's names for what happens on it."""

    @property
    def api(self) -> Double: ...

    @property
    def channel(self) -> str: ...

    def handle(self, chat: int) -> tuple[str, str]:
        """How a person of the double is found: the kind of handle, and its value."""
        ...

    def kept(self, name: Id | None) -> str:
        """A message's name as the product keeps it."""
        ...

    def redrawn(self) -> set[tuple[int | None, str]]:
        """Messages that were drawn over: chat and kept name."""
        ...

    def delivered(self) -> set[str]:
        """Messages of which the network has told us that they arrived."""
        ...


@dataclass(frozen=True)
class OnTelegram:
    api: BotApi
    channel: str = "telegram"

    def handle(self, chat: int) -> tuple[str, str]:
        return "chat", str(chat)

    def kept(self, name: Id | None) -> str:
        return str(name)

    def redrawn(self) -> set[tuple[int | None, str]]:
        return {(call.chat, self.kept(call.message_id)) for call in self.api.calls("editMessageText")}

    def delivered(self) -> set[str]:
        return set()  # it never says


@dataclass(frozen=True)
class OnWhatsApp:
    api: CloudApi
    channel: str = "whatsapp"

    def handle(self, chat: int) -> tuple[str, str]:
        return "bsuid", self.api.person(chat).who.bsuid

    def kept(self, name: Id | None) -> str:
        return message_ref(str(name))

    def redrawn(self) -> set[tuple[int | None, str]]:
        return set()  # nothing can be drawn over there

    def delivered(self) -> set[str]:
        names = [str(one.update_id).rpartition(":") for one in self.api.statuses()]
        return {self.kept(name) for name, _, state in names if state == "delivered"}
