"""An organisation registers, is handed over or left; a coordinator looks at it and says yes or no."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from handlers import offers
from handlers import organisation_words as said
from handlers.asking import GivenUp, ask
from handlers.facts import Facts
from handlers.opening import Opening
from handlers.organisation_desk import desk
from handlers.organisation_events import (
    OrganisationAsked,
    OrganisationLeft,
    OrganisationOffered,
    OrganisationTaken,
)
from handlers.organisation_views import Organisations, OrganisationView, unit_of
from handlers.talk import Go, Outcome, Recorded, Script, Talk, Words, _, choose, confirm, paragraphs
from handlers.units import pick_service, pick_unit

CODE = re.compile(r"[2-9a-hjkmnp-z]{12}")  # of a one-time link; no step of a button looks like it
LONGEST_NAME, LONGEST_NUMBER = 80, 60
SHORTEST_NAME = 3
ROUNDS = "abcde"  # topics, a letter each
_PERSONAL = re.compile(r"\d(?:[ .-]?\d){14,}")  # NIK, NPWP, NIP: no organisation's number is as long


def lemb(facts: Facts, what: str = "") -> Talk[Outcome]:
    """One's own organisation, or a new one; a link's code hands one over; coordinators see all of them."""
    seen = facts.organisations
    if CODE.fullmatch(code := what.lower()):
        return (yield from _take(facts, seen, code))
    if seen.may_decide:
        return (yield from desk(facts, seen, what))
    if seen.mine is not None:
        return (yield from _own(facts, seen.mine, what))
    try:
        return (yield from _register(facts, seen))
    except GivenUp as why:
        return Outcome(words=paragraphs(str(why), _("Nothing was stored.")), next=(offers.menu(),))


# --- registering ------------------------------------------------------------------------------------------


def _register(facts: Facts, seen: Organisations) -> Talk[Outcome]:
    if why := _may_not(facts, seen, ()):
        return Outcome(words=why, next=(offers.menu(),))
    asked = paragraphs(
        _(
            "🏛 Here an organisation registers: it gets the public numbers of its topics once a month, can "
            "hand in reports for many people, and is invited to forums. A coordinator looks at it first."
        ),
        _("What is your organisation called?"),
    )
    name = (yield from ask("name", asked, read_name)) or ""
    topics = yield from _topics(facts)
    if why := _may_not(facts, seen, topics):
        return Outcome(words=why, next=(offers.menu(),))
    question = _("As what is it registered, if it is? For example an SK or AHU number.")
    number = (yield from ask("regas", question, read_number, skip=True)) or ""
    known = said.lines(facts.city, name, topics, number)
    if not (
        yield from confirm("agree", paragraphs(known, said.consent()), _("✅ I agree, hand it in"), _("No"))
    ):
        return Outcome(words=_("All right, nothing was stored."), next=(offers.menu(),))
    event = OrganisationAsked(name, topics, number, facts.city.consent_version, said.consent_hash())
    return Outcome(event, _asked, next=(offers.menu(),))


def _topics(facts: Facts) -> Talk[tuple[str, ...]]:
    """Up to five offices or services, each once."""
    topics = [(yield from _topic(facts, ROUNDS[0]))]
    more = {"no": _("No, that is all"), "yes": _("Yes, one more")}
    for before, letter in pairwise(ROUNDS):
        if (yield from choose(f"more{before}", _("Is there another topic?"), more)) == "no":
            break
        topics.append((yield from _topic(facts, letter)))
    return tuple(dict.fromkeys(topics))


def _topic(facts: Facts, letter: str) -> Talk[str]:
    unit = yield from pick_unit(facts, _("Which office does it care about?"), Opening(), key=letter)
    if len(facts.city.units[unit].services) <= 1:
        return unit
    question = _("One of its services alone? Skip for the whole office.")
    service = yield from pick_service(facts.city.units[unit], question, Opening(), key=letter)
    return f"{unit}/{service}" if service else unit


def read_name(words: Words) -> tuple[str | None, str]:
    """A name as it will be shown, or why it cannot be one."""
    text = " ".join(words.text.split())
    if _PERSONAL.search(text):
        return None, _("⚠️ There is a long number in it. Please write the name alone.")
    if not SHORTEST_NAME <= len(text) <= LONGEST_NAME or not any(one.isalpha() for one in text):
        return None, _("⚠️ Please write its name, in at most {most} characters.", most=LONGEST_NAME)
    return text, ""


def read_number(words: Words) -> tuple[str | None, str]:
    """What it is registered as, or why that cannot be it."""
    text = " ".join(words.text.split())
    if _PERSONAL.search(text):
        return None, _(
            "⚠️ That looks like somebody's own number, which is not needed. Please write the organisation's."
        )
    if not 0 < len(text) <= LONGEST_NUMBER:
        return None, _("⚠️ Please write it in at most {most} characters, or skip.", most=LONGEST_NUMBER)
    return text, ""


def _may_not(facts: Facts, seen: Organisations, topics: tuple[str, ...]) -> str:
    """Why this person cannot be a contact person for these topics, or nothing."""
    if facts.citizen.is_minor:
        return said.problem("minor")
    watched = {unit_of(topic) for topic in topics}
    return said.problem("official") if "" in seen.offices or watched & seen.offices else ""


def _asked(recorded: Recorded) -> str:
    if not recorded.done:
        return said.problem(recorded.problem)
    return _("Thank you. A coordinator looks at it, and the answer comes here.")


# --- one's own --------------------------------------------------------------------------------------------


def _own(facts: Facts, mine: OrganisationView, step: str) -> Talk[Outcome]:
    if step == "hand" and mine.state == "registered":
        return (yield from _hand_over(mine))
    if step == "leave":
        return (yield from _leave(mine))
    steps = [Go("lemb", _("❌ Take it back"), "leave")]
    if mine.state == "registered":
        steps = [
            offers.report(),
            Go("lemb", _("🔁 Hand over to somebody else"), "hand"),
            Go("lemb", _("🚪 Leave"), "leave"),
        ]
    return Outcome(words=said.sheet(facts.city, mine), next=(*steps, offers.menu()))


def _hand_over(mine: OrganisationView) -> Talk[Outcome]:
    question = _(
        "A link is made for who comes after you. Whoever opens it first and agrees writes for {name} from "
        "then on, and you do not any more. Your own reports stay yours. Shall I make it?",
        name=mine.name,
    )
    if not (yield from confirm("sure", question, _("✅ Make the link"), _("No"))):
        return Outcome(words=_("All right, nothing changes."), next=_back())
    return Outcome(OrganisationOffered(), _link, next=_back())


def _link(recorded: Recorded) -> str:
    if not recorded.done:
        return said.problem(recorded.problem)
    return paragraphs(
        _("Pass this on to who comes after you, and to nobody else. It is good once, and for a few days:"),
        recorded.content,
        _("Without the link: they write /lembaga {code} here.", code=recorded.name),
    )


def _leave(mine: OrganisationView) -> Talk[Outcome]:
    question = _(
        "With that {name} is not registered here any more. To leave it to somebody else, hand it over "
        "instead.",
        name=mine.name,
    )
    if mine.state == "asked":
        question = _(
            "With that {name} is not looked at any more, and nothing of it is kept here.", name=mine.name
        )
    if not (yield from confirm("sure", question, _("Yes, I am sure"), _("No"))):
        return Outcome(words=_("All right, nothing changes."), next=_back())
    return Outcome(
        OrganisationLeft(), _done(_("Done. Thank you for having spoken up.")), next=(offers.menu(),)
    )


def _take(facts: Facts, seen: Organisations, code: str) -> Talk[Outcome]:
    """The link of a contact person who leaves."""
    why = said.problem("link") if seen.offered is None else ""
    why = why or (said.problem("already") if seen.mine else "")
    why = why or _may_not(facts, seen, seen.offered.topics if seen.offered else ())
    if why or seen.offered is None:
        return Outcome(words=why, next=(offers.menu(),))
    one = seen.offered
    known = said.lines(facts.city, one.name, one.topics, one.registered_as)
    shown = paragraphs(_("You are asked to write for this organisation from now on:"), known, said.consent())
    if not (yield from confirm("agree", shown, _("✅ I agree"), _("No"))):
        return Outcome(words=_("All right, nothing changes."), next=(offers.menu(),))
    event = OrganisationTaken(code, facts.city.consent_version, said.consent_hash())
    welcome = _("Thank you. You write for {name} from now on: /lembaga", name=one.name)
    return Outcome(event, _done(welcome), next=(offers.report(), offers.menu()))


def _done(words: str) -> Callable[[Recorded], str]:
    return lambda recorded: words if recorded.done else said.problem(recorded.problem)


def _back() -> tuple[Go, ...]:
    return (Go("lemb", _("🏛 My organisation")), offers.menu())


LEMB = Script("lemb", lambda: offers.title("lemb"), lemb, reads=frozenset({"organisations"}), arg="what")
