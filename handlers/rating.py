"""A rating: from the counter's QR code two taps to a stored score, then the service and the reason."""

from __future__ import annotations

from handlers import notice, offers
from handlers.events import RatingExplained, RatingGiven
from handlers.faces import FACES, LOW
from handlers.facts import Facts
from handlers.opening import Opening
from handlers.talk import Go, Outcome, Script, Talk, Words, _, choose, record, write
from handlers.units import at_unit, pick_service, pick_unit

YES, NO = "yes", "no"


def rate(facts: Facts, unit: str = "") -> Talk[Outcome]:
    """Rates a unit; what a link or button carried is `unit` or `unit.service`."""
    place, service = at_unit(facts.city, unit)
    opening = Opening(
        _("I do not know that office (any more).") if unit and not place else "",
        (yield from notice.shown(facts)),
    )
    if not place:
        place = yield from pick_unit(facts, _("Which office would you like to rate?"), opening)
    office = facts.city.units[place]
    score = yield from choose("score", _score_words(office.label, opening), _faces(), columns=2)
    yield from record(RatingGiven(place, score, service))
    if not service:
        service = yield from pick_service(office, _("Noted, thank you! What did you come for?"), Opening())
    why = yield from write("why", _why(score), may_skip=True, collects=True)
    if why or service:
        yield from record(RatingExplained(why, service))
    if why and score <= LOW and (yield from _wants_an_answer()):
        return Outcome(then=offers.complain(place), carries=why)
    return Outcome(words=_thanks(facts, office.label), next=_next(facts, place, service, score, why))


def _score_words(office: str, opening: Opening) -> str:
    # The question stands first: it is what somebody at a counter came for.
    question = _("How was the service at {unit}?", unit=office)
    line = opening.above("")
    return f"{question}\n\n{line}" if line else question


def _faces() -> dict[int, str]:
    return {score: _(words) for score, words in FACES.items()}


def _why(score: int) -> str:
    if score <= LOW:
        return _("I am sorry to hear that. What went wrong? A sentence is enough, a photo helps too.")
    return _("Good to hear! What was good, or what could still be better? A sentence is enough.")


def _wants_an_answer() -> Talk[bool]:
    answer = yield from choose(
        "more",
        _(
            "Thank you, that is noted. Shall we make a complaint of it, so that you get a number and an "
            "answer?"
        ),
        {YES: _("Yes, I want an answer"), NO: _("No, this is enough")},
    )
    return answer == YES


def _thanks(facts: Facts, office: str) -> str:
    return offers.thanks(
        _("Thank you! Your rating of {unit} counts in this week's report to the office.", unit=office),
        facts.citizen,
    )


def _next(facts: Facts, unit: str, service: str, score: int, why: Words) -> tuple[Go, ...]:
    complaint = (offers.complain(unit),) if score <= LOW and not why else ()
    return (
        *complaint,
        offers.survey(unit, service),
        *offers.invitations(facts.citizen),
        offers.menu(),
    )


RATE = Script("rate", lambda: offers.title("rate"), rate, arg="unit", essential="RatingGiven")
