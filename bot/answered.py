"""What the edges need of the intake: each message taken, each answer after its commit."""

from __future__ import annotations

from typing import Protocol

from bot.channels.base import Incoming


class Answered(Protocol):
    """A committed turn, with words over the button that was tapped."""

    @property
    def toast(self) -> str: ...


class Takes(Protocol):
    """The intake: returns once the turn is committed, raises `Outage` when nothing could be stored."""

    async def take(self, incoming: Incoming) -> Answered: ...
