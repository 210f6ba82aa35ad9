"""A trial before a broadcast: the invitation to its organiser alone, then to the test group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.broadcasting.invitations import letter
from bot.broadcasting.kinds import Around
from bot.forums import people
from bot.forums.people import ORGANISERS
from handlers import broadcast_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import forums, officials, outbox
from storage.forums import ForumRow
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Tx


def to_oneself(tx: Tx, row: ForumRow, actor: str, around: Around, now: datetime) -> int:
    """As they will read it, to whoever asks; how many messages that is."""
    mine = people.official_of(tx, actor)
    return _send(tx, row, [mine] if mine else [], around, now)


def to_group(tx: Tx, row: ForumRow, around: Around, now: datetime) -> int:
    """To all coordinators and operators with a chat; how many. From now on the forum counts as tested."""
    group = [one for one in officials.all_active(tx) if one.role in ORGANISERS and one.citizen_id]
    first = {one.citizen_id: one for one in reversed(group)}
    count = _send(tx, row, first.values(), around, now)
    if count:
        forums.change(tx, row.id, tested_at=now)
    return count


def _send(tx: Tx, row: ForumRow, group: Iterable[OfficialRow], around: Around, now: datetime) -> int:
    messages = []
    for official in group:
        if official.citizen_id is None:
            continue
        with speaking(official.language):
            body = say_to_json(broadcast_words.trial(letter(row, around, "", now)))
        messages.append(Message("bulk", official.channel, official.citizen_id, "notice", body))
    outbox.add(tx, messages, now)
    return len(messages)
