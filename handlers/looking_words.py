"""What overseers are told when somebody had words shown on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.official import ROLES
from handlers.talk import Say, _, later, paragraphs

WHAT: Mapping[str, str] = {
    "digest": later("masked quotes of a digest"),
    "report": later("masked quotes of a report"),
    "trainings": later("masked quotes of what offices could be trained in"),
    "requests": later("what citizens wrote about their own data"),
    "breach": later("whom a leak concerns"),
}


def in_your_name(why: str) -> Say:
    """To the official who was named at the command line."""
    return Say(
        paragraphs(
            _(
                "🖥 Your name was used at the command line just now: what is shown or done there is kept "
                "under it."
            ),
            _("Reason given: {why}", why=why),
            _("If you know nothing of it, tell the oversight team at once."),
        )
    )


def looked(reader: str, role: str, what: str, why: str) -> Say:
    """Who had which words shown, and the reason given."""
    head = _(
        "👁 {reader} ({role}) had words shown on the command line: {what}.",
        reader=reader,
        role=_(ROLES[role]),
        what=_(WHAT[what]),
    )
    return Say(paragraphs(head, _("Reason given: {why}", why=why)))
