"""What every channel gives and takes, and the four ways in which sending fails."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal, Protocol

from handlers.talk import Input, Media, Say


@dataclass(frozen=True)
class Incoming:
    """One thing that somebody did on a network, as the turn needs it."""

    channel: str
    bot: str  # the account it came to: update ids are unique within it
    update_id: str
    address: str  # where an answer goes: the chat, as the network names it
    said: Input = field(default_factory=Input)
    kind: Literal["message", "joined_group", "blocked", "unblocked", "moved", "ignored"] = "message"
    language: str = ""  # what the person's app speaks, if it says
    reply_to: str = ""  # the network's id of the message this one answers
    reply_words: str = ""  # what the bot says there, as the network quotes it
    tapped: str = ""  # the network's id of the message whose button was tapped
    callback: str = ""  # what the network wants to hear back for a tap
    payload: str = ""  # the update as it came: kept when it cannot be dealt with
    position: int = 0  # its place in the network's order, where the ids tell none
    address_kind: str = "chat"  # what the address is to the network: chat, bsuid, phone, key
    also: tuple[tuple[str, str], ...] = ()  # other handles of the same person: kind and value
    formerly: tuple[tuple[str, str], ...] = ()  # handles that were this person's and are no more
    receipt: str = ""  # what is said is the receipt with this hash, and nothing else

    @property
    def order(self) -> int:
        """The place in the network's order; equal ones are taken as they came."""
        return int(self.update_id) if self.update_id.isdigit() else self.position


@dataclass(frozen=True)
class Attached(Media):
    """A document of our own with its bytes, as it goes out; the message in the outbox only refers to it."""

    content: bytes = field(default=b"", repr=False)


# The outbox's name of the message that is being sent: where a channel keeps messages itself, the same one
# sent again after a crash is kept once.
sending_as: ContextVar[str] = ContextVar("sending_as", default="")


class Undelivered(Exception):
    """A message was not, or perhaps not, delivered; `reason` is for people and holds nothing personal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Throttled(Undelivered):
    """The network wants us to wait `after` seconds: the whole lane does."""

    def __init__(self, after: float) -> None:
        super().__init__(f"the network asks us to wait {after:g} s")
        self.after = after


class Unreachable(Undelivered):
    """The network did not answer properly; trying again may help.

    `left`: the request had left, so whether the message arrived is not known.
    """

    def __init__(self, reason: str, *, left: bool) -> None:
        super().__init__(reason)
        self.left = left


class Blocked(Undelivered):
    """The person blocked us, or is gone: nothing more can be sent."""


class Refused(Undelivered):
    """The network will never take this message."""


class Held(Undelivered):
    """Not now, and not the person's fault: it stays in the outbox and counts as no try."""


class Closed(Held):
    """The network lets us write to this person only after they have written again."""


class OptedOut(Undelivered):
    """The person told the network that they want no invitations; everything else still reaches them."""


class TokenEnded(Undelivered):
    """The network knows our token no more: nothing goes out until the operator has set a new one."""


class Sender(Protocol):
    """A network, as far as delivery needs it."""

    def parts(self, say: Say) -> Sequence[Say]:
        """The same message as messages that the network takes, in order."""
        ...

    def weight(self, part: Say) -> int:
        """As how many messages the network counts a part."""
        ...

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        """Send one message; the network's id of it. Raises `Undelivered`.

        `replaces`: the message to draw over, where the network can; else a new one is sent.
        """
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...


class Channel(Sender, Protocol):
    """A network we hear and answer on."""

    name: str
    bot: str

    async def toast(self, callback: str, text: str) -> None:
        """Answer a tap, with words over the button or with none. Never raises: a lost toast harms nobody."""
        ...

    async def leave(self, address: str, words: str) -> None:
        """Say one sentence in a group and leave it."""
        ...

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a photo, voice or document. Raises `Undelivered`; `Refused` when too large."""
        ...
