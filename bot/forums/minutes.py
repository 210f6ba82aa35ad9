"""The minutes of a forum: written by one, reviewed by another, published; what was agreed becomes cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.days.retiming import AGREED
from bot.desk.casework import tell_readers
from bot.desk.steps import OutOfTurn, go, settled
from bot.forums import life, people
from bot.forums.life import Step, WrongStep
from bot.house import House
from bot.offices.mistaken import Mistaken
from bot.offices.owning import Whose, choose_owner
from handlers import minutes_words
from handlers.menu import FIRST_LANGUAGE
from handlers.talk import speaking
from storage import audit, broadcasts, cases, forum_steps, minutes, outbox, questions
from storage.cases import CaseRow, NewCase
from storage.forums import ForumRow
from storage.minutes import AgreementRow, MinutesRow, NewAgreement
from storage.outbox import Message

LONGEST_SUMMARY, LONGEST_AGREEMENT, MOST = 2000, 300, 50
FARTHEST = timedelta(days=730)
PUBLISHED = "minutes"  # the purpose of the broadcast that tells of them
_ENGLISH = {
    "summary": "say what was talked about, in at most 2,000 characters",
    "words": "an agreement is said in at most 300 characters: {given}",
    "numbers": "a long number may belong to somebody, and everybody reads this: {given}",
    "unit": "config.yaml has no open unit with the key {given}",
    "due": "an agreement is due after today, and within two years: {given}",
    "many": "at most 50 agreements are taken",
    "question": "{given} is no question of this forum",
}


class BadMinutes(Mistaken):
    """They cannot be like that; `problem` names why in one word."""

    def __init__(self, problem: str, given: str = "") -> None:
        super().__init__(_ENGLISH[problem].format(given=given))
        self.problem = problem


def write(step: Step, house: House, code: str, summary: str, agreed: Sequence[NewAgreement]) -> ForumRow:
    """A draft, in the place of any before it. Raises BadMinutes, WrongStep."""
    row = _held(step, code)
    _check(step, house, row, summary, agreed)
    minutes.write(step.tx, row.id, summary.strip(), agreed, step.actor, step.now)
    _note(step, row, "minutes_written")
    return row


def review(step: Step, code: str) -> ForumRow:
    """A second person has looked at them. Raises WrongStep."""
    row = _held(step, code)
    written = _written(step, row)
    if people.same_person(step.tx, written.written_by, step.actor):
        raise WrongStep("second", "another person than who wrote them has to review them: use --as OFFICIAL")
    minutes.review(step.tx, row.id, step.actor)
    _note(step, row, "minutes_reviewed")
    return row


def publish(step: Step, house: House, code: str) -> list[str]:
    """Everybody may read them, and each agreement is a case; the cases' numbers.

    All of it in the transaction of the step, under the forum's lock: after a crash either nothing of it is
    there or everything, and a second time there is no such step. Raises WrongStep, BadMinutes.
    """
    row = _held(step, code)
    if not _written(step, row).reviewed_by:
        raise WrongStep("written", "a second person reviews them first: suara forum minutes CODE --review")
    agreed = minutes.agreements(step.tx, row.id)
    for one in agreed:
        _check_due(one.due, house.today(step.now))
    minutes.publish(step.tx, row.id, step.now)
    told: list[Message] = []
    here = OutOfTurn(step.tx, house, step.now, told.append)
    numbers = [_opened(here, row, one).number for one in agreed]
    outbox.add(step.tx, told, step.now)
    life.advance(step, code, "minuted")
    broadcasts.create(step.tx, PUBLISHED, made_by=step.actor, now=step.now, forum_id=row.id)
    return numbers


def _opened(here: OutOfTurn, forum: ForumRow, one: AgreementRow) -> CaseRow:
    """The case as which an agreement is worked on: given to its office, due on the day that was agreed."""
    owner = choose_owner(here.tx, Whose(one.unit, "unit", "suggestion"), today=here.house.today(here.now))
    with speaking(FIRST_LANGUAGE):
        name = minutes_words.raised_at(forum.topic)
    new = NewCase(
        citizen_id=None,
        talk=f"forum:{forum.code}:{one.place}",
        kind="suggestion",
        unit=one.unit,
        category=AGREED,
        about="service",
        route="unit",
        known_as="open",
        details={"words": one.words, "where": "", "place": None, "when": "", "name": name, "contact": ""},
        channel="forum",
        language=FIRST_LANGUAGE,
        verify_due=one.due,
        answer_due=one.due,
        outer_due=one.due,
        next_step="answer",
        next_at=one.due,
        owner_id=owner.id if owner else None,
    )
    local = here.now.astimezone(here.house.zone)
    opened = cases.open_case(here.tx, new, local, here.house.case_prefix)
    minutes.opened(here.tx, one.id, opened.id)
    given = settled(here, go(here, opened, "assigned", "assigned", actor="system"))
    tell_readers(here, given, 0)
    return given


def _held(step: Step, code: str) -> ForumRow:
    row = life.found(step.tx, code, lock=True)
    if row.state != "held":
        raise WrongStep("state", f"forum {code} is {row.state}; only one that was held has minutes to write")
    return row


def _written(step: Step, row: ForumRow) -> MinutesRow:
    found = minutes.of(step.tx, row.id)
    if found is None:
        raise WrongStep("written", "write them first: suara forum minutes CODE --from FILE")
    return found


def _note(step: Step, row: ForumRow, kind: str) -> None:
    forum_steps.note(step.tx, row.id, kind, step.actor, step.now)
    audit.add(step.tx, f"forum_{kind}", step.actor, step.now, about=f"forum:{row.code}")


def _check(step: Step, house: House, row: ForumRow, summary: str, agreed: Sequence[NewAgreement]) -> None:
    if not 0 < len(summary.strip()) <= LONGEST_SUMMARY:
        raise BadMinutes("summary")
    if len(agreed) > MOST:
        raise BadMinutes("many")
    _check_numbers(summary)
    for one in agreed:
        _check_one(step, house, row, one)


def _check_one(step: Step, house: House, row: ForumRow, one: NewAgreement) -> None:
    today = house.today(step.now)
    if not 0 < len(one.words.strip()) <= LONGEST_AGREEMENT:
        raise BadMinutes("words", one.words[:40])
    _check_numbers(one.words)
    if one.unit not in house.city_on(today).open_units():
        raise BadMinutes("unit", one.unit)
    _check_due(one.due, today)
    if one.question_id is not None and not questions.stands(step.tx, row.id, one.question_id):
        raise BadMinutes("question", str(one.question_id))


def _check_numbers(text: str) -> None:
    if minutes_words.has_long_number(text):
        raise BadMinutes("numbers", text[:40])


def _check_due(due: date, today: date) -> None:
    if not today < due <= today + FARTHEST:
        raise BadMinutes("due", due.isoformat())
