"""Announces a forum to everybody who agreed to be invited, and accounts for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.house import House
from handlers import forum
from handlers.facts import ForumView
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import citizens, forums, outbox
from storage.forums import ForumRow
from storage.outbox import Message
from storage.store import Tx


def invite(tx: Tx, row: ForumRow, house: House, now: datetime) -> int:
    """Select who is invited and put their invitations in the outbox, in one transaction; the broadcast's id.

    Who was invited to this forum before is not selected again.
    """
    broadcast, selected = forums.invite(tx, row.id, now)
    reached = citizens.reach(tx, selected)
    outbox.add(tx, list(_invitations(row, broadcast, reached, house)), now)
    return broadcast


def _invitations(
    row: ForumRow, broadcast: int, reached: list[citizens.Reach], house: House
) -> Iterator[Message]:
    view = ForumView(row.code, row.topic, row.starts_at.astimezone(house.zone), row.place)
    bodies: dict[str, str] = {}
    for person in reached:
        if person.language not in bodies:
            with speaking(person.language):
                bodies[person.language] = say_to_json(forum.invitation(view))
        yield Message(
            lane="bulk",
            channel=person.channel,
            citizen_id=person.id,
            purpose="invitation",
            body=bodies[person.language],
            dedupe_key=f"invitation:{row.code}:{person.id}",
            broadcast_id=broadcast,
        )
