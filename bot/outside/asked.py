"""How an office's surveys by broadcast were answered in a period, as its report tells it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from bot.broadcasting import periodic, response
from bot.settings import Settings
from handlers.response_words import AskedSeen
from storage import responses
from storage.store import Tx

if TYPE_CHECKING:
    from analytics.period import Period


def asked(tx: Tx, settings: Settings, unit: str, period: Period) -> AskedSeen | None:
    """None where nobody was asked, or so few that it is not told."""
    groups = responses.of_unit(tx, unit, period.start.astimezone(UTC), period.end.astimezone(UTC))
    reached, answered = responses.total(groups)
    smallest = settings.figures.smallest_cell
    if reached < smallest:
        return None
    networks = {
        name: None if one.reached is None or one.answered is None else (one.reached, one.answered)
        for name, one in response.parts(groups, "channel", smallest).items()
    }
    lots = [(one.seed, one.places, one.tickets) for one in periodic.samples(tx, period) if one.unit == unit]
    return AskedSeen(reached, answered, networks, lots)
