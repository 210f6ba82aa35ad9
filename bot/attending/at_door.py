"""The door of a forum: who checks in, who checks others in, and what hangs there."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.attending.seen import ends_at
from bot.desk.facts import Looking
from bot.house import House
from bot.linking import chat_link
from bot.recording import Recording
from handlers import door
from handlers.forum_events import DoorPassed, DoorShown, PeopleCounted
from handlers.forum_views import Door, Seat, Ticket
from handlers.talk import Media, Recorded
from handlers.talk.stored import say_to_json
from storage import attendance, documents, forum_needs, forums, officials, seats
from storage.attendance import Holder
from storage.forum_reminders import STANDS
from storage.forums import ForumRow
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.seats import HELD, Word
from storage.store import Tx

MOST_COUNTED = 1000  # people in one go
CITY_WIDE = ("coordinator", "operator")


def passed(event: DoorPassed, here: Recording) -> Recorded:
    """The door's code checks its reader in; a personal code its owner, when an official has it."""
    for row in _announced(here.tx):
        code = event.code.lower().removeprefix(f"{row.code}-")
        if attendance.is_door_code(here.tx, row.id, code):
            return _myself(row, here)
        if holder := attendance.holder(here.tx, row.id, code):
            return _somebody(row, holder, here)
    return Recorded(done=False, problem="unknown")


def _myself(row: ForumRow, here: Recording) -> Recorded:
    if not is_open(row, here.house, here.now):
        return Recorded(done=False, problem="early")
    word = seats.of(here.tx, row.id, here.person.id) or Word(here.person.id)
    return _checked_in(row, word, "citizen", here)


def _somebody(row: ForumRow, holder: Holder, here: Recording) -> Recorded:
    """By an official who keeps the door of this forum; to everybody else it says nothing of whose it is."""
    keeper = _keeper(row, here)
    if keeper is None:
        return Recorded(done=False, problem="personal")
    if not is_open(row, here.house, here.now):
        return Recorded(done=False, problem="early")
    word = seats.of(here.tx, row.id, holder.citizen_id) or Word(holder.citizen_id)
    came = _checked_in(row, word, f"official:{keeper.id}", here)
    return came if came.problem == "again" else Recorded(name=row.topic, seat=came.seat, problem="checked")


def _checked_in(row: ForumRow, word: Word, by: str, here: Recording) -> Recorded:
    walked_in = word.answer not in HELD
    people = 1 if walked_in else word.party
    group = word.group or "citizens"
    new = attendance.check_in(
        here.tx, row.id, word.citizen_id, group, people, by, here.now, walked_in=walked_in
    )
    needs = forum_needs.of(here.tx, row.id, word.citizen_id)[0]
    seat = Seat(word.answer, people, group=group, needs=needs)
    return Recorded(name=row.topic, seat=seat, problem="" if new and not walked_in else _why(new=new))


def _why(*, new: bool) -> str:
    return "walked_in" if new else "again"


def counted(event: PeopleCounted, here: Recording) -> Recorded:
    """People without a chat."""
    row = forums.by_code(here.tx, event.forum)
    keeper = _keeper(row, here) if row else None
    if row is None or keeper is None or not 1 <= event.people <= MOST_COUNTED or not _today(row, here):
        return Recorded(done=False)
    attendance.count_in(here.tx, row.id, event.group, event.people, f"official:{keeper.id}", here.now)
    return Recorded()


def code_shown(event: DoorShown, here: Recording) -> Recorded:
    """The door's code as a picture, in a message of its own."""
    row = forums.by_code(here.tx, event.forum)
    if row is None or _keeper(row, here) is None:
        return Recorded(done=False)
    code = attendance.door_code(here.tx, row.id)
    link = door_link(here.house, here.incoming.channel, f"h-{row.code}-{code}", code)
    ref = documents.keep(here.tx, f"door-{row.code}.png", "image/png", qr_png(link), here.now)
    picture = Media("photo", ref, mime="image/png", name=f"door-{row.code}.png")
    say = door.picture(row.topic, picture)
    channel, whose = here.incoming.channel, here.person.id
    here.tell(Message("bulk", channel, whose, "notice", say_to_json(say)))
    return Recorded()


def door_link(house: House, channel: str, payload: str, code: str) -> str:
    """Where the QR code leads: to this bot on the network of whoever put it up, else to our page."""
    return chat_link(house, channel, payload, f"/hadir {code}")


def qr_png(link: str) -> bytes:
    import segno

    out = io.BytesIO()
    segno.make(link, micro=False, error="m").save(out, kind="png", scale=10, border=4)
    return out.getvalue()


def doors(looking: Looking) -> tuple[Door, ...]:
    """The forums of today, and those whose door is open, that this official keeps."""
    return tuple(_doors(looking)) if looking.offices else ()


def _doors(looking: Looking) -> Iterator[Door]:
    tx, zone = looking.tx, looking.house.zone
    for row in _announced(tx):
        today = row.starts_at.astimezone(zone).date() == looking.now.astimezone(zone).date()
        soon = today or is_open(row, looking.house, looking.now)  # one that begins after midnight
        if soon and any(_keeps(one, row) for one in looking.offices):
            needs = Counter(key for keys, _words in forum_needs.of_all(tx, row.id) for key in keys)
            yield Door(
                row.code,
                row.topic,
                row.starts_at.astimezone(zone),
                attendance.door_code(tx, row.id),
                seats.taken(tx, row.id),
                attendance.counts(tx, row.id),
                needs,
            )


def tickets(looking: Looking) -> tuple[Ticket, ...]:
    """The forums to come for which this person has a seat."""
    tx, who = looking.tx, looking.citizen_id
    return tuple(
        Ticket(
            row.topic,
            row.starts_at.astimezone(looking.house.zone),
            attendance.code_of(tx, row.id, who),
            word.party,
        )
        for row in _announced(tx)
        if ends_at(row) > looking.now
        and (word := seats.of(tx, row.id, who)) is not None
        and word.answer == "come"
    )


def is_open(row: ForumRow, house: House, now: datetime) -> bool:
    """From some hours before the beginning until it is over."""
    opens = row.starts_at - timedelta(hours=house.forum.door_hours)
    return opens <= now <= ends_at(row) + timedelta(hours=house.forum.door_hours)


def _announced(tx: Tx) -> list[ForumRow]:
    return [row for row in forums.listing(tx) if row.state in (*STANDS, "held")]


def _keeps(office: OfficialRow, row: ForumRow) -> bool:
    return office.role in CITY_WIDE or (row.unit is not None and office.unit == row.unit)


def _keeper(row: ForumRow, here: Recording) -> OfficialRow | None:
    """The office in which this person keeps the door of this forum; looked up at a door alone."""
    offices = officials.of_citizens(here.tx, [here.person.id]).get(here.person.id, [])
    today = here.house.today(here.now)
    return next((one for one in offices if one.serves(today) and _keeps(one, row)), None)


def _today(row: ForumRow, here: Recording) -> bool:
    return here.house.today(row.starts_at) == here.house.today(here.now)
