"""What people read of organisations: what a contact person agrees to, sheets, news, and why not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from handlers.dates import day
from handlers.facts import City
from handlers.organisation_views import OrganisationView, unit_of
from handlers.talk import Go, Say, _, later, paragraphs
from handlers.talk.model import Choice

STATES: Mapping[str, str] = {
    "asked": later("⏳ Waits for a coordinator's word"),
    "registered": later("✅ Registered"),
}
PROBLEMS: Mapping[str, str] = {
    "name": later("An organisation of this name is registered already, or waits to be."),
    "already": later("You write for an organisation already. One person writes for one."),
    "official": later(
        "Who works at an office cannot write for an organisation that watches it. Somebody else of your "
        "organisation can: they register it from their own chat."
    ),
    "minor": later("A contact person has to be grown up."),
    "link": later(
        "This link is no longer good: it was used already, or it has expired. Please ask for a new one."
    ),
    "gone": later("That organisation is not there any more."),
    "decided": later("Somebody else has decided on it already."),
    "forbidden": later("Coordinators decide on organisations."),
}


def problem(key: str) -> str:
    """Why it could not be done."""
    return _(PROBLEMS.get(key, PROBLEMS["gone"]))


def topic(city: City, key: str) -> str:
    """A topic as people read it: the office, and the service where it is one alone."""
    unit = city.units.get(unit_of(key))
    if unit is None:
        return key
    service = key.partition("/")[2]
    named = next((one.name for one in unit.services if one.key == service), "")
    return f"{unit.label}: {named}" if named else unit.label


def consent() -> str:
    """What a contact person agrees to; proved by its hash."""
    return _(
        "You agree that\n"
        "• it is kept that this chat writes for the organisation; the coordinators and the oversight team "
        "see the organisation, not you\n"
        "• once a month the public numbers of its topics come here, and invitations to forums for the "
        "organisation\n"
        "• you can leave or hand it over at any time with /lembaga. /stop ends what comes here."
    )


def consent_hash() -> str:
    """SHA-256 of it in the language spoken."""
    return hashlib.sha256(consent().encode()).hexdigest()


def lines(city: City, name: str, topics: Iterable[str], registered_as: str) -> str:
    """What is known of it, a line each."""
    listed = ", ".join(topic(city, key) for key in topics)
    known = [
        f"🏛 {name}",
        _("Topics: {topics}", topics=listed),
        _("Registered as: {number}", number=registered_as) if registered_as else "",
    ]
    return "\n".join(line for line in known if line)


def sheet(city: City, one: OrganisationView) -> str:
    """One organisation and where it stands."""
    since = _("Handed in: {day}", day=day(one.asked))
    warning = _("⚠️ Its contact person holds an office at one of its topics.") if one.conflict else ""
    state = "\n".join(part for part in (_(STATES[one.state]), since, warning) if part)
    return paragraphs(lines(city, one.name, one.topics, one.registered_as), state)


def line(place: int, one: OrganisationView) -> str:
    """One of a list."""
    return f"{place}. {one.name}\n   {_(STATES[one.state])}"


# --- what is told to somebody else ------------------------------------------------------------------------


def wanted(number: int, name: str) -> Say:
    """To the coordinators: somebody registers an organisation."""
    look = Go("lemb", _("👀 Look at it"), str(number))
    words = paragraphs(_("🏛 An organisation would like to be registered:"), name)
    return Say(words, (Choice(str(look), look.label),))


def accepted(name: str) -> Say:
    """To whoever asked: yes."""
    mine = Go("lemb", _("🏛 My organisation"))
    words = _(
        "✅ {name} is registered. From now on you can hand in reports on its behalf (/report), the numbers "
        "of its topics come here on the first working day of each month, and you are invited to forums.",
        name=name,
    )
    return Say(words, (Choice(str(mine), mine.label),))


def refused(name: str, why: str) -> Say:
    """To whoever asked: no, and why."""
    words = _("{name} was not registered. The reason: {why}", name=name, why=why)
    return Say(paragraphs(words, _("When that is settled, you can register it again with /lembaga.")))


def ended(name: str, why: str) -> Say:
    """To the contact person: a coordinator has ended it."""
    words = _("{name} is not registered any more. The reason: {why}", name=name, why=why)
    return Say(paragraphs(words, _("Your reports stay and are answered as before.")))


def passed_on(name: str) -> Say:
    """To who was contact person until now."""
    return Say(
        _(
            "{name} has another contact person now, who used your link. Nothing more comes here for it; your "
            "reports stay yours.",
            name=name,
        )
    )


def conflict(name: str) -> Say:
    """To the overseers: who writes for it has just taken an office at one of its topics."""
    return Say(
        _(
            "🏛 The contact person of {name} has just taken an office at one of its topics. A coordinator can "
            "end the registration with /lembaga; it can also be handed over.",
            name=name,
        )
    )


def left(name: str) -> Say:
    """To the coordinators: its contact person has left, and nobody came after them."""
    return Say(_("🏛 {name} is not registered any more: its contact person has left it.", name=name))
