"""What the operator does from the command line with cases and what was set aside.

Numbers and dates only: no text a citizen wrote and no identity leaves through here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.offices.mistaken import Mistaken
from bot.settings import Settings
from storage import aside, cases
from storage.cases import CaseDates
from storage.store import Store

__all__ = ["Mistaken"]  # beside what is written here

Table = Sequence[Mapping[str, Any]]


def list_cases(store: Store, state: str | None) -> Table:
    """Numbers and dates of all cases, or of those in one state."""
    with store.reading() as tx:
        return [_dates(row) for row in cases.listing(tx, state=state)]


def show_case(store: Store, number: str) -> tuple[Mapping[str, Any], Table]:
    """A case's dates, and what happened to it when."""
    with store.reading() as tx:
        row = cases.by_number(tx, number)
        if row is None:
            raise Mistaken(f"no case has the number {number}")
        steps = [
            {"at": event.at, "what": event.kind, "who": event.actor} for event in cases.events(tx, row.id)
        ]
    return _dates(row), steps


def list_aside(store: Store) -> Table:
    """Messages our own code could not deal with: where it failed, not what they say."""
    with store.reading() as tx:
        return [
            {"id": row.id, "channel": row.channel, "update": row.update_id, "error": row.error, "at": row.at}
            for row in aside.waiting(tx)
        ]


def _dates(row: CaseDates | cases.CaseRow) -> Mapping[str, Any]:
    names = (
        "number",
        "unit",
        "route",
        "state",
        "opened_at",
        "verify_due",
        "answer_due",
        "answered_at",
        "closed_at",
    )
    return {name: getattr(row, name) for name in names}


def check_unit(settings: Settings, unit: str) -> None:
    """Raises Mistaken when the city has no such unit."""
    if unit not in settings.unit_by_key:
        raise Mistaken(f"config.yaml has no unit with the key {unit}")
