"""The survey of a period: so many of an office's visitors are asked that its sample is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bot.broadcasting.steering import SYSTEM
from bot.broadcasting.surveys import Sample, sample_of
from bot.house import House
from bot.settings import Settings
from storage import audit, broadcasts, responses, survey_sends
from storage.broadcasts import BroadcastRow
from storage.responses import Group
from storage.store import Tx

if TYPE_CHECKING:
    from analytics.period import Period

PURPOSE = "survey"
MONTHS = {"quarter": 3, "half": 6, "year": 12}
YEARS = timedelta(days=800)  # so far back one learns how many answer
ENOUGH = 20  # people reached: of fewer no rate is learnt


def begin(tx: Tx, settings: Settings, house: House, now: datetime) -> int:
    """One broadcast for each office that has not had its own of this period; how many those are."""
    return create(tx, plan(tx, settings, house, now), now)


def plan(tx: Tx, settings: Settings, house: House, now: datetime) -> list[Sample]:
    """What is due: only reads, and may well read for a while."""
    today = house.today(now)
    period = period_of(settings, today)
    if today < period.after - timedelta(days=settings.survey.periodic.days_before_end):
        return []
    made = {one.unit for one in samples(tx, period)}
    learning = Learning(tx, settings, now)
    due = [unit for unit in units(settings, house, today) if unit not in made]
    wanted = [_sample(tx, settings, unit, period, learning) for unit in due]
    return [one for one in wanted if one is not None]


def create(tx: Tx, due: Sequence[Sample], now: datetime) -> int:
    """Broadcasts for these, unless somebody was quicker; how many."""
    since = now - YEARS
    there = {(one.unit, one.period) for one in map(sample_of, broadcasts.made_since(tx, PURPOSE, since))}
    fresh = [one for one in due if (one.unit, one.period) not in there]
    for one in fresh:
        broadcasts.create(tx, PURPOSE, made_by=SYSTEM, now=now, audience=one.to_json())
        audit.add(tx, "survey_sent", SYSTEM, now, about=f"unit:{one.unit}:{one.period}")
    return len(fresh)


def period_of(settings: Settings, today: date) -> Period:
    """The period in which this day lies, as long as the settings have it."""
    from analytics.period import Period

    months = MONTHS[settings.survey.periodic.every]
    number = (today.month - 1) // months + 1
    names = {3: f"{today.year}-Q{number}", 6: f"{today.year}-S{number}", 12: f"{today.year}"}
    return Period.parse(names[months], settings.zone)


def units(settings: Settings, house: House, today: date) -> Sequence[str]:
    """The offices that ask by themselves, as far as they are open."""
    named, here = settings.survey.periodic.units, house.city_on(today).open_units()
    return [key for key in here if key in named or "all" in named]


@dataclass(frozen=True)
class Learning:
    """What the surveys of the last years have shown of how many answer."""

    tx: Tx
    settings: Settings
    now: datetime

    def rate(self, unit: str) -> float:
        """The share of those asked who can be expected to answer: of this office's last survey, else of all
        surveys together, else as the settings say."""
        last = next((row for row in self._before if sample_of(row).unit == unit), None)
        own = _rate(self._answered(last, unit)) if last else None
        return own if own is not None else self._of_all

    @cached_property
    def _before(self) -> list[BroadcastRow]:
        """The newest first."""
        rows = broadcasts.made_since(self.tx, PURPOSE, self.now - YEARS)
        return [row for row in reversed(rows) if row.state in ("done", "stopped") and row.selected]

    @cached_property
    def _of_all(self) -> float:
        found = _rate(responses.of_all(self.tx, self.now - YEARS))
        return self.settings.survey.periodic.response if found is None else found

    def _answered(self, row: BroadcastRow, unit: str) -> Sequence[Group]:
        return responses.of_broadcast(self.tx, row.id, survey_sends.of_office(unit, row.created_at))


def _rate(groups: Sequence[Group]) -> float | None:
    reached, answered = responses.total(groups)
    return answered / reached if reached >= ENOUGH else None


def samples(tx: Tx, period: Period) -> list[Sample]:
    """What was asked for by itself in this period."""
    made = broadcasts.made_since(tx, PURPOSE, period.start.astimezone(UTC))
    return [one for row in made if (one := sample_of(row)).period == period.name]


def _sample(tx: Tx, settings: Settings, unit: str, period: Period, learning: Learning) -> Sample | None:
    """How many to ask, so that with those who answered already the sample is reached; None: nobody."""
    from analytics.sampling import to_ask

    name = (unit, period.name)
    served = next((one.people for one in settings.served if (one.unit, one.period) == name), None)
    since, until = (at.astimezone(UTC) for at in (period.start, period.end))
    size = to_ask(served, survey_sends.complete(tx, unit, since, until), learning.rate(unit))
    if size == 0 or not survey_sends.met(tx, unit, since):
        return None
    seed = f"{settings.city.key}:{unit}:{period.name}"
    return Sample(unit, size, seed, since=since.isoformat(), period=period.name)
