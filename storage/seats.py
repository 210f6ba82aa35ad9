"""Seats of a forum: given and freed under one lock, never more than there are; the rest wait in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, select, update
from sqlalchemy.orm import aliased

from storage.models import Citizen, Forum, ForumSeats, Invitation
from storage.once import upsert
from storage.store import Tx

HELD = ("come", "offered")  # what takes seats
INVITED, BY_LINK = "invitation", "link"


@dataclass(frozen=True)
class Word:
    """What one citizen has said about one forum, and what they have of it.

    `answer`: nothing yet, come, perhaps, cannot, waiting, offered. `party`: how many people. `place` in the
    waiting list. `asked`: how often a seat that became free was offered.
    """

    citizen_id: int
    through: str = INVITED
    answer: str = ""
    group: str = ""
    party: int = 1
    place: int | None = None
    offered_until: datetime | None = None
    asked: int = 0
    organisation_id: int | None = None  # for which they were invited: one of them comes


@dataclass(frozen=True)
class Given:
    """What came of a wish: the word as it stands now; `left`: free seats of the group; None: unlimited.

    `short`: the party asked for did not fit, and what they had before stays theirs.
    """

    word: Word
    left: int | None = None
    short: bool = False
    freed: bool = False


@dataclass(frozen=True)
class Room:
    """The seats of one forum while it is locked: how many there are and are taken, group by group."""

    seats: Mapping[str, int]
    taken: Mapping[str, int] = field(default_factory=dict)

    def left(self, group: str) -> int | None:
        """Free seats; None where nobody counts them. A group without a row has none, unless no group has."""
        if not self.seats:
            return None
        return max(0, self.seats.get(group, 0) - self.taken.get(group, 0))


_COLUMNS = [getattr(Invitation, one.name) for one in fields(Word)]


def lock(tx: Tx, code: str) -> int | None:
    """Nobody else gives, frees or counts seats of this forum until the end of this transaction; its id."""
    # On SQLite the one writer is the lock. The forum's row and not those of its seats: these come and go. Not
    # the strongest lock: an invitation that is stored meanwhile needs only the key.
    row = select(Forum.id).where(Forum.code == code).with_for_update(key_share=True)
    return tx.connection.execute(row).scalar_one_or_none()


def locked(tx: Tx, forum_id: int) -> Room:
    """The room of a forum, which nobody else changes until the end of this transaction."""
    tx.connection.execute(select(Forum.id).where(Forum.id == forum_id).with_for_update(key_share=True))
    return room(tx, forum_id)


def room(tx: Tx, forum_id: int) -> Room:
    """The same as it is at this moment, for showing."""
    rows = select(ForumSeats.group, ForumSeats.seats).where(ForumSeats.forum_id == forum_id)
    seats = {row.group: row.seats for row in tx.connection.execute(rows.order_by(ForumSeats.group))}
    return Room(seats, taken(tx, forum_id) if seats else {})


def taken(tx: Tx, forum_id: int) -> dict[str, int]:
    """Seats that are taken or offered, by group."""
    held = (Invitation.forum_id == forum_id) & Invitation.answer.in_(HELD)
    rows = select(Invitation.group, func.sum(Invitation.party)).where(held).group_by(Invitation.group)
    return {group: int(people) for group, people in tx.connection.execute(rows)}


def of(tx: Tx, forum_id: int, citizen_id: int) -> Word | None:
    """What this citizen has said; None: neither invited nor heard of."""
    mine = (Invitation.forum_id == forum_id) & (Invitation.citizen_id == citizen_id)
    row = tx.connection.execute(select(*_COLUMNS).where(mine)).one_or_none()
    return Word(*row) if row else None


def say(tx: Tx, forum_id: int, citizen_id: int, answer: str, now: datetime) -> Given:
    """Perhaps or cannot: who had a seat or a place in the line gives it back."""
    locked(tx, forum_id)
    before = of(tx, forum_id, citizen_id) or Word(citizen_id, through=BY_LINK)
    values = {"answer": answer, "place": None, "offered_until": None}
    _keep(tx, forum_id, before, values, now)
    return Given(_word(before, values), freed=before.answer in HELD)


def take(tx: Tx, forum_id: int, citizen_id: int, group: str, party: int, now: datetime) -> Given:
    """Seats for a party, or a place at the end of the line; who has some already changes how many.

    Who is in the line already keeps their place, however often they ask.
    """
    there = locked(tx, forum_id)
    before = of(tx, forum_id, citizen_id) or Word(citizen_id, through=BY_LINK)
    left = there.left(group)
    mine = before.party if before.answer in HELD and before.group == group else 0
    if left is None or party <= left + mine:
        got = {"answer": "come", "group": group, "party": party, "place": None, "offered_until": None}
        _keep(tx, forum_id, before, got, now)
        rest = None if left is None else left + mine - party
        freed = before.answer in HELD and (before.group != group or party < before.party)
        return Given(_word(before, got), rest, freed=freed)
    if before.answer in HELD:
        return Given(before, left, short=True)
    return Given(wait(tx, forum_id, before, group, party, now), left)


def wait(tx: Tx, forum_id: int, before: Word, group: str, party: int, now: datetime) -> Word:
    """A place at the end of the line of this group; the forum is locked."""
    same = before.answer == "waiting" and before.group == group
    place = before.place if same else _last_place(tx, forum_id, group) + 1
    waits = {"answer": "waiting", "group": group, "party": party, "place": place, "offered_until": None}
    _keep(tx, forum_id, before, waits, now)
    return _word(before, waits)


def line(tx: Tx, forum_id: int, group: str) -> list[Word]:
    """Who waits, in order: those who were invited before those who came by a shared link."""
    return [Word(*row) for row in tx.connection.execute(_line(forum_id, group))]


def _line(forum_id: int, group: str) -> Select[Any]:
    by_link = case((Invitation.through == INVITED, 0), else_=1)
    return select(*_COLUMNS).where(*_waits(forum_id, group)).order_by(by_link, Invitation.place)


def _waits(forum_id: int, group: str) -> tuple[ColumnElement[bool], ...]:
    """That they stand in this line. A place is had by nobody else: as such the index knows them."""
    return Invitation.forum_id == forum_id, Invitation.group == group, Invitation.place.is_not(None)


def ahead(tx: Tx, forum_id: int, word: Word) -> int:
    """How many parties stand before this one in the line."""
    before = select(func.count()).select_from(Invitation).where(*_waits(forum_id, word.group), _before(word))
    return tx.connection.execute(before).scalar_one()


def _before(word: Word) -> ColumnElement[bool]:
    earlier = (Invitation.through == word.through) & (Invitation.place < (word.place or 0))
    return earlier if word.through == INVITED else earlier | (Invitation.through == INVITED)


def offer(tx: Tx, forum_id: int, until: datetime, *, by_link: bool) -> list[Word]:
    """Free seats are offered down the line; who needs more than there are keeps their place.

    `by_link`: also to those who were not invited. The seats of an offer are taken until it is answered.
    """
    there = locked(tx, forum_id)
    offered: list[Word] = []
    for group in sorted(there.seats):
        left = there.left(group) or 0
        while left and (word := _first(tx, forum_id, group, left, by_link=by_link)):
            left -= word.party
            offered.append(_offered(tx, forum_id, word, until))
    return offered


def _first(tx: Tx, forum_id: int, group: str, left: int, *, by_link: bool) -> Word | None:
    """The first in line for whom so many seats are enough."""
    may = Invitation.through.in_((INVITED, BY_LINK) if by_link else (INVITED,))
    row = tx.connection.execute(_line(forum_id, group).where(Invitation.party <= left, may).limit(1))
    found = row.one_or_none()
    return Word(*found) if found else None


def lapse(tx: Tx, forum_id: int, now: datetime) -> list[Word]:
    """Offers that nobody took in time are over: they may still come perhaps, the seats are free again."""
    locked(tx, forum_id)
    late = (
        Invitation.forum_id == forum_id,
        Invitation.answer == "offered",
        Invitation.offered_until <= now,
    )
    gone = update(Invitation).where(*late).values(answer="perhaps", place=None, offered_until=None)
    rows = tx.connection.execute(gone.returning(*_COLUMNS))
    return sorted((Word(*row) for row in rows), key=lambda word: word.citizen_id)


def keep_better(tx: Tx, one: int, other: int) -> None:
    """Of what two rows of one person said of a forum, the word that holds less goes, as only one can stay."""
    theirs, mine = aliased(Invitation), Invitation
    same = (theirs.forum_id == mine.forum_id) & (theirs.citizen_id == other)
    better = select(theirs.forum_id).where(same, _rank(theirs) > _rank(mine)).exists()
    tx.connection.execute(delete(mine).where(mine.citizen_id == one, better))


def _rank(table: Any) -> ColumnElement[int]:
    holding = ("", "cannot", "perhaps", "waiting", "offered", "come")
    return case({answer: rank for rank, answer in enumerate(holding)}, value=table.answer, else_=0)


def people(tx: Tx, forum_id: int, *answers: str) -> list[int]:
    """The citizens who said one of these, by id."""
    said = (Invitation.forum_id == forum_id) & Invitation.answer.in_(answers)
    rows = select(Invitation.citizen_id).where(said).order_by(Invitation.citizen_id)
    return list(tx.connection.execute(rows).scalars())


def to_remind(tx: Tx, forum_id: int) -> dict[int, str]:
    """Those who come or perhaps do and want to hear of it, with what they said."""
    said = (Invitation.forum_id == forum_id) & Invitation.answer.in_(("come", "perhaps"))
    wants = Citizen.stopped_at.is_(None) & Citizen.blocked_at.is_(None)
    rows = select(Invitation.citizen_id, Invitation.answer).join(Citizen).where(said, wants)
    return dict(tx.connection.execute(rows.order_by(Invitation.citizen_id)).all())


def account(tx: Tx, forum_id: int) -> list[Mapping[str, Any]]:
    """Parties and people by group and answer."""
    rows = (
        select(Invitation.group, Invitation.answer, func.count(), func.sum(Invitation.party))
        .where(Invitation.forum_id == forum_id, Invitation.answer != "")
        .group_by(Invitation.group, Invitation.answer)
        .order_by(Invitation.group, Invitation.answer)
    )
    names = ("group", "answer", "parties", "people")
    return [dict(zip(names, row, strict=True)) for row in tx.connection.execute(rows)]


def _keep(tx: Tx, forum_id: int, word: Word, values: Mapping[str, Any], now: datetime) -> None:
    said = {**values, "answered_at": now}
    whose = {"forum_id": forum_id, "citizen_id": word.citizen_id, "invited_at": now, "through": word.through}
    tx.connection.execute(
        upsert(tx, Invitation)
        .values(**whose, **said)
        .on_conflict_do_update(index_elements=["forum_id", "citizen_id"], set_=said)
    )


def _word(before: Word, values: Mapping[str, Any]) -> Word:
    known = {one.name: getattr(before, one.name) for one in fields(Word)}
    return Word(**{**known, **values})


def _offered(tx: Tx, forum_id: int, word: Word, until: datetime) -> Word:
    values = {"answer": "offered", "place": None, "offered_until": until, "asked": word.asked + 1}
    mine = (Invitation.forum_id == forum_id) & (Invitation.citizen_id == word.citizen_id)
    tx.connection.execute(update(Invitation).where(mine).values(**values))
    return _word(word, values)


def _last_place(tx: Tx, forum_id: int, group: str) -> int:
    last = select(func.max(Invitation.place)).where(*_waits(forum_id, group))
    return tx.connection.execute(last).scalar_one() or 0
