"""What a storage would say of somebody who comes to a forum, and what it would hand the next turn."""

from __future__ import annotations

from dataclasses import replace

from handlers.events import Event, InvitationAnswered
from handlers.facts import Facts, ForumView
from handlers.forum_events import DoorPassed, NeedStated, PartyStated
from handlers.forum_views import Seat
from handlers.poll_events import PollOpened
from handlers.talk import Recorded

CODE = "7f3k9m2q"


def recorded_forum(event: Event, facts: Facts) -> Recorded | None:
    """What came of a word about a forum; None: it was about something else."""
    party = facts.forum.party if facts.forum else 1
    if isinstance(event, InvitationAnswered):
        return Recorded(seat=Seat(event.answer, party, code=CODE if event.answer == "come" else ""))
    if isinstance(event, PartyStated):
        return Recorded(seat=Seat("come", event.party, code=CODE))
    if isinstance(event, PollOpened):
        return Recorded(name=str(facts.poll.here if facts.poll else 0))
    if isinstance(event, DoorPassed):
        return Recorded(seat=Seat("come", party), name=facts.forum.topic if facts.forum else "")
    return None


def after_forum(forum: ForumView | None, event: Event) -> ForumView | None:
    """The forum after somebody's word on it."""
    if forum and isinstance(event, InvitationAnswered):
        return replace(forum, answer=event.answer)
    if forum and isinstance(event, PartyStated):
        return replace(forum, party=event.party)
    if forum and isinstance(event, NeedStated):
        return replace(forum, needs=forum.needs | {event.need})
    return forum
