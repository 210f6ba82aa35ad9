"""What was published of an organisation's topics: the numbers of the public page, with all that it hides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.house import House
from bot.outside.grid import PAGE, closed_periods
from bot.pages.public_facts import PublicFacts
from bot.pages.public_view import view
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
    stored = figures.published(tx, [*names, *(f"{PAGE}{name}" for name in names)])
    facts = PublicFacts(today, names)
    if page := next((name for name in reversed(names) if f"{PAGE}{name}" in stored), ""):
        facts = replace(facts, pages={page: json.loads(stored[f"{PAGE}{page}"])})
    if settled := next((name for name in reversed(names) if name in stored), ""):
        facts = replace(facts, cases={settled: json.loads(stored[settled])})
    return facts


def of_topics(facts: PublicFacts, topics: Sequence[str], city: City) -> list[TopicNumbers]:
    """What the page tells of each of their offices, once; in the language that is spoken."""
    units = [city.units[key] for key in dict.fromkeys(map(unit_of, topics)) if key in city.units]
    seen = [(unit, view(facts, city, unit)) for unit in units]
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
