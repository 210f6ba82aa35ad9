"""Turns go first: what nobody waits for stands aside for a moment while somebody is being answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.clock import Clock, first_of

# An answer takes some milliseconds. Where there is always one under way nothing stands aside for longer.
LONGEST_ASIDE = 0.05  # seconds


class Precedence:
    """Knows whether somebody is being answered by this process."""

    def __init__(self) -> None:
        self._answers = 0
        self._quiet = asyncio.Event()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """A turn is being taken, or what it says is on its way."""
        self._answers += 1
        try:
            yield
        finally:
            self._answers -= 1
            if not self._answers:
                self._quiet.set()

    def taken(self) -> bool:
        """Somebody is being answered."""
        return self._answers > 0

    async def give(self, clock: Clock, seconds: float = LONGEST_ASIDE) -> None:
        """Wait until nobody is, at most so long."""
        if self._answers:
            self._quiet.clear()
            await first_of(self._quiet, seconds, clock)
