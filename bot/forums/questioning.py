"""Questions for a forum: seen by each as they may take part, asked, folded, voted for, sent as its agenda."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from analytics.folding import folded
from analytics.wording import Wording
from bot.attending.seen import ends_at, is_invited
from bot.desk.entitled import NotDone
from bot.desk.facts import Looking
from bot.forums import people
from bot.forums.masked import masked
from bot.forums.people import ORGANISERS
from bot.forums.record import step_of
from bot.recording import Recording
from handlers import question_words
from handlers.question_events import AgendaSent, QuestionAsked, QuestionVoted
from handlers.question_views import Questions, QuestionView
from handlers.talk import Recorded, speaking
from handlers.talk.stored import say_to_json
from storage import audit, broadcasts, forum_steps, forums, officials, questions, seats
from storage.forum_reminders import STANDS
from storage.forums import ForumRow
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.questions import Question
from storage.store import Tx

EACH, LONGEST = 3, 500  # questions of one person for one forum; characters of one
AGENDA = "agenda"
LASTED = timedelta(days=1)  # so long `/usul` without a code still finds a forum that has begun
_WORDS = Wording()


def seen(here: Looking, what: str) -> Questions | None:
    """Those of a button's forum, or of the next one they were invited to; None: there is none."""
    code = what.partition(".")[0] or questions.next_forum(here.tx, here.citizen_id, here.now - LASTED)
    row = forums.by_code(here.tx, code) if code else None
    if row is None or row.state in ("draft", "reviewed", "cancelled"):
        return None
    return Questions(
        row.code,
        row.topic,
        row.starts_at.astimezone(here.house.zone),
        tuple(
            QuestionView(one.id, masked(here.house, one.words), one.votes, one.mine)
            for one in questions.of_forum(here.tx, row.id, here.citizen_id)
        ),
        is_invited(seats.of(here.tx, row.id, here.citizen_id)),
        state(row, here.now),
        max(0, EACH - questions.count_of(here.tx, row.id, here.citizen_id)),
        any(one.role in ORGANISERS for one in here.offices),
        _is_sent(here.tx, row),
    )


def state(row: ForumRow, now: datetime) -> str:
    """before, during or over."""
    if row.state not in (*STANDS, "held") or now >= ends_at(row):
        return "over"
    return "before" if now < row.starts_at and row.state in STANDS else "during"


def asked(event: QuestionAsked, here: Recording) -> Recorded:
    """Kept, or folded into one that says nearly the same; while the forum is on, the moderator reads it."""
    row = _entitled(event.code, here)
    now_is = state(row, here.now)
    words = event.words.text.strip()
    if now_is == "over":
        raise NotDone("over")
    if not 0 < len(words) <= LONGEST:
        raise NotDone("words")
    if questions.count_of(here.tx, row.id, here.person.id) >= EACH:
        raise NotDone("many")
    same = _same(words, questions.of_forum(here.tx, row.id))
    into, live = same.id if same else None, now_is == "during"
    questions.ask(here.tx, row.id, here.person.id, words, here.now, into=into, live=live)
    if live:
        _tell_moderators(row, words, here)
        return Recorded(problem="live")
    return Recorded(problem="folded" if same else "", name=masked(here.house, same.words) if same else "")


def voted(event: QuestionVoted, here: Recording) -> Recorded:
    """One vote for each question, until the forum begins."""
    row = _entitled(event.code, here)
    if state(row, here.now) != "before":
        raise NotDone("begun")
    if not questions.stands(here.tx, row.id, event.question):
        raise NotDone("gone")
    if event.given:
        questions.vote(here.tx, event.question, here.person.id, here.now)
    else:
        questions.take_back(here.tx, event.question, here.person.id)
    return Recorded()


def agenda_sent(event: AgendaSent, here: Recording) -> Recorded:
    """What is wanted most goes out to who comes, once."""
    step = step_of(here, ORGANISERS)
    row = _locked(event.code, here)
    if state(row, here.now) != "before":
        raise NotDone("begun")
    if _is_sent(here.tx, row):
        raise NotDone("sent")
    if not questions.of_forum(here.tx, row.id):
        raise NotDone("none")
    forum_steps.note(here.tx, row.id, AGENDA, step.actor, here.now)
    audit.add(here.tx, "forum_agenda", step.actor, here.now, about=f"forum:{row.code}")
    broadcasts.create(here.tx, AGENDA, made_by=step.actor, now=here.now, forum_id=row.id)
    return Recorded()


def _is_sent(tx: Tx, row: ForumRow) -> bool:
    return any(step.kind == AGENDA for step in forum_steps.of(tx, row.id))


def _locked(code: str, here: Recording) -> ForumRow:
    found = forums.by_code(here.tx, code)
    row = forums.by_id(here.tx, found.id, lock=True) if found else None
    if row is None:
        raise NotDone("over")
    return row


def _entitled(code: str, here: Recording) -> ForumRow:
    """The forum, locked; whoever holds nothing but a link, or a fresh cookie, was not invited."""
    row = _locked(code, here)
    if not is_invited(seats.of(here.tx, row.id, here.person.id)):
        raise NotDone("uninvited")
    return row


def _same(words: str, known: list[Question]) -> Question | None:
    """One that says nearly the same: the same few words, or four in five of many."""
    mine = set(_WORDS.words(words))
    for one in known:
        if set(_WORDS.words(one.words)) == mine or len(folded([one.words, words], _WORDS.words)) == 1:
            return one
    return None


def _tell_moderators(row: ForumRow, words: str, here: Recording) -> None:
    """Whoever organised it; without them all coordinators."""
    maker = people.official_of(here.tx, row.created_by)
    everybody = [one for one in officials.all_active(here.tx) if one.role == "coordinator"]
    for official in [maker] if maker else everybody:
        _tell(official, row, words, here)


def _tell(official: OfficialRow, row: ForumRow, words: str, here: Recording) -> None:
    if official.citizen_id is None:
        return
    with speaking(official.language):
        body = say_to_json(question_words.live(row.topic, masked(here.house, words)))
    here.tell(Message("bulk", official.channel, official.citizen_id, "notice", body))


STEPS: Mapping[type[Any], Callable[[Any, Recording], Recorded]] = {
    QuestionAsked: asked,
    QuestionVoted: voted,
    AgendaSent: agenda_sent,
}
