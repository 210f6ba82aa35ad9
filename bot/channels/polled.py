"""A channel that is asked for what people did, instead of being told."""

from __future__ import annotations

from typing import Any, Protocol

from bot.channels.base import Unreachable


class AnotherPolls(Unreachable):
    """Somebody else asks for updates with the same token: each would get only a part of them."""

    def __init__(self) -> None:
        super().__init__("another instance polls with this token", left=False)


class Polled(Protocol):
    """What the poller needs of a channel."""

    async def get_updates(self, offset: int, seconds: int) -> list[dict[str, Any]]:
        """Updates from `offset` on, which confirms those before it; waits up to `seconds`.

        Raises `Undelivered`: `AnotherPolls` when the network says so.
        """
        ...

    async def toast(self, callback: str, text: str) -> None: ...
