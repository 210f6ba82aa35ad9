"""A case as it is opened at a desk; looks of overseers, and at what bypasses the units, are in the log."""

from __future__ import annotations

from bot.desk.facts import Looking
from bot.desk.work_facts import work
from handlers.desk_views import Work
from storage import audit


def seen(look: Looking, number: str, before: set[str]) -> Work | None:
    """The case, when an official of this chat may see it. `before`: those noted down in this turn already."""
    shown = work(look, number)
    if shown is not None and _is_noted(shown) and shown.number not in before:
        before.add(shown.number)
        actor = next(f"official:{one.id}" for one in look.offices if one.role == shown.reader)
        audit.add(look.tx, "looked", actor, look.now, about=f"case:{shown.number}")
    return shown


def _is_noted(shown: Work) -> bool:
    """Also of a coordinator who stands in for the overseers."""
    return shown.reader == "overseer" or shown.route == "overseers"
