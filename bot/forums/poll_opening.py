"""A quick poll begins: who may be asked, what cannot be asked, and the messages that ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.attending.seen import ends_at
from bot.forums import life
from bot.forums.life import Step
from bot.forums.presence import there
from bot.house import House
from bot.offices.mistaken import Mistaken
from handlers import forum_poll, poll_words
from handlers.poll_views import Ballot
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import audit, forum_steps, minutes, polls
from storage.citizens import Reach
from storage.forum_reminders import STANDS
from storage.forums import ForumRow
from storage.outbox import Message
from storage.polls import ASKS, PollRow
from storage.store import Tx

LONGEST = 240  # minutes
_ENGLISH = {
    "question": "a poll asks something, in at most 300 characters",
    "numbers": "a long number may belong to somebody, and everybody there reads this",
    "few": "a poll needs two answers at least",
    "many": "a poll has six answers at most",
    "doubled": "two of the answers are the same",
    "long": "an answer has at most 60 characters",
    "minutes": f"a poll is open for 1 to {LONGEST} minutes, or until it is closed",
    "not_on": "a poll can be opened on the day of an announced forum alone",
    "open": "a poll is open already: one at a time",
    "nobody": "nobody has checked in at the door yet",
    "nobody_online": "nobody has said yet that they come",
    "quiet": "it is quiet time now, and nothing is sent",
    "none": "no poll is open",
    "early": "its result is not there yet",
    "shared": "those who took part have the result already",
    "too_few": "too few took part: the result would tell who said what",
    "gone": "there is no such poll of this forum",
}


class BadPoll(Mistaken):
    """It cannot be like that, or not now; `problem` names why in one word."""

    def __init__(self, problem: str) -> None:
        super().__init__(_ENGLISH[problem])
        self.problem = problem


def start(
    step: Step, house: House, code: str, question: str, answers: Sequence[str], minutes_open: int
) -> tuple[PollRow, list[Message]]:
    """Open from now on, with a message to each who is there. `minutes_open`: 0 until it is closed.

    Raises BadPoll, Mistaken.
    """
    row = life.found(step.tx, code, lock=True)
    question = " ".join(question.split())
    if wrong := forum_poll.wrong_question(question) or forum_poll.wrong_answers(tuple(answers)):
        raise BadPoll(wrong)
    if not 0 <= minutes_open <= LONGEST:
        raise BadPoll("minutes")
    people = _people(step, house, row)
    until = step.now + timedelta(minutes=minutes_open) if minutes_open else _end(row, house)
    made = polls.create(step.tx, row.id, question, answers, step.actor, until, step.now)
    polls.sent_to(step.tx, made.id, len(people))
    forum_steps.note(step.tx, row.id, "polled", step.actor, step.now, poll=made.id)
    audit.add(step.tx, "forum_polled", step.actor, step.now, about=f"forum:{row.code}")
    return made, [_message(made, row, house, person) for person in people]


def is_on(row: ForumRow, house: House, now: datetime) -> bool:
    """Whether it is held today."""
    today = house.today(now)
    lasts = house.today(row.starts_at) <= today <= house.today(ends_at(row))
    return row.state in (*STANDS, "held") and lasts


def electorate(tx: Tx, row: ForumRow) -> list[Reach]:
    """Who is there and wants to hear from us."""
    found = there(tx, row)
    silent = minutes.silent(tx, [one.id for one in found])
    return [one for one in found if one.id not in silent]


def _people(step: Step, house: House, row: ForumRow) -> list[Reach]:
    """Those who are asked, where they can be at this moment. Raises BadPoll."""
    if not is_on(row, house, step.now):
        raise BadPoll("not_on")
    if house.may_push(step.now) > step.now:
        raise BadPoll("quiet")
    if before := polls.open_of(step.tx, row.id):
        if before.is_open(step.now):
            raise BadPoll("open")
        polls.close(step.tx, before.id, step.now)
    people = electorate(step.tx, row)
    if not people:
        raise BadPoll("nobody" if row.place else "nobody_online")
    return people


def _end(row: ForumRow, house: House) -> datetime:
    """Nobody forgets a poll for ever: with the door it is over."""
    return ends_at(row) + timedelta(hours=house.forum.door_hours)


def ballot(poll: PollRow, row: ForumRow, house: House) -> Ballot:
    """As it is for everybody who is asked."""
    until = poll.closes_at.astimezone(house.zone)
    return Ballot(poll.id, row.code, row.topic, poll.question, poll.answers, until)


def _message(poll: PollRow, row: ForumRow, house: House, person: Reach) -> Message:
    with speaking(person.language):
        body = say_to_json(poll_words.asked(ballot(poll, row, house)))
    key = f"{ASKS}:{poll.id}:{person.id}"
    return Message("bulk", person.channel, person.id, ASKS, body, dedupe_key=key)
