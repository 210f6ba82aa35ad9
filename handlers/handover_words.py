"""What is said when a case leaves the house, or somebody reads it outside the chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.official import ROLES
from handlers.talk import Say, _, later, ngettext, paragraphs

BODIES: Mapping[str, str] = {
    "inspektorat": later("the Inspektorat (the city's inspectorate)"),
    "ombudsman": later("the Ombudsman of the Republic of Indonesia"),
}
MOST_NUMBERS = 10


def handed_over(number: str, to: str, *, with_name: bool) -> Say:
    """To the reporter: where their report went, what of it, and what it changes for them."""
    return Say(
        paragraphs(
            _("📤 Your report {number} has been handed on to {body}.", number=number, body=_(BODIES[to])),
            _("They get what you wrote, what was done about it and what you were answered.")
            + " "
            + (
                _("Your name and how to reach you go with it, as you agreed to be known.")
                if with_name
                else _("Your name and how to reach you do not go with it.")
            ),
            _("Your number stays the same, and I go on telling you what becomes of it."),
        ),
        case=number,
    )


def was_read(reader: str, role: str, numbers: Sequence[str], why: str) -> Say:
    """To the oversight team: who read what outside the chat, and the reason given."""
    head = ngettext(
        "👁 {count} report was read outside the chat by {reader} ({role}).",
        "👁 {count} reports were read outside the chat by {reader} ({role}).",
        len(numbers),
        reader=reader,
        role=_(ROLES[role]),
    )
    more = len(numbers) - MOST_NUMBERS
    shown = ", ".join(numbers[:MOST_NUMBERS])
    listed = _("{numbers} and {count} more", numbers=shown, count=more) if more > 0 else shown
    return Say(paragraphs(head, _("Reason given: {why}", why=why), listed))
