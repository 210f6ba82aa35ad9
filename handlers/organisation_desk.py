"""Organisations at a coordinator's desk: those that wait first; yes, no, or an end, with the reason."""

from __future__ import annotations

from collections.abc import Callable

from handlers import offers
from handlers import organisation_words as said
from handlers.facts import Facts
from handlers.organisation_events import OrganisationDecided, OrganisationEnded
from handlers.organisation_views import Organisations, OrganisationView
from handlers.talk import Go, Outcome, Recorded, Talk, _, paragraphs, write

PAGE = 6
LONGEST_WHY = 500


def desk(facts: Facts, seen: Organisations, what: str) -> Talk[Outcome]:
    """The list; `p2` its third page; `ID` one of them; `ID.yes`, `ID.no` and `ID.end` decide on it."""
    number, _dot, step = what.partition(".")
    one = seen.one(number)
    if one is None:
        return _listed(seen, what)
    if one.state == "asked" and step == "yes":
        told = _("✅ {name} is registered, and its contact person hears of it.", name=one.name)
        return Outcome(OrganisationDecided(one.id, yes=True), _done(told), next=_onward())
    if (one.state, step) in (("asked", "no"), ("registered", "end")):
        return (yield from _with_reason(one, step))
    return Outcome(words=said.sheet(facts.city, one), next=(*_steps(one), *_onward()))


def _listed(seen: Organisations, what: str) -> Outcome:
    page = int(what[1:]) if what.startswith("p") and what[1:].isdecimal() and len(what) < 5 else 0
    shown = list(enumerate(seen.every, 1))[page * PAGE : (page + 1) * PAGE]
    listed = "\n".join(said.line(place, one) for place, one in shown)
    openings = tuple(Go("lemb", f"{place}. {one.name[:36]}", str(one.id)) for place, one in shown)
    rest = len(seen.every) > (page + 1) * PAGE
    more = (Go("lemb", _("More »"), f"p{page + 1}"),) if rest else ()
    words = paragraphs(_("🏛 Organisations"), listed or _("There is none."))
    return Outcome(words=words, next=(*openings, *more, offers.desk()))


def _steps(one: OrganisationView) -> tuple[Go, ...]:
    if one.state == "registered":
        return (Go("lemb", _("❌ End it"), f"{one.id}.end"),)
    return (
        Go("lemb", _("✅ Register it"), f"{one.id}.yes"),
        Go("lemb", _("❌ Do not register it"), f"{one.id}.no"),
    )


def _with_reason(one: OrganisationView, step: str) -> Talk[Outcome]:
    question = _("Why? Its contact person reads exactly that.")
    why = " ".join((yield from write("why", question)).text.split())[:LONGEST_WHY]
    if not why:
        return Outcome(words=_("Without a reason nothing changes."), next=_onward())
    if step == "end":
        told = _("{name} is not registered any more, and its contact person reads why.", name=one.name)
        return Outcome(OrganisationEnded(one.id, why), _done(told), next=_onward())
    told = _("{name} is not registered, and whoever asked reads why.", name=one.name)
    return Outcome(OrganisationDecided(one.id, yes=False, why=why), _done(told), next=_onward())


def _done(words: str) -> Callable[[Recorded], str]:
    return lambda recorded: words if recorded.done else said.problem(recorded.problem)


def _onward() -> tuple[Go, ...]:
    return (Go("lemb", _("🏛 Organisations")), offers.desk())
