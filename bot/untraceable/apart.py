"""All that keeps untraceable reports apart, in one place: room, letterbox and receipts."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.channels.base import Incoming
from bot.channels.web import NAME as WEB
from bot.channels.web import shown
from bot.untraceable.letters import Letterbox
from bot.untraceable.pages import Pages
from bot.untraceable.receipts import Receipts
from bot.untraceable.room import Room
from handlers.talk import State
from storage.citizens import Handle
from storage.vault import Vault


@dataclass(frozen=True)
class Apart:
    """What turns, the intake, delivery and the night share."""

    room: Room
    letters: Letterbox
    receipts: Receipts
    wake: Callable[[], None] = field(default=lambda: None)  # a letter with photos was put in

    def seen_as(self, update_id: str) -> str:
        """Under what an update is remembered: its network's own id may name a chat, and counts the hours."""
        return hmac.digest(self.room.secret, f"update:{update_id}".encode(), "sha256").hex()[:32]

    def has(self, handle: Handle) -> bool:
        """Whether a talk of this chat is kept apart just now."""
        return self.room.has_talk(handle)

    def talks(self, handle: Handle, updates: Sequence[str]) -> dict[str, State]:
        return self.room.talks(handle, updates)

    def heard(self, incoming: Incoming, now: datetime) -> None:
        """What was said in a browser is shown there, from memory."""
        if incoming.channel == WEB:
            key = incoming.update_id.removeprefix(f"{incoming.address}.")
            self.room.pages.said(incoming.address, key, shown(incoming), now)

    def settle(self, handles: Iterable[Handle]) -> None:
        """The commit is done: what is over is destroyed, and letters may be looked after."""
        self.room.settle(handles)
        self.wake()


def day_of(moment: datetime) -> datetime:
    """The moment without its hours."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def build_apart(
    directory: Path, vault: Vault, mask: Callable[[str], str], hours: int, pages: Pages | None = None
) -> Apart:
    """Everything apart, in this directory."""
    room = Room(directory, timedelta(hours=hours), mask, pages or Pages())
    return Apart(room, Letterbox(room), Receipts(vault.lasting("receipt.salt", "")))
