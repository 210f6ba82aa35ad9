"""Photos of letters: fetched at once, drawn anew, and where they came from forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from bot.channels.base import Refused, Undelivered
from bot.clock import Clock, first_of
from bot.media import Fetches, MediaRules
from bot.pages.uploads import NoPicture, TooManyPixels, redrawn
from bot.untraceable.apart import Apart
from bot.untraceable.letters import WAITING, Enclosed, Letter

log = structlog.get_logger()
LOOK_SECONDS = 15.0  # what a process that died has left, and what did not work, is tried within these


class Fetching:
    """Looks after the letters that wait for photos, one photo after another."""

    def __init__(
        self, apart: Apart, channels: Mapping[str, Fetches], rules: MediaRules, clock: Clock
    ) -> None:
        self._apart, self._channels, self._rules, self._clock = apart, channels, rules, clock
        self._woken = asyncio.Event()
        self._closing = False

    def wake(self) -> None:
        """A letter was put in."""
        self._woken.set()

    async def run(self) -> None:
        """Fetch until closed; what does not work waits a little."""
        while not self._closing:
            try:
                await self.fetch_all()
            except OSError as error:  # a full disk: the photos are still with their network
                log.error("letters wait", error=type(error).__name__, code=error.errno)
            await first_of(self._woken, LOOK_SECONDS, self._clock)

    def close(self) -> None:
        """Finish the photo under way, then let `run` end."""
        self._closing = True
        self._woken.set()

    async def fetch_all(self) -> None:
        """Try every photo that waits, once. Raises OSError."""
        for name, letter in await asyncio.to_thread(self._waiting):
            for place, one in enumerate(letter.enclosed):
                if one.state == WAITING and not self._closing:
                    await self._fetch(name, place, one)

    def _waiting(self) -> list[tuple[str, Letter]]:
        return [(name, letter) for name, letter in self._apart.letters.all() if letter.waits]

    async def _fetch(self, name: str, place: int, one: Enclosed) -> None:
        letters = self._apart.letters
        try:
            picture = await self._picture(one)
        except (Refused, NoPicture, TooManyPixels):
            await asyncio.to_thread(letters.refuse, name, place)
        except Undelivered:
            left = one.tries + 1 < self._rules.max_tries
            await asyncio.to_thread(letters.tried if left else letters.refuse, name, place)
        else:
            await asyncio.to_thread(letters.enclose, name, place, picture)
            self._apart.room.pages.drop_picture(one.ref)

    async def _picture(self, one: Enclosed) -> bytes:
        channel = self._channels.get(one.channel)
        if channel is None:
            raise Undelivered("this channel is not connected")
        content = await channel.fetch(one.ref)
        if len(content) > self._rules.largest:
            raise Refused(f"larger than {self._rules.largest} bytes")
        return await redrawn(content)
