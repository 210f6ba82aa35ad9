"""Words of a desk that several conversations need: a case as a line and as a button, and whom it is for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from handlers.case_states import STATES
from handlers.complaint_words import KIND_NAMES
from handlers.dates import short_day
from handlers.desk_views import DeskLine
from handlers.talk import Go, _, later, ngettext

# A case that waits for its reporter's word does not wait for whoever sees it on a desk.
STATE_NAMES: Mapping[str, str] = {**STATES, "proposed": later("Waiting for the reporter")}


def in_words(line: DeskLine, today: date) -> str:
    """A case in two or three lines: number, what and where, state and date, who has it."""
    about = " · ".join(part for part in (line.category or _(KIND_NAMES[line.kind]), line.unit) if part)
    reports = ngettext("👥 {count} person", "👥 {count} people", line.reports) if line.reports > 1 else ""
    state = " · ".join(part for part in (_(STATE_NAMES[line.state]), due_in_words(line, today)) if part)
    owner = (
        _("you have it")
        if line.mine
        else _("{name} has it", name=line.owner)
        if line.owner
        else _("nobody's yet")
    )
    many = _("🏛 for {count}", count=line.people) if line.people > 1 else ""
    head = " · ".join(part for part in (line.number, reports, many) if part)
    return "\n".join([head, about, f"{state} · {owner}"])


def due_in_words(line: DeskLine, today: date) -> str:
    """By when, or how late; nothing while the reporter is waited for."""
    if line.due is None:
        return ""
    if line.overdue:
        return ngettext("⚠️ {count} day late", "⚠️ {count} days late", (today - line.due).days)
    return _("by {due}", due=short_day(line.due))


def opening(line: DeskLine) -> Go:
    """The button that opens the case."""
    mark = "⚠️ " if line.overdue else ""
    label = line.category or _(KIND_NAMES[line.kind])
    return Go("work", f"{mark}{line.number} · {label}", line.number)


def in_a_line(line: DeskLine) -> str:
    """A case as another one is compared with it: number, category, and how many people report it."""
    people = ngettext("👥 {count} person", "👥 {count} people", line.reports) if line.reports > 1 else ""
    return " · ".join(part for part in (line.number, line.category, people) if part)


def not_an_official() -> str:
    """Said to whoever has no office here; a citizen's own reports stand elsewhere."""
    return _("The desk is for officials. What became of your own reports stands under /status.")
