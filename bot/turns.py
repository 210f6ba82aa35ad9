"""Messages in, one transaction, replies in the outbox. Read this first.

A turn: was it seen before? lock the citizen, route, read, advance the conversation, record what it
decided, keep its state, put the replies in the outbox. All of a batch share one transaction; only after its
commit is anything acknowledged or sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import Incoming
from bot.house import House
from bot.logs import place_of
from bot.meeting import follow, handle_of, meet
from bot.pages.heard import keep_heard
from bot.situation import Present, situation
from bot.talking import Talking
from bot.untraceable.quiet import Quiet, apologised, hidden_talks, is_hidden, keep_quiet, seen_by_day
from bot.window import opened
from handlers import menu
from handlers.talk import Say, speaking
from handlers.talk.model import Button
from handlers.talk.stored import say_to_json
from storage import aside, citizens, officials, outbox, talks, updates
from storage.citizens import CitizenRow, Handle
from storage.outbox import Claimed, Message
from storage.store import Tx

CLAIM = timedelta(seconds=30)  # how long the process that took the turn has for sending its replies


@dataclass(frozen=True)
class Taken:
    """What the network hears of one message: words over the tapped button, or that we leave the group."""

    toast: str = ""
    leaves: str = ""  # the sentence with which a group is left


@dataclass(frozen=True)
class Turned:
    """What a batch came to, in the batch's order, and the replies that are ready to be sent."""

    taken: list[Taken]
    replies: list[Claimed]
    pushes: bool = False  # something waits for the bulk lane
    hidden: Quiet = field(default_factory=Quiet)  # what of it no log and no table tells
    new: int = 0  # messages that were not seen before


@dataclass
class Letters:
    """What a batch says: replies to those who spoke, and notices to others."""

    replies: list[tuple[Message, Handle, tuple[Say, str]]] = field(default_factory=list)
    others: list[Message] = field(default_factory=list)
    hidden: Quiet = field(default_factory=Quiet)


def take_turns(tx: Tx, batch: Sequence[Incoming], house: House, now: datetime) -> Turned:
    """One turn for each message of the batch; a message that was seen before changes nothing.

    Raises whatever went wrong: then nothing of the batch is stored.
    """
    new = _not_seen(tx, batch, house, now)
    speakers = [incoming for incoming in new if incoming.kind in ("message", "blocked", "unblocked")]
    follow(tx, new, now)
    people = meet(tx, speakers, now)
    released = _release(tx, new, people, house, now)
    letters = Letters()
    present = _present(tx, speakers, people, house, now)
    taken = {
        id(incoming): _turn(tx, incoming, house, present, letters, now)
        for incoming in sorted(new, key=lambda incoming: incoming.order)
    }
    present.keep(tx)
    keep_heard(tx, letters.hidden.heard_openly(speakers), now)
    replies = [*_post(tx, letters, now), *keep_quiet(tx, letters.hidden, present, house, now)]
    taken_in_order = [taken.get(id(incoming), Taken()) for incoming in batch]
    pushes = bool(letters.others) or released > 0
    return Turned(taken_in_order, replies, pushes, letters.hidden, len(new))


def set_aside(tx: Tx, incoming: Incoming, error: Exception, house: House, now: datetime) -> Turned:
    """Keep a message our own code cannot deal with, and tell its sender; nobody else is held up."""
    _not_seen(tx, [incoming], house, now)
    if is_hidden(incoming, house):
        return Turned([Taken()], apologised(incoming, house))
    aside.put(tx, incoming.bot, incoming.channel, incoming.update_id, incoming.payload, place_of(error), now)
    if incoming.kind != "message":  # nobody has said anything, so nobody waits for a word
        return Turned([Taken()], [])
    person = meet(tx, [incoming], now)[handle_of(incoming)]
    keep_heard(tx, [incoming], now)
    letters = Letters()
    with speaking(person.language):
        _reply(letters, person, incoming, Say(menu.apology()))
    return Turned([Taken()], _post(tx, letters, now))


