"""An office's survey, by broadcast: to a sample of those who had to do with it, drawn with a known seed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from bot.broadcasting.kinds import ANSWERED, ENOUGH, UNWILLING, Around, Chosen, Kind
from bot.forums import lot
from handlers import survey_words
from handlers.talk import Say
from storage import broadcasts, fatigue, forum_reach, survey_sends
from storage.broadcasts import BroadcastRow
from storage.forum_reach import Known
from storage.store import Tx
from storage.survey_sends import Visit

RESTED = "was asked not long ago"


@dataclass(frozen=True)
class Sample:
    """So many of those who had to do with the office and wrote to us in so many days.

    `since`: instead of days, those who had to do with it after this (ISO 8601); `period`: the one for whose
    report they are asked. `tickets` and `places` are there once they are drawn.
    """

    unit: str
    size: int
    seed: str
    days: int = 90
    since: str = ""
    period: str = ""
    tickets: int = 0
    places: int = 0

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def sample_of(row: BroadcastRow) -> Sample:
    """What was asked for when it was made."""
    return Sample(**json.loads(row.audience))


class Surveys(Kind):
    """The kind of broadcast whose purpose is `survey`."""

    agreed = True

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        """Drawn like a forum's lot: anybody who knows the seed finds the same ones."""
        wanted = sample_of(row)
        fitting, since = _fitting(tx, wanted, now)
        spared = survey_sends.filled_in(tx, wanted.unit, since) | weary(tx, fitting, around, now)
        eligible = [one for one in fitting if one not in spared]
        people = lot.drawn(wanted.seed, eligible, wanted.size)
        drawn = replace(wanted, tickets=len(eligible), places=len(people)).to_json()
        keep = Drawn(row.id, drawn, [Visit(one, wanted.unit, "") for one in people], now)
        says = {"fitting": len(fitting), "tickets": len(eligible), "places": len(people)}
        return Chosen(people, keep, says)

    def passes_over(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> Mapping[int, str]:
        agreeing = forum_reach.still_agreeing(tx, people)
        tired = fatigue.capped(tx, people, now, around.settings)
        rested = survey_sends.asked_since(tx, _rest(around, now), before=row.id)
        return {
            **{one: RESTED for one in people if one in rested},
            **dict.fromkeys(survey_sends.answered_meanwhile(tx, row.id, people), ANSWERED),
            **dict.fromkeys(tired, ENOUGH),
            **{one: UNWILLING for one in people if one not in agreeing},
        }

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        unit = sample_of(row).unit
        return survey_words.asked(around.house.city.units[unit].label, unit)


def weary(tx: Tx, people: Collection[int], around: Around, now: datetime) -> set[int]:
    """Who of these is left alone: they had enough this month, or were asked for a survey not long ago."""
    return fatigue.capped(tx, people, now, around.settings) | survey_sends.asked_since(tx, _rest(around, now))


@dataclass(frozen=True)
class Drawn:
    """Who was drawn and of how many: kept with the selection, so that the lot can be checked."""

    broadcast_id: int
    audience: str
    visits: Sequence[Visit]
    now: datetime

    def __call__(self, tx: Tx) -> None:
        broadcasts.change(tx, self.broadcast_id, audience=self.audience)
        survey_sends.keep(tx, self.broadcast_id, self.visits, self.now)


def _fitting(tx: Tx, wanted: Sample, now: datetime) -> tuple[list[int], datetime]:
    """Whom it could ask, by id, and since when nobody of them may have filled in that survey."""
    if wanted.since:
        since = datetime.fromisoformat(wanted.since)
        return survey_sends.met(tx, wanted.unit, since), since
    since = now - timedelta(days=wanted.days)
    return forum_reach.chosen(tx, None, Known((wanted.unit,), since=since)), since


def _rest(around: Around, now: datetime) -> datetime:
    return now - timedelta(days=around.settings.survey.rest_days)
