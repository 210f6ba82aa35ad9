"""What people say in a browser becomes a part of its history, in the transaction of the turn it takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.channels.base import Incoming
from bot.channels.web import NAME, shown
from storage import web_chats
from storage.store import Tx


def keep_heard(tx: Tx, batch: Sequence[Incoming], now: datetime) -> None:
    """Other networks show people what they said; here it is for us to do."""
    heard = [incoming for incoming in batch if incoming.channel == NAME]
    # In one order everywhere: two processes may keep for the same conversations.
    for incoming in sorted(heard, key=lambda one: (one.address, one.order)):
        web_chats.said(tx, incoming.address, _key(incoming), shown(incoming), now)


def _key(incoming: Incoming) -> str:
    """As the browser knows it, also when it was set aside and is taken again under another name."""
    return incoming.update_id.removeprefix(f"{incoming.address}.").partition(".again.")[0]
