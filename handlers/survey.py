"""The satisfaction survey: three minutes and nine taps, with an optional profile before and words after."""

from __future__ import annotations

from handlers import notice, offers
from handlers.elements import ELEMENTS, Element
from handlers.events import SurveyAnswered
from handlers.facts import Facts
from handlers.opening import Opening
from handlers.profile import ask_about_oneself
from handlers.talk import Outcome, Script, Talk, _, choose, write
from handlers.units import at_unit, pick_service, pick_unit

BEST = 4


def srvy(facts: Facts, unit: str = "") -> Talk[Outcome]:
    """Asks all nine elements; what a button carried is `unit` or `unit.service`."""
    opening = Opening(
        _("📝 The survey: about three minutes, nine taps. You can stop and go on later, nothing is lost."),
        (yield from notice.shown(facts)),
    )
    place, service = at_unit(facts.city, unit)
    if not place:
        place = yield from pick_unit(facts, _("Which office is it about?"), opening)
    office = facts.city.units[place]
    if not service:
        service = yield from pick_service(
            office, _("What did you come to {unit} for?", unit=office.label), opening
        )
    profile = yield from ask_about_oneself(facts, opening)
    elements = {}
    for number, element in enumerate(ELEMENTS, start=1):
        elements[element.key] = yield from _ask(element, number, opening)
    words = yield from write(
        "words",
        _("All nine done! Is there anything you would like to add?"),
        may_skip=True,
        collects=True,
    )
    return Outcome(
        SurveyAnswered(place, service, elements, profile, words),
        offers.thanks(
            _(
                "Thank you for your time! Your answers count in the satisfaction index of {unit}.",
                unit=office.label,
            ),
            facts.citizen,
        ),
        next=(*offers.invitations(facts.citizen), offers.menu()),
    )


def _ask(element: Element, number: int, opening: Opening) -> Talk[int]:
    answers = {BEST - place: _(words) for place, words in enumerate(element.answers)}
    words = f"{number}/{len(ELEMENTS)} · {_(element.question)}"
    return (yield from choose(element.ask, opening.above(words), answers, columns=2))


SRVY = Script("srvy", lambda: offers.title("srvy"), srvy, arg="unit")
