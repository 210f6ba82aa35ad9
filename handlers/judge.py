"""The reporter has the last word: settled or not yet; and how the handling was."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import offers
from handlers.case_states import CLOSED, STATES
from handlers.desk_events import ClosingJudged, HandlingDeclined, HandlingRated
from handlers.desk_views import Closing
from handlers.faces import FACES
from handlers.facts import Facts
from handlers.talk import Outcome, Recorded, Script, Talk, _, choose, later, record, write

YES, NO = "yes", "no"
LATER = "-"

# By the role that has it now. Whoever reports the head of an office must never read that the head has it.
OPEN_AGAIN: Mapping[str, str] = {
    "head": later(
        "{number} is open again, with the same number and dates. The head of the office has it now."
    ),
    "coordinator": later(
        "{number} is open again, with the same number and dates. The coordinator has it now."
    ),
    "overseer": later(
        "{number} is open again, with the same number and dates. The oversight team has it, not the office."
    ),
    "": later("{number} is open again, with the same number and dates. I tell you how it goes on."),
}


def judge(facts: Facts, number: str = "") -> Talk[Outcome]:
    """`number.yes` or `number.no`, as the buttons under a proposed closing carry it."""
    closing = facts.closing
    _number, _dot, answer = number.partition(".")
    if closing is None or answer not in (YES, NO):
        words = _("There is nothing of yours to be decided there.")
        return Outcome(words=words, next=(offers.reports(), offers.menu()))
    if closing.handling is not None or (answer == NO and closing.state in CLOSED):
        return _over(closing)
    return (yield from (_settled(closing) if answer == YES else _not_yet(closing)))


def _over(closing: Closing) -> Outcome:
    words = _(
        "{number} is closed: {state}. If it is not settled, please make a new report.",
        number=closing.number,
        state=_(STATES[closing.state]),
    )
    return Outcome(words=words, next=(offers.report(), offers.reports(), offers.menu()))


def _settled(closing: Closing) -> Talk[Outcome]:
    yield from record(ClosingJudged(closing.number, settled=True))
    faces = {str(score): _(face) for score, face in FACES.items()}
    question = _("Thank you for telling me. How was {number} handled?", number=closing.number)
    score = yield from choose("score", question, {**faces, LATER: _("Rather not say")})
    thanks = _("Thank you. It counts when offices are compared.")
    number = closing.number
    event = HandlingDeclined(number) if score == LATER else HandlingRated(number, int(score))
    return Outcome(event, thanks, next=(offers.reports(), offers.menu()))


def _not_yet(closing: Closing) -> Talk[Outcome]:
    question = _("What is still missing in {number}? A photo helps too.", number=closing.number)
    words = yield from write("why", question, many=True, may_skip=True)
    event = ClosingJudged(closing.number, settled=False, words=words)
    return Outcome(event, _opened_again(closing), next=(offers.reports(), offers.menu()))


def _opened_again(closing: Closing) -> Callable[[Recorded], str]:
    def words(recorded: Recorded) -> str:
        if not recorded.done:
            return _("There is nothing of yours to be decided there.")
        return _(OPEN_AGAIN.get(recorded.reader, OPEN_AGAIN[""]), number=closing.number)

    return words


JUDGE = Script("judg", lambda: offers.title("judg"), judge, reads=frozenset({"closing"}), arg="number")
