"""A random share of those who were at an office and left a quick score is asked for the whole survey."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.broadcasting.kinds import Around, Chosen
from bot.broadcasting.surveys import Drawn, Surveys, weary
from bot.forums import lot
from handlers import survey_words
from handlers.talk import Say
from storage import survey_sends
from storage.broadcasts import BroadcastRow
from storage.store import Tx


@dataclass(frozen=True)
class Round:
    """The visits after one moment, up to another (both ISO 8601), of which this share is asked.

    `tickets` and `places` are there once they are drawn.
    """

    since: str
    until: str
    share: float
    seed: str
    tickets: int = 0
    places: int = 0

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def round_of(row: BroadcastRow) -> Round:
    """What was asked for when it was made."""
    return Round(**json.loads(row.audience))


class Visits(Surveys):
    """The kind of broadcast whose purpose is `visit`."""

    agreed = False

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        wanted = round_of(row)
        when = (datetime.fromisoformat(wanted.since), datetime.fromisoformat(wanted.until))
        open_units = around.house.city_on(around.house.today(now)).open_units()
        visits = {one.citizen_id: one for one in survey_sends.visited(tx, *when) if one.unit in open_units}
        spared = weary(tx, visits, around, now)
        eligible = [one for one in visits if one not in spared]
        people = lot.drawn(wanted.seed, eligible, lot.share(wanted.seed, len(eligible), wanted.share))
        drawn = replace(wanted, tickets=len(eligible), places=len(people)).to_json()
        keep = Drawn(row.id, drawn, [visits[one] for one in people], now)
        says = {"fitting": len(visits), "tickets": len(eligible), "places": len(people)}
        return Chosen(people, keep, says)

    def marks(self, tx: Tx, row: BroadcastRow, people: Sequence[int]) -> Mapping[int, str]:
        """Office and service of each one's visit."""
        found = survey_sends.places(tx, row.id, people)
        return {one: f"{unit}.{service}".rstrip(".") for one, (unit, service) in found.items()}

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        unit, _dot, service = mark.partition(".")
        return survey_words.after_visit(around.house.city.units[unit].label, unit, service)
