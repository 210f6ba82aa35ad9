"""How a case's deadline was computed, as the command line shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.days import retiming
from bot.house import House
from bot.offices.office import Mistaken
from storage import cases
from storage.store import Store


def deadline(store: Store, house: House, number: str, now: datetime) -> Mapping[str, Any]:
    """The rule, the due day, and what became of every day until it. Mistaken: there is no such case."""
    with store.reading() as tx:
        row = cases.by_number(tx, number)
        if row is None:
            raise Mistaken(f"no case has the number {number}")
        clock = retiming.clock_of(tx, house, row, now)
    return {
        "number": row.number,
        "state": row.state,
        "opened": house.today(row.opened_at),
        "rule": clock.rule,
        "working_days": len(clock.counted),
        "due": clock.due,
        "next_step": row.next_step,
        "next": row.next_at,
        "counted": clock.counted,
        "stood_still": clock.stood_still,
        "free": clock.free,
    }
