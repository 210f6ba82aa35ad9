"""Whoever is named at the command line hears of it: nobody's name is used there without their knowledge."""

from __future__ import annotations

from datetime import datetime

from handlers import looking_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import outbox
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Tx


def tell_named(tx: Tx, official: OfficialRow, why: str, now: datetime) -> None:
    """One message for one command, however many steps it takes. `--as` is typed, and proves nothing."""
    if official.citizen_id is None:
        return
    with speaking(official.language):
        body = say_to_json(looking_words.in_your_name(why))
    key = f"in_name:{official.id}:{now.isoformat()}"
    message = Message("bulk", official.channel, official.citizen_id, "notice", body, dedupe_key=key)
    outbox.add(tx, [message], now)
