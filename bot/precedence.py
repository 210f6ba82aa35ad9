"""Turns go first: what nobody waits for stands aside for a moment while somebody's answer is being made."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.clock import Clock, first_of

# A turn takes some milliseconds. Where there is always one under way nothing stands aside for longer.
MOMENT = 0.05  # seconds


class Precedence:
    """Knows whether a turn is under way in this process."""

    def __init__(self) -> None:
        self._turns = 0
        self._quiet = asyncio.Event()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Somebody's message is being answered."""
        self._turns += 1
        try:
            yield
        finally:
            self._turns -= 1
            if not self._turns:
                self._quiet.set()

    def taken(self) -> bool:
        """A turn is under way."""
        return self._turns > 0

    async def give(self, clock: Clock, seconds: float = MOMENT) -> None:
        """Wait until none is, at most so long."""
        if self._turns:
            self._quiet.clear()
            await first_of(self._quiet, seconds, clock)
