"""The browser at work: what is sent is kept for pages, and pages are served, fed and told where they are."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from starlette.routing import BaseRoute

from bot.budget import Budget
from bot.channels.base import Incoming, Unreachable
from bot.channels.web import NAME, WebChannel, parse
from bot.clock import Clock
from bot.marks import Writes
from bot.networks.base import Finding
from bot.pages.streaming import Hub
from bot.settings import Settings
from bot.untraceable.pages import MARK, Pages
from storage import web_chats, web_files
from storage.failures import Outage
from storage.store import Store, Tx

if TYPE_CHECKING:
    from bot.wiring import Engine

T = TypeVar("T")
IN_FLIGHT = 200
PATH = "/chat"
RATE, CHAT_RATE = 5000, 50  # nobody counts them but we: a row is written, and that is all


class WebNetwork:
    """Conversations in browsers; the outbox feeds a table that every process can read."""

    name = NAME
    in_flight = IN_FLIGHT

    def __init__(
        self, settings: Settings, store: Store, writer: Writes, clock: Clock, apart: Pages | None = None
    ) -> None:
        self._settings, self._store, self._writer, self._clock = settings, store, writer, clock
        self._apart = apart or Pages()
        self.hub = Hub(self._lasts)
        self.channel = self.pushes = WebChannel(self._show, self._picture)
        self.budget = Budget(RATE, RATE, CHAT_RATE, clock)

    def routes(self, engine: Engine) -> Sequence[BaseRoute]:
        """Every page."""
        from bot.pages.routes import page_routes  # where only the outbox is emptied, no page is needed

        self._apart.looked_at = True
        return page_routes(engine, self.hub)

    async def hear(self, engine: Engine, stop: asyncio.Event) -> None:
        """Say where the chat is, and tell waiting pages what is new."""
        print(f"Chat in a browser: {address(self._settings)}", file=sys.stderr)  # noqa: T201 - to who started it
        await self.hub.run(stop)

    def again(self, payload: bytes, bot: str) -> Sequence[Incoming]:
        return (parse(payload),)

    async def waiting(self) -> int:
        """Browsers keep what was not taken, and do not say so."""
        return 0

    async def findings(self) -> Sequence[Finding]:
        return (Finding(f"browser ({address(self._settings)})"),)

    async def close(self) -> None:
        await self.channel.close()

    async def _show(self, to: str, key: str, body: str, over: int) -> int:
        now = self._clock.now()
        if key.startswith(MARK):
            if not self._apart.looked_at:  # it stays in the room, and is shown where pages are
                raise Unreachable("no page is served here", left=False)
            place = self._apart.show(to, key, body, now)
        else:
            place = await self._kept(lambda tx: web_chats.show(tx, to, key, body, over, now))
        self.hub.wake(to)
        return place

    async def _picture(self, ref: str) -> bytes | None:
        if (apart := self._apart.picture(ref)) is not None:
            return apart
        found = await self._kept(lambda tx: web_files.read(tx, ref))
        return found.content if found else None

    async def _kept(self, run: Callable[[Tx], T]) -> T:
        try:
            return await self._writer.write(run)
        except Outage as outage:
            raise Unreachable("the database cannot be used now", left=False) from outage

    async def _lasts(self, addresses: Collection[str]) -> Mapping[str, int]:
        return await asyncio.to_thread(self._read_lasts, addresses)

    def _read_lasts(self, addresses: Collection[str]) -> Mapping[str, int]:
        with self._store.reading() as tx:
            return web_chats.lasts(tx, addresses)


def address(settings: Settings) -> str:
    """Where the conversation in the browser is found."""
    return settings.web.address + PATH