def _not_seen(tx: Tx, batch: Sequence[Incoming], house: House, now: datetime) -> list[Incoming]:
    """The messages not seen before; one that stands twice in the batch counts once."""
    seen_as, day = seen_by_day(house, now)
    names = {id(incoming): seen_as(incoming.update_id) for incoming in batch}
    fresh: set[tuple[str, str]] = set()
    for bot in sorted({incoming.bot for incoming in batch}):
        ids = list(dict.fromkeys(names[id(incoming)] for incoming in batch if incoming.bot == bot))
        fresh |= {(bot, update_id) for update_id in updates.fresh(tx, bot, ids, day)}
    new = []
    for incoming in batch:
        if (key := (incoming.bot, names[id(incoming)])) in fresh:
            fresh.discard(key)
            new.append(incoming)
    return new


def _release(
    tx: Tx, batch: Sequence[Incoming], people: Mapping[Handle, CitizenRow], house: House, now: datetime
) -> int:
    """What waited for those who write now is due; how many messages that are."""
    wrote: dict[str, set[int]] = {}
    for incoming in batch:
        if incoming.kind == "message" and not is_hidden(incoming, house):
            wrote.setdefault(incoming.channel, set()).add(people[handle_of(incoming)].id)
    return sum(opened(tx, ids, channel, now) for channel, ids in wrote.items())


def _present(
    tx: Tx, speakers: Sequence[Incoming], people: dict[Handle, CitizenRow], house: House, now: datetime
) -> Present:
    ids = [person.id for person in people.values()]
    buttons = [(people[handle_of(one)].id, Button.parse(one.said.tap)) for one in speakers if one.said.tap]
    tapped = [(citizen_id, button.serial) for citizen_id, button in buttons if button]
    open_ones = talks.open_of(tx, ids)
    offices = officials.of_citizens(tx, [person.id for person in people.values() if person.may_hold])
    return Present(people, open_ones, offices, now, tapped, hidden_talks(speakers, house))


def _turn(
    tx: Tx, incoming: Incoming, house: House, present: Present, letters: Letters, now: datetime
) -> Taken:
    if incoming.kind == "joined_group":
        return Taken(leaves=menu.joined_group())
    if incoming.kind in ("ignored", "moved"):
        return Taken()
    person = present.people[handle_of(incoming)]
    if incoming.kind != "message":
        if incoming.kind == "blocked":
            citizens.set_blocked(tx, person.id, now)
            outbox.skip_for(tx, person.id, "blocked", now)
        return Taken()
    here = situation(tx, incoming, house, present, now)
    says: list[Say] = []
    talking = Talking(here, says.append, tell=letters.others.append)
    with speaking(person.language):
        toast = talking.take()
    if talking.apart:
        letters.hidden.said(incoming, person.id, says)
    else:
        letters.hidden.openly.add(person.id)
        for say in says:
            _reply(letters, person, incoming, say)
    return Taken(toast=toast)


def _reply(letters: Letters, person: CitizenRow, incoming: Incoming, say: Say) -> None:
    made_of = (say, incoming.tapped if say.redraws else "")
    message = Message(
        lane="reply",
        channel=incoming.channel,
        citizen_id=person.id,
        purpose="reply",
        body=say_to_json(*made_of),
        case_number=say.case or None,
    )
    letters.replies.append((message, handle_of(incoming), made_of))


def _post(tx: Tx, letters: Letters, now: datetime) -> list[Claimed]:
    """Replies are born claimed: whoever took the turn sends them, right after the commit."""
    outbox.add(tx, letters.others, now)
    ids = outbox.add(tx, [message for message, *_ in letters.replies], now, claim_for=CLAIM)
    return [
        Claimed(
            id=row,
            lane=message.lane,
            channel=message.channel,
            citizen_id=message.citizen_id,
            purpose=message.purpose,
            body=message.body,
            case_number=message.case_number,
            tries=0,
            address=handle,
            made_of=made_of,
        )
        for row, (message, handle, made_of) in zip(ids, letters.replies, strict=True)
        if row is not None
    ]
