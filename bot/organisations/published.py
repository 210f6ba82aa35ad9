"""What was published of an organisation's topics: the numbers of the public page, with all that it hides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from bot.house import House
from bot.outside.grid import PAGE, closed_periods
from bot.pages.public_facts import Numbers, PublicFacts
from bot.pages.public_view import newest
from bot.settings import Settings
from handlers.facts import City
from handlers.organisation_numbers import TopicNumbers
from handlers.organisation_views import unit_of
from storage import figures
from storage.store import Tx


def read(tx: Tx, settings: Settings, now: datetime) -> PublicFacts:
    """The newest published numbers, and those alone: of the page, and of reports, which come later."""
    today = now.astimezone(settings.zone).date()
    names = [period.name for period in closed_periods(settings, today)]
    return PublicFacts(today, names, _newest(tx, names, PAGE), _newest(tx, names, ""))


def _newest(tx: Tx, names: Sequence[str], kind: str) -> dict[str, Numbers]:
    """By its period's name; looked for from the end, where it is nearly always found at once."""
    for name in reversed(names):
        if (stored := figures.frozen(tx, f"{kind}{name}")) is not None:
            return {name: json.loads(stored)}
    return {}


def of_topics(facts: PublicFacts, topics: Sequence[str], city: City) -> list[TopicNumbers]:
    """What the page tells of each of their offices, once; in the language that is spoken."""
    units = [city.units[key] for key in dict.fromkeys(map(unit_of, topics)) if key in city.units]
    seen = [(unit, newest(facts, city, unit)) for unit in units]
    return [
        TopicNumbers(
            unit.label,
            told["headline"],
            told["faces"],
            told["cases"]["all"] if told["cases"] else None,
            told["cases_period"],
        )
        for unit, told in seen
    ]


def page(house: House, topics: Sequence[str]) -> str:
    """The public page of their office, or of the city where there are several; empty where there is none."""
    if not house.pages.startswith("https://"):
        return ""
    units = {unit_of(topic) for topic in topics}
    return f"{house.pages}/u/{units.pop()}" if len(units) == 1 else f"{house.pages}/"
