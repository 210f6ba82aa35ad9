"""Who may have which SKM report made; and the wish for one, kept as a row in the turn's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.desk.entitled import NotDone, offices_of
from bot.house import House
from bot.recording import Recording
from handlers import rights
from handlers.events import ReportAsked
from handlers.talk import Recorded
from storage import reports_asked
from storage.officials import OfficialRow


def open_to(offices: Sequence[OfficialRow], house: House) -> Mapping[str, str]:
    """The units whose report one of these officials may ask for, key to label; those that closed too."""
    return {key: unit.label for key, unit in house.city.units.items() if may(offices, key)}


def may(offices: Sequence[OfficialRow], unit: str) -> bool:
    """Whether one of these officials may ask for the report of this unit."""
    return any(rights.may_ask_report(office, unit) for office in offices)


def asked(event: ReportAsked, here: Recording) -> Recorded:
    """The row from which it is made after the commit. Raises NotDone: forbidden, or asked just now."""
    offices = offices_of(here.tx, here.person.id, here.house.today(here.now))
    if not may(offices, event.unit):
        raise NotDone("forbidden")
    channel = here.incoming.channel
    if not reports_asked.ask(here.tx, here.person.id, channel, event.unit, event.period, here.now):
        raise NotDone("asked")
    return Recorded()
