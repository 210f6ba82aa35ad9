"""What every network gives to the program: a way to hear, two ways to send, and what is to be checked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from starlette.routing import BaseRoute

from bot.budget import Budget
from bot.channels.base import Channel, Incoming, Sender

if TYPE_CHECKING:
    from bot.wiring import Engine


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `wrong` says what to do, and is empty when all is well."""

    what: str
    wrong: str = ""
    warning: bool = False  # worth knowing, but it runs


class Network(Protocol):
    """One network, connected: `channel` answers people, `pushes` is the bulk lane, the budget is of both."""

    name: str

    @property
    def channel(self) -> Channel: ...

    @property
    def pushes(self) -> Sender: ...

    @property
    def budget(self) -> Budget: ...

    @property
    def in_flight(self) -> int:
        """How many answers may be on their way at once."""
        ...

    def routes(self, engine: Engine) -> Sequence[BaseRoute]:
        """What the network, or people, call over HTTP."""
        ...

    async def hear(self, engine: Engine, stop: asyncio.Event) -> None:
        """Whatever else hearing needs, until `stop`; what is being taken then is finished first."""
        ...

    def again(self, payload: bytes, bot: str) -> Sequence[Incoming]:
        """What was set aside as it came, read once more."""
        ...

    async def waiting(self) -> int:
        """How many updates the network holds for us. Raises `Undelivered`."""
        ...

    async def findings(self) -> Sequence[Finding]:
        """What is right and wrong with the network, for `suara check`."""
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...
