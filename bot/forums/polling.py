"""Quick polls in chat: as organisers and those who are there see them, and what they decide becomes rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.desk.entitled import NotDone
from bot.desk.facts import Looking
from bot.forums import life, poll_opening, poll_results
from bot.forums.people import ORGANISERS
from bot.forums.poll_opening import BadPoll, electorate, is_on
from bot.forums.presence import barred
from bot.forums.record import step_of
from bot.offices.mistaken import Mistaken
from bot.recording import Recording
from handlers.poll_events import PollAnswered, PollOpened, PollStepped
from handlers.poll_views import Ballot, PollSheet, PollView
from handlers.talk import Recorded
from storage import forums, poll_votes, polls
from storage.forums import ForumRow
from storage.outbox import Message
from storage.polls import PollRow


def seen(here: Looking, what: str) -> PollSheet | None:
    """The polls of a button's forum; None: there is no such forum, or not for this person."""
    organises = any(one.role in ORGANISERS for one in here.offices)
    row = forums.by_code(here.tx, what.partition(".")[0]) if organises else None
    if row is None:
        return None
    on = is_on(row, here.house, here.now)
    made = polls.of_forum(here.tx, row.id)
    newest = made[-1] if made else None
    return PollSheet(
        row.code,
        row.topic,
        len(electorate(here.tx, row)) if on else 0,
        here.house.forum.poll_minutes,
        _view(here, newest) if newest else None,
        _may(here, made, on=on),
    )


def ballot(here: Looking, what: str) -> Ballot | None:
    """The poll of a button, or the one that is open where this person is; None: there is none."""
    number = what.partition(".")[0]
    wanted = _number(number) if number else poll_votes.open_for(here.tx, here.citizen_id, here.now)
    poll = polls.by_id(here.tx, wanted) if wanted else None
    row = forums.by_id(here.tx, poll.forum_id) if poll else None
    if poll is None or row is None:
        return None
    return replace(
        poll_opening.ballot(poll, row, here.house),
        state="open" if poll.is_open(here.now) and row.state != "cancelled" else "closed",
        barred=barred(here.tx, row, here.citizen_id, here.channel),
        mine=poll_votes.vote_of(here.tx, poll.id, here.citizen_id),
    )


def opened(event: PollOpened, here: Recording) -> Recorded:
    """It goes at once to those who are there."""
    step = step_of(here, ORGANISERS)
    words = (event.code, event.question, event.answers, event.minutes)
    _made, messages = _mended(lambda: poll_opening.start(step, here.house, *words))
    for message in messages:
        here.tell(message)
    return Recorded(name=str(len(messages)))


def stepped(event: PollStepped, here: Recording) -> Recorded:
    """close: the result follows in a moment; share: those who took part get it."""
    step = step_of(here, ORGANISERS)
    row: ForumRow = _mended(lambda: life.found(here.tx, event.code, lock=True))
    poll = polls.by_id(here.tx, event.poll)
    if poll is None or poll.forum_id != row.id:
        raise NotDone("gone")
    if event.step == "share":
        messages: list[Message] = _mended(
            lambda: poll_results.share(step.tx, poll, row, here.house, here.now)
        )
        for message in messages:
            here.tell(message)
    elif not polls.close(here.tx, poll.id, here.now):
        raise NotDone("none")
    return Recorded()


def answered(event: PollAnswered, here: Recording) -> Recorded:
    """One answer, the last one counting, while it is open and by whoever is there."""
    poll = polls.locked(here.tx, event.poll)
    row = forums.by_id(here.tx, poll.forum_id) if poll else None
    if poll is None or row is None or not 0 <= event.answer < len(poll.answers):
        raise NotDone("gone")
    if not poll.is_open(here.now) or row.state == "cancelled":
        raise NotDone("closed")
    if why := barred(here.tx, row, here.person.id, here.incoming.channel):
        raise NotDone(why)
    poll_votes.vote(here.tx, poll.id, here.person.id, event.answer, here.now)
    return Recorded()


def _may(here: Looking, made: list[PollRow], *, on: bool) -> tuple[str, ...]:
    is_open = bool(made) and made[-1].is_open(here.now)
    begins = ("close",) if is_open else ("new",) * on
    shares = any(one.told_at is not None and one.shared_at is None for one in made)
    return (*begins, "share") if shares else begins


def _view(here: Looking, poll: PollRow) -> PollView:
    counted = sum(poll_votes.counts(here.tx, poll.id).values())
    open_, done = poll.is_open(here.now), poll.told_at is not None
    return PollView(
        poll.id,
        poll.question,
        poll.answers,
        "done" if done else "open" if open_ else "counting",
        poll.closes_at.astimezone(here.house.zone),
        poll.asked,
        counted,
        poll_results.result(here.tx, poll, here.house) if done else None,
        shared=poll.shared_at is not None,
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _mended(act: Callable[[], Any]) -> Any:
    """What it gives; a mistake becomes the reason why it was not done."""
    try:
        return act()
    except BadPoll as why:
        raise NotDone(why.problem) from why
    except Mistaken as why:
        raise NotDone("gone") from why


STEPS: Mapping[type[Any], Callable[[Any, Recording], Recorded]] = {
    PollOpened: opened,
    PollStepped: stepped,
    PollAnswered: answered,
}
