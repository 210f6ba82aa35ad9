"""What is said when a case changes hands, and when an office begins, rests or ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.case_states import STATES
from handlers.talk import Go, Say, _, later, ngettext, paragraphs
from handlers.talk.model import Choice

MOST_LINES = 20

HOLDERS: Mapping[str, str] = {
    "coordinator": later("the coordinator of the city"),
    "overseer": later("the oversight team"),
}


def now_with(number: str, role: str, unit: str, closed_unit: str = "") -> Say:
    """To the reporter: which office or role has the case now; never a name."""
    if role in HOLDERS:
        holder = _(HOLDERS[role])
    else:
        holder = unit if closed_unit else _("a colleague at {unit}", unit=unit)
    why = _("{unit} does not take reports any more.", unit=closed_unit) if closed_unit else ""
    return Say(
        paragraphs(
            _("🔁 {number} is now with {holder}.", number=number, holder=holder),
            why,
            _("You need not do anything: number and dates stay as they are."),
        ),
        case=number,
    )


def yours_now(cases: Sequence[tuple[str, str, str]]) -> Say:
    """To the new owner: number, state and office of each case that is theirs from now on."""
    head = ngettext(
        "📥 {count} report is with you now, as whoever had it is not there for it any more:",
        "📥 {count} reports are with you now, as whoever had them is not there for them any more:",
        len(cases),
    )
    more = len(cases) - MOST_LINES
    lines = [
        " · ".join(part for part in (number, _(STATES[state]), unit) if part)
        for number, state, unit in cases[:MOST_LINES]
    ]
    if more > 0:
        lines.append(_("and {count} more", count=more))
    desk = Go("desk", _("🗂 My reports at the desk"), "mine")
    return Say("\n".join([head, *lines]), (Choice(str(desk), desk.label),))
