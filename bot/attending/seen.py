"""A forum as one person sees it: what was announced, and what they have of it now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from bot.house import House
from handlers.facts import ForumView
from handlers.ics import HOURS
from storage import attendance, forum_needs, forums, seats
from storage.forum_reminders import STANDS
from storage.forums import ForumRow
from storage.seats import BY_LINK, HELD, INVITED, Room, Word
from storage.store import Tx

SELF_CHOSEN = ("citizens", "users")  # as what somebody may come without having been invited as it
MAP = "https://maps.google.com/?q={latitude:.6f},{longitude:.6f}"


def read(tx: Tx, arg: str, citizen_id: int, house: House, now: datetime) -> ForumView | None:
    """The forum of a button's or link's argument: `code`, `code.answer` or `code-personal`."""
    code, _, personal = arg.partition(".")[0].partition("-")
    row = forums.by_code(tx, code)
    return view_of(tx, row, citizen_id, house, now, personal) if row else None


def view(row: ForumRow, house: House, now: datetime) -> ForumView:
    """What is the same for everybody."""
    pinned = row.latitude is not None and row.longitude is not None
    return ForumView(
        row.code,
        row.topic,
        row.starts_at.astimezone(house.zone),
        row.place,
        ends=ends_at(row).astimezone(house.zone),
        state=state(row, now),
        sequence=row.sequence,
        most=house.forum.party_most,
        link=row.link,
        map=MAP.format(latitude=row.latitude, longitude=row.longitude) if pinned else "",
        latitude=row.latitude,
        longitude=row.longitude,
        calendar=f"{house.pages}/forum/{quote(row.code)}.ics" if house.pages.startswith("https://") else "",
        seen=now,
    )


def view_of(
    tx: Tx, row: ForumRow, citizen_id: int, house: House, now: datetime, personal: str = ""
) -> ForumView:
    """With what this person has of it; `personal`: the code of an invitation they take along."""
    room, mine = seats.room(tx, row.id), seats.of(tx, row.id, citizen_id) or Word(citizen_id, BY_LINK)
    if personal and mine.through == BY_LINK and (holder := attendance.holder(tx, row.id, personal)):
        mine = seats.of(tx, row.id, holder.citizen_id) or mine
    groups = choices(mine, room)
    return replace(
        view(row, house, now),
        answer=mine.answer,
        groups=groups,
        wants_code=bool(room.seats) and not is_invited(mine) and mine.answer not in (*HELD, "waiting"),
        party=mine.party,
        most=1 if mine.organisation_id else house.forum.party_most,
        left=room.left(groups[0]) if len(groups) == 1 else None,
        needs=forum_needs.of(tx, row.id, mine.citizen_id)[0],
    )


def choices(mine: Word, room: Room) -> tuple[str, ...]:
    """As what somebody may come: as what they were invited, else as one of those who need no invitation."""
    if mine.group:
        return (mine.group,)
    open_to_all = tuple(group for group in SELF_CHOSEN if group in room.seats)
    return open_to_all or SELF_CHOSEN[:1]


def state(row: ForumRow, now: datetime) -> str:
    """Whether it can be answered: open, closed, over, cancelled or draft."""
    if row.state == "cancelled":
        return "cancelled"
    if row.state in ("draft", "reviewed"):
        return "draft"
    if row.state not in STANDS or now >= ends_at(row):
        return "over"
    return "open" if row.state == "announced" else "closed"


def ends_at(row: ForumRow) -> datetime:
    """When it ends, or is taken to end."""
    return row.ends_at or row.starts_at + timedelta(hours=HOURS)


def is_invited(word: Word | None) -> bool:
    """Whether seats are kept for them: a link that somebody passed on gives none."""
    return word is not None and word.through == INVITED
