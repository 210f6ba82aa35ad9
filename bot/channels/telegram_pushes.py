"""The slow lane on Telegram, loaded with the first push: until then its library costs nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.channels import layout
from handlers.talk import Say

if TYPE_CHECKING:
    from bot.channels.telegram_bulk import TelegramBulk


class TelegramPushes:
    """`TelegramBulk`, made when it is first needed."""

    name = "telegram"

    def __init__(self, token: str, api_base: str, *, rate: int = 25, timeout: float = 20) -> None:
        self._token, self._api_base = token, api_base
        self._rate, self._timeout = rate, timeout
        self._loading = asyncio.Lock()
        self._bulk: TelegramBulk | None = None

    def parts(self, say: Say) -> tuple[Say, ...]:
        """The message as messages that fit."""
        return layout.parts(say)

    def weight(self, part: Say) -> int:
        """Every photo of an album counts as one."""
        return layout.weight(part)

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        """As `TelegramBulk.send`."""
        return await (await self._loaded()).send(address, say, replaces)

    async def close(self) -> None:
        """Give connections back, if there ever were any."""
        if self._bulk is not None:
            await self._bulk.close()

    async def _loaded(self) -> TelegramBulk:
        async with self._loading:
            if self._bulk is None:
                await asyncio.to_thread(_load)  # turns go on meanwhile
                from bot.channels.telegram_bulk import TelegramBulk

                self._bulk = TelegramBulk(self._token, self._api_base, rate=self._rate, timeout=self._timeout)
        return self._bulk


def _load() -> None:
    import bot.channels.telegram_bulk  # noqa: F401 - that is all that is wanted here
