"""How was a report handled? Asked a day after it was closed: one tap, and a sentence why if one likes."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import offers
from handlers.case_states import CLOSED
from handlers.desk_events import HandlingDeclined, HandlingExplained, HandlingRated
from handlers.faces import FACES, LOW
from handlers.facts import Facts
from handlers.talk import Go, Outcome, Say, Script, Talk, _, choose, paragraphs, record, write
from handlers.talk.model import Choice

LATER = "-"


def asked(numbers: Sequence[str]) -> Say:
    """Once for each of these reports; a face is the answer, where it is one report."""
    stop = _("I ask this once. No more questions: /stop")
    if len(numbers) > 1:
        each = tuple(_button(Go("hndl", number, number)) for number in numbers)
        words = _("🙏 These reports of yours are closed. How were they handled? Please tap one:")
        return Say(paragraphs(words, stop), each)
    number = numbers[0]
    words = _(
        "🙏 Your report {number} is closed. How was it handled? One tap tells it, and a sentence from you "
        "helps the office to do better.",
        number=number,
    )
    faces = [_button(Go("hndl", _(face), f"{number}.{score}")) for score, face in FACES.items()]
    return Say(paragraphs(words, stop), tuple(faces), columns=2)


def hndl(facts: Facts, number: str = "") -> Talk[Outcome]:
    """`number`, or `number.score` where a face was tapped already."""
    closing, tapped = facts.closing, number.partition(".")[2]
    if closing is None or closing.state not in CLOSED:
        words = _("There is nothing of yours to be decided there.")
        return Outcome(words=words, next=(offers.reports(), offers.menu()))
    score = tapped if tapped in _scores() else (yield from _ask(closing.number))
    if score == LATER:
        words = _("All right. I do not ask again about {number}.", number=closing.number)
        return Outcome(HandlingDeclined(closing.number), words, next=(offers.reports(), offers.menu()))
    yield from record(HandlingRated(closing.number, int(score)))
    why = yield from write("why", _why(int(score)), may_skip=True, collects=True)
    event = HandlingExplained(closing.number, why) if why else None
    return _thanked(closing.number, int(score), event)


def _ask(number: str) -> Talk[str]:
    faces = {**_scores(), LATER: _("Rather not say")}
    return (yield from choose("score", _("How was {number} handled?", number=number), faces, columns=2))


def _scores() -> dict[str, str]:
    return {str(score): _(face) for score, face in FACES.items()}


def _why(score: int) -> str:
    if score <= LOW:
        return _("Thank you for being frank, and I am sorry. What should the office have done better?")
    return _("Good to hear! What did the office do well, or what could still be better?")


def _thanked(number: str, score: int, event: HandlingExplained | None) -> Outcome:
    thanks = _("Thank you. It counts when offices are compared.")
    if score > LOW:
        return Outcome(event, thanks, next=(offers.reports(), offers.menu()))
    again = _("If it is not settled, please make a new report and name {number}.", number=number)
    return Outcome(event, paragraphs(thanks, again), next=(offers.report(), offers.reports(), offers.menu()))


def _button(go: Go) -> Choice:
    return Choice(str(go), go.label)


HNDL = Script("hndl", lambda: offers.title("hndl"), hndl, reads=frozenset({"closing"}), arg="number")
