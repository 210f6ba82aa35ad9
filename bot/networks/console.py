"""The terminal as a network: nothing calls it, nothing waits in it, and it counts no messages a second."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from bot.budget import Budget
from bot.channels.base import Incoming
from bot.channels.console import ConsoleChannel
from bot.clock import Clock
from bot.networks.base import Finding

if TYPE_CHECKING:
    from bot.wiring import Engine

UNHURRIED = (1000, 1000, 1000)


class ConsoleNetwork:
    """One person at a keyboard."""

    name = "console"
    in_flight = 1

    def __init__(self, channel: ConsoleChannel, clock: Clock) -> None:
        self.channel = self.pushes = channel
        self.budget = Budget(*UNHURRIED, clock)

    def routes(self, engine: Engine) -> Sequence[BaseRoute]:
        return ()

    async def hear(self, engine: Engine, stop: asyncio.Event) -> None:
        """Whoever reads the lines hands them over."""

    def again(self, payload: bytes, bot: str) -> Sequence[Incoming]:
        return ()

    async def waiting(self) -> int:
        return 0

    async def findings(self) -> Sequence[Finding]:
        return ()

    async def close(self) -> None:
        await self.channel.close()
