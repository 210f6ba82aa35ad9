"""Who has read the digest: the tap is kept, and one that stays unread is told to the next one up, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from bot.house import House
from bot.recording import Recording
from handlers import digest
from handlers.desk_events import DigestRead
from handlers.digest import Unread
from handlers.talk import Recorded, speaking
from handlers.talk.stored import say_to_json
from storage import digest_reads, officials, outbox
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Tx

# Who is told of whom: the first of these roles in which anybody can be told.
UP = {
    "officer": ("head", "coordinator", "overseer"),
    "head": ("coordinator", "overseer"),
    "coordinator": ("overseer",),
    "overseer": ("overseer", "coordinator"),
}


def read(event: DigestRead, here: Recording) -> Recorded:
    """The digest of this week was read, in every office that the person holds; not done: they had none."""
    offices = officials.of_citizen(here.tx, here.person.id)
    marked = [digest_reads.read(here.tx, office.id, event.week, here.now) for office in offices]
    return Recorded(done=any(marked))


def tell_of_unread(tx: Tx, house: House, days: int, now: datetime) -> int:
    """One message to each who is told, and never again for these digests; how many messages.

    The last of `days` working days after it was sent has passed.
    """
    last_counted = house.working_days.back(house.today(now), days)
    before = datetime.combine(last_counted, time(), house.zone)
    unread = digest_reads.unread(tx, before)
    everyone = {official.id: official for official in officials.all_active(tx)}
    lists: dict[int, list[tuple[OfficialRow, str]]] = {}
    for official_id, week in unread:
        who = everyone.get(official_id)
        for reader in next_up(who, list(everyone.values())) if who else ():
            lists.setdefault(reader.id, []).append((who, week))  # type: ignore[arg-type]  # there is a reader
    if unread:
        digest_reads.reported(tx, unread, now)
    outbox.add(tx, [_report(everyone[reader], about, house, now) for reader, about in lists.items()], now)
    return len(lists)


def next_up(official: OfficialRow, everyone: Sequence[OfficialRow]) -> list[OfficialRow]:
    """Who is told that this official has not read the digest."""
    for role in UP.get(official.role, ()):
        told = [
            other
            for other in everyone
            if other.role == role
            and other.citizen_id not in (None, official.citizen_id)
            and (role != "head" or other.unit == official.unit)
        ]
        if told:
            return told
    return []


def _report(
    reader: OfficialRow, about: Sequence[tuple[OfficialRow, str]], house: House, now: datetime
) -> Message:
    today = house.today(now)
    with speaking(reader.language):
        lines = [
            Unread(who.name, who.role, _label(house, who.unit), week, away=who.is_away(today))
            for who, week in about
        ]
        body = say_to_json(digest.unread(lines))
    key = f"unread:{reader.id}:{today}"
    return Message("bulk", reader.channel, reader.citizen_id or 0, "duty", body, dedupe_key=key)


def _label(house: House, unit: str | None) -> str:
    known = house.city.units.get(unit or "")
    return known.label if known else ""
