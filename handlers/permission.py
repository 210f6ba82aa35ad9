"""What needs a yes first: questions about oneself, invitations, and whatever a child's guardian decides."""

from __future__ import annotations

from typing import Literal

from handlers import notice
from handlers.events import AgeStated, ConsentGiven
from handlers.facts import Citizen, City, Facts
from handlers.opening import Opening
from handlers.talk import Talk, _, choose, record

Age = Literal["adult", "guarded", "child"]
YES, NO = "yes", "no"


def given(purpose: str, yes: bool, city: City) -> ConsentGiven:  # noqa: FBT001 - the answer itself
    """Yes or no to one purpose, under the notice in force."""
    return ConsentGiven(purpose, yes, city.consent_version, notice.text_hash(city))


def ask_profile(facts: Facts, opening: Opening) -> Talk[bool]:
    """May we ask about age, education and work? Asked anew in each survey until it was a yes."""
    if "profile" in facts.citizen.agreed:
        return True
    answer = yield from choose(
        "conprof",
        opening.above(
            _(
                "May we first ask four short things about you: sex, age, education and work? They are only "
                "counted, without a name. You can take your yes back at any time in /data."
            )
        ),
        {YES: _("Yes, you may"), NO: _("Straight to the survey")},
        columns=2,
    )
    yield from record(given("profile", answer == YES, facts.city), "ConsentGiven.profile")
    return answer == YES


def ask_invitations(facts: Facts) -> Talk[bool]:
    """May we invite to forums and surveys? A yes also undoes an earlier stop, as it says so."""
    answer = yield from choose(
        "coninvi",
        _(
            "May we now and then write to you here: an invitation to a public forum of the city, or a short "
            "survey about a service you used? A few times a year, and you can end it at any time with /stop."
        ),
        {YES: _("Yes, please"), NO: _("No, thank you")},
        columns=2,
    )
    yield from record(given("invitations", answer == YES, facts.city), "ConsentGiven.invitations")
    return answer == YES


def ask_age(facts: Facts, opening: Opening) -> Talk[Age]:
    """Adult, a child whose guardian agrees, or a child alone. Whoever has said so is not asked again."""
    if known := _known(facts.citizen):
        return known
    if facts.citizen.is_minor is None and (yield from _is_adult(facts.city, opening)):
        yield from record(AgeStated(is_minor=False), "AgeStated.adult")
        return "adult"
    guardian = yield from choose(
        "guardian",
        opening.above(_("Then a parent or guardian has to agree. Are they with you, and do they say yes?")),
        {YES: _("Yes, they agree"), NO: _("No, or not now")},
        columns=2,
    )
    yield from record(AgeStated(is_minor=True, guardian_agreed=guardian == YES), "AgeStated.guardian")
    return "guarded" if guardian == YES else "child"


def too_young(city: City) -> str:
    """What a child without a guardian hears: nothing is wrong, and what they can do."""
    return _(
        "Thank you for wanting to tell us. Please come back together with your mother, father or another "
        "adult you trust, then we take it up. Nothing of it was kept. Rating a service you can do on your "
        "own. And if somebody hurts you or you are in danger, call {emergency} right away: they help "
        "children too.",
        emergency=city.emergency,
    )


def _known(citizen: Citizen) -> Age | None:
    if citizen.is_minor is False:
        return "adult"
    return "guarded" if citizen.is_minor and citizen.guardian_agreed else None


def _is_adult(city: City, opening: Opening) -> Talk[bool]:
    answer = yield from choose(
        "adult",
        opening.above(_("Are you {age} or older?", age=city.guardian_age)),
        {YES: _("Yes"), NO: _("Not yet")},
        columns=2,
    )
    return answer == YES
