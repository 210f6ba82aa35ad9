"""Who may tell something in public in the name of an office, and what they told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.desk.entitled import NotDone, offices_of
from bot.house import House
from bot.recording import Recording
from handlers.events import CardDropped, CardWritten
from handlers.facts import CardDesk
from handlers.talk import Recorded
from storage import cards
from storage.officials import OfficialRow
from storage.store import Tx

MOST = 20  # of an office's cards that are offered to be dropped


def seen(tx: Tx, offices: Sequence[OfficialRow], house: House) -> CardDesk | None:
    """The offices these officials lead, with the cards that are shown; None: they lead none."""
    units = {key: house.city.units[key].label for key in _led(offices) if key in house.city.units}
    if not units:
        return None
    return CardDesk(units, {row.id: row.did for row in cards.shown(tx, list(units), MOST)})


def written(event: CardWritten, here: Recording) -> Recorded:
    """It stands on the public page. Raises NotDone: not by whoever does not lead the office."""
    led = _led(offices_of(here.tx, here.person.id, here.house.today(here.now)))
    if event.unit not in led:
        raise NotDone("forbidden")
    cards.write(here.tx, event.unit, event.said, event.did, led[event.unit], here.now)
    return Recorded()


def dropped(event: CardDropped, here: Recording) -> Recorded:
    """It stands there no more."""
    led = _led(offices_of(here.tx, here.person.id, here.house.today(here.now)))
    return Recorded(done=cards.drop(here.tx, event.card, list(led), here.now))


def _led(offices: Sequence[OfficialRow]) -> Mapping[str, int]:
    """Unit to the head's id."""
    return {office.unit: office.id for office in offices if office.role == "head" and office.unit}
