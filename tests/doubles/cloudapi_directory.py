"""Who is on the network: numbers and business-scoped user ids, both of which may change or be hidden."""

from __future__ import annotations

import base64
import itertools
from dataclasses import dataclass, field
from typing import Literal

from tests.doubles.chats import Chat
from tests.doubles.cloudapi_screen import look
from tests.doubles.cloudapi_wire import GraphRefusal

State = Literal["open", "blocked", "gone"]
WINDOW_SECONDS = 24 * 3600
_SERIAL = itertools.count(1)


@dataclass
class Member:
    """One person as the network knows them. `id` is ours, for tests; the network shows phone and BSUID."""

    id: int
    name: str
    phone: str
    bsuid: str
    chat: Chat
    username: str = ""
    hides_number: bool = False
    state: State = "open"
    heard_at: float | None = None  # when they last wrote to the business, by the network's clock
    stopped_marketing: bool = False
    last_category: str = ""  # of the template sent last; empty: it was a free message
    unread: list[str] = field(default_factory=list)

    def window_is_open(self, now: float) -> bool:
        return self.heard_at is not None and now - self.heard_at < WINDOW_SECONDS


class Directory:
    """Finds people by whatever they can be addressed with now."""

    def __init__(self) -> None:
        self._by_id: dict[int, Member] = {}
        self._by_address: dict[str, Member] = {}

    def __contains__(self, member_id: int) -> bool:
        return member_id in self._by_id

    def __getitem__(self, member_id: int) -> Member:
        return self._by_id[member_id]

    def add(self, member_id: int, name: str) -> Member:
        chat = Chat({"id": member_id}, look=look)
        made = Member(member_id, name, phone_of(member_id), bsuid_of(member_id), chat)
        self._by_id[member_id] = self._by_address[made.phone] = self._by_address[made.bsuid] = made
        return made

    def find(self, address: str) -> Member:
        """Raises GraphRefusal for a number that is not on the network, and for an id that is no more."""
        found = self._by_address.get(address.removeprefix("+"))
        if found is None:
            raise GraphRefusal(131026, "Message undeliverable")
        return found

    def moves(self, who: Member, phone: str, bsuid: str) -> None:
        """A new number and a new id: the old ones lead nowhere."""
        for address in (who.phone, who.bsuid):
            self._by_address.pop(address, None)
        who.phone, who.bsuid = phone, bsuid
        self._by_address[phone] = self._by_address[bsuid] = who


def phone_of(member_id: int) -> str:
    """A mobile number in Indonesia, as a `wa_id`."""
    return f"62811{member_id:08d}"


def bsuid_of(member_id: int, generation: int = 1) -> str:
    return f"ID.{generation}{member_id * 7919 + 13_491_208_655_302:017d}"


def wamid(phone: str) -> str:
    """A message's id as the network makes it: in base64 it holds the number, readable by anybody."""
    inside = b"\x1c\x18\x0d" + phone.encode() + b"\x15\x02\x00\x12\x18\x14" + f"{next(_SERIAL):020X}".encode()
    return "wamid." + base64.b64encode(inside + b"\x00").decode()
