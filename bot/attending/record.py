"""What somebody decides about coming to a forum becomes rows, under the lock of its seats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.attending import at_door
from bot.attending.offering import fill
from bot.attending.seen import choices, is_invited, state
from bot.recording import Recording
from handlers.forum_events import (
    DoorPassed,
    DoorShown,
    InvitationAnswered,
    NeedStated,
    PartyStated,
    PeopleCounted,
)
from handlers.forum_views import Seat
from handlers.talk import Recorded
from storage import attendance, forum_needs, forums, seats
from storage.forums import ForumRow
from storage.seats import BY_LINK, HELD, Given, Word

WEB = "web"  # where everybody is somebody new with a fresh cookie


def answered(event: InvitationAnswered, here: Recording) -> Recorded:
    """Come, perhaps or cannot, the last word counting."""
    row = _locked(event.forum, here)
    if row is None:
        return Recorded(done=False, problem="over")
    if event.code:
        attendance.take_along(here.tx, row.id, event.code, here.person.id)
    if event.answer == "come":
        return _coming(row, event.group, here)
    given = seats.say(here.tx, row.id, here.person.id, event.answer, here.now)
    return _recorded(row, given, here)


def _locked(code: str, here: Recording) -> ForumRow | None:
    """The forum, as it stays until the end of this turn; None: it takes no answers."""
    if seats.lock(here.tx, code) is None:
        return None
    row = forums.by_code(here.tx, code)
    return row if row and state(row, here.now) in ("open", "closed") else None


def _coming(row: ForumRow, group: str, here: Recording) -> Recorded:
    room = seats.room(here.tx, row.id)
    mine = seats.of(here.tx, row.id, here.person.id) or Word(here.person.id, through=BY_LINK)
    if state(row, here.now) == "closed" and mine.answer not in HELD:
        return Recorded(done=False, problem="full")
    allowed = choices(mine, room)
    group = group if group in allowed else allowed[0]
    if room.seats and not is_invited(mine):
        return _by_link(row, mine, here)
    party = max(1, mine.party)
    return _recorded(row, seats.take(here.tx, row.id, here.person.id, group, party, here.now), here)


def _by_link(row: ForumRow, mine: Word, here: Recording) -> Recorded:
    """A link that was passed on keeps no seat: interest is noted, or a place at the end of the line."""
    if mine.answer in HELD:  # they stood there, and a seat was offered
        given = seats.take(here.tx, row.id, mine.citizen_id, mine.group, mine.party, here.now)
        return _recorded(row, given, here)
    if row.shared_link == "waiting" and here.incoming.channel != WEB:
        word = seats.wait(here.tx, row.id, mine, choices(mine, seats.Room({}))[0], mine.party, here.now)
        return Recorded(name=row.topic, seat=_seat(row, Given(word, 0), here))
    seats.say(here.tx, row.id, mine.citizen_id, "perhaps", here.now)
    return Recorded(name=row.topic, problem="interest")


def party_stated(event: PartyStated, here: Recording) -> Recorded:
    """How many come; with `together` what they have is given back, and they wait for all the seats."""
    row = _locked(event.forum, here)
    if row is None or not 1 <= event.party <= here.house.forum.party_most:
        return Recorded(done=False, problem="over")
    mine = seats.of(here.tx, row.id, here.person.id)
    if mine is None or mine.answer not in (*HELD, "waiting"):
        return Recorded(done=False, problem="over")
    if mine.organisation_id and event.party > 1:  # an organisation sends one
        return Recorded(done=False, problem="over")
    given = seats.take(here.tx, row.id, mine.citizen_id, mine.group, event.party, here.now)
    if given.short and event.together:
        word = seats.wait(here.tx, row.id, mine, mine.group, event.party, here.now)
        given = Given(word, (given.left or 0) + mine.party, freed=True)
    return _recorded(row, given, here)


def need_stated(event: NeedStated, here: Recording) -> Recorded:
    """One need more, or none at all."""
    row = _locked(event.forum, here)
    if row is None:
        return Recorded(done=False, problem="over")
    keys, words = forum_needs.of(here.tx, row.id, here.person.id)
    if event.need == "none":
        keys, words = frozenset(), ""
    else:
        keys, words = keys | {event.need}, "; ".join(filter(None, (words, event.words.text.strip())))
    return Recorded(done=forum_needs.state(here.tx, row.id, here.person.id, keys, words))


def _recorded(row: ForumRow, given: Given, here: Recording) -> Recorded:
    seat = _seat(row, given, here)
    if given.freed:
        fill(here.tx, row, here.house, here.now, here.tell)
    return Recorded(name=row.topic, seat=seat, problem="short" if given.short else "")


def _seat(row: ForumRow, given: Given, here: Recording) -> Seat:
    word = given.word
    return Seat(
        word.answer,
        word.party,
        seats.ahead(here.tx, row.id, word) if word.answer == "waiting" else 0,
        given.left,
        attendance.code_of(here.tx, row.id, word.citizen_id) if word.answer == "come" else "",
        word.group,
    )


STEPS: Mapping[type, Callable[[Any, Recording], Recorded]] = {
    InvitationAnswered: answered,
    PartyStated: party_stated,
    NeedStated: need_stated,
    DoorPassed: at_door.passed,
    PeopleCounted: at_door.counted,
    DoorShown: at_door.code_shown,
}
