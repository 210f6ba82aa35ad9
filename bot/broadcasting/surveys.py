"""An office's survey, by broadcast: to a sample of those who had to do with it, drawn with a known seed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from bot.broadcasting.invitations import ENOUGH, UNWILLING
from bot.broadcasting.kinds import Around, Chosen, quiet_end
from bot.forums import lot
from handlers import survey_words
from handlers.talk import Say
from storage import fatigue, forum_reach, survey_sends
from storage.broadcasts import BroadcastRow
from storage.forum_reach import Known
from storage.store import Tx


@dataclass(frozen=True)
class Sample:
    """So many of those who had to do with the office and wrote to us in so many days."""

    unit: str
    size: int
    seed: str
    days: int = 90

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def sample_of(row: BroadcastRow) -> Sample:
    """What was asked for when it was made."""
    return Sample(**json.loads(row.audience))


@dataclass(frozen=True)
class Surveys:
    """The kind of broadcast whose purpose is `survey`."""

    agreed: bool = True

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        """Drawn like a forum's lot: anybody who knows the seed finds the same ones."""
        wanted = sample_of(row)
        since = now - timedelta(days=wanted.days)
        fitting = forum_reach.chosen(tx, None, Known((wanted.unit,), since=since))
        spared = survey_sends.filled_in(tx, wanted.unit, since) | fatigue.capped(
            tx, fitting, now, around.settings
        )
        eligible = [one for one in fitting if one not in spared]
        people = lot.drawn(wanted.seed, eligible, wanted.size)
        return Chosen(people, says={"fitting": len(fitting), "tickets": len(eligible)})

    def over(self, tx: Tx, row: BroadcastRow, now: datetime) -> str:
        return ""

    def waits(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> datetime | None:
        return quiet_end(around, now)

    def passes_over(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> Mapping[int, str]:
        agreeing = forum_reach.still_agreeing(tx, people)
        tired = fatigue.capped(tx, people, now, around.settings)
        return dict.fromkeys(tired, ENOUGH) | {one: UNWILLING for one in people if one not in agreeing}

    def marks(self, tx: Tx, row: BroadcastRow, people: Sequence[int]) -> Mapping[int, str]:
        return {}

    def written(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> None:
        """Nothing beside the outbox."""

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        unit = sample_of(row).unit
        return survey_words.asked(around.house.city.units[unit].label, unit)

    def key(self, tx: Tx, row: BroadcastRow, citizen_id: int) -> str:
        return f"survey:{row.id}:{citizen_id}"
