"""An official opens their one-time link and is bound to an office."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import offers
from handlers.events import OfficialBound
from handlers.facts import Facts
from handlers.talk import Outcome, Recorded, Script, Talk, _, later, paragraphs

ROLES: Mapping[str, str] = {
    "officer": later("officer"),
    "head": later("head of the office"),
    "coordinator": later("coordinator"),
    "overseer": later("member of the oversight team"),
    "operator": later("operator"),
}


def offi(facts: Facts, code: str = "") -> Talk[Outcome]:
    """Binds this chat to the code's office; a code is good for one chat and for a few days."""
    yield from ()  # asks nothing, and is a conversation all the same
    if not code:
        return Outcome(words=_invalid(), next=(offers.menu(),))
    return Outcome(OfficialBound(code), _welcome, next=(offers.menu(),))


def _welcome(recorded: Recorded) -> str:
    if not recorded.done:
        return _invalid()
    role = _(ROLES[recorded.reader]) if recorded.reader in ROLES else ""
    joined = _("Welcome! You have joined for {unit}.", unit=recorded.name)
    if role:
        joined = _("Welcome! You have joined for {unit}, as {role}.", unit=recorded.name, role=role)
    return paragraphs(joined, _what_comes(recorded.reader))


def _what_comes(role: str) -> str:
    if role == "operator":
        return _("If the service stands still, I tell you here.")
    coming = _(
        "What comes to you here:\n"
        "• new reports, at once: you answer by replying to the message\n"
        "• the summary of the week, every Monday morning\n"
        "What citizens write is confidential. Please do not pass it on."
    )
    return paragraphs(coming, _("🗂 All your reports stand at your desk: /desk."))


def _invalid() -> str:
    return _(
        "This invitation is no longer good: it was used already or has expired. Please ask for a new one."
    )


OFFI = Script("offi", lambda: offers.title("offi"), offi, arg="code")
