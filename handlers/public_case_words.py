"""What the public page tells of reports: how many came, what became of them, and in how many working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal

from handlers.public_words import HIDDEN, whole
from handlers.talk import _, spoken

Line = Mapping[str, Any]


@dataclass(frozen=True)
class CaseRow:
    """One line of reports as it is read."""

    received: str
    followed: str
    finished: str
    first_answer: str
    fix: str


def row(line: Line | None) -> CaseRow:
    """A line of the published numbers; a point where something is hidden or nobody is counted."""
    if line is None or line["reports"] is None:
        return CaseRow(*[HIDDEN] * 5)
    return CaseRow(
        whole(line["reports"]),
        share(line["followed_up"]),
        share(line["fixed"]),
        days(line["days_to_first_answer"]),
        days(line["days_to_confirmed_fix"]),
    )


def rest() -> str:
    """What the offices are called that are only told of together."""
    return _("Others together")


def share(part: Line | None) -> str:
    if not part or part["percent"] is None:
        return HIDDEN
    percent = format_decimal(round(part["percent"]), locale=spoken())
    return f"{whole(part['count'])} ({percent}%)"


def days(found: Line | None) -> str:
    """Half of them within so many working days, nine in ten within so many."""
    if not found:
        return HIDDEN
    half, most = (format_decimal(round(found[key], 1), locale=spoken()) for key in ("median", "p90"))
    return _("{half} (9 in 10: {most})", half=half, most=most)
