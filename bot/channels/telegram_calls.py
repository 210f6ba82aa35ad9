"""What Telegram tells about our bot, and the one call whose result is taken as it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.telegram_library import TelegramMethod


@dataclass(frozen=True)
class Account:
    """The bot as the network knows it."""

    id: str
    name: str  # without the @

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Webhook:
    """Where the network sends updates (empty: nowhere), how many wait, and what went wrong last."""

    url: str
    pending: int
    last_error: str
    last_error_at: datetime | None


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates, its result as it came: one update of an unknown shape must not hide the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int
    timeout: int
    allowed_updates: list[str]
