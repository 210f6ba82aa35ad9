"""What the recorder is handed: who decided, in which talk and transaction, and how others are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.base import Incoming
from bot.gathered import AtOnce, Gathered
from bot.house import House
from handlers.talk import Media
from storage import media
from storage.citizens import CitizenRow
from storage.media import NewMedia
from storage.outbox import Message
from storage.store import Tx


@dataclass(frozen=True)
class Recording:
    """Who decided it, in which talk and transaction, and how others are told."""

    tx: Tx
    house: House
    person: CitizenRow
    incoming: Incoming
    talk: str  # names this run of a conversation among all of the person's
    now: datetime
    tell: Callable[[Message], None]
    gathered: Gathered = field(default_factory=AtOnce)  # where what nobody waits for may be put off


def keep_media(here: Recording, owner: str, owner_id: int, sent: Iterable[Media]) -> list[int]:
    """Rows for what came along, and their ids; the bytes are fetched after the commit."""
    items = [NewMedia(m.ref, m.kind, m.mime, m.size, m.name) for m in sent]
    return media.add(here.tx, owner, owner_id, here.incoming.channel, here.incoming.bot, items, here.now)
