"""A second person is asked for their yes: everybody who may give it, once, but who made it."""

from __future__ import annotations

from datetime import datetime

from bot.broadcasting.steering import SYSTEM
from bot.forums import people
from handlers import broadcast_words
from handlers.broadcast_views import BroadcastView
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import officials, outbox
from storage.broadcasts import BroadcastRow
from storage.outbox import Message
from storage.store import Tx


def ask(tx: Tx, row: BroadcastRow, view: BroadcastView, now: datetime) -> int:
    """How many were asked."""
    maker = people.official_of(tx, row.made_by)
    name = maker.name if maker else "" if row.made_by == SYSTEM else people.OPERATOR
    messages = []
    for official in officials.all_active(tx):
        if official.role not in people.REVIEWERS or official.citizen_id is None:
            continue
        if people.same_person(tx, row.made_by, people.as_actor(official.id)):
            continue
        with speaking(official.language):
            body = say_to_json(broadcast_words.asks_for_yes(view, name))
        key = f"yes:{row.id}:{official.citizen_id}"
        chat = official.citizen_id
        messages.append(Message("bulk", official.channel, chat, "notice", body, dedupe_key=key))
    return sum(1 for one in outbox.add(tx, messages, now) if one is not None)
