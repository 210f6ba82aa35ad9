"""Quiet hours: at night, during the Friday prayer and at the hours of Ramadan nothing is pushed to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol

from bot.settings import Settings

FRIDAY = 4
MOST_JUMPS = 50  # from the end of one quiet time into the next: more than that is a day without an end


class DayPart(Protocol):
    """A part of the day that may span midnight."""

    @property
    def end(self) -> time: ...

    def contains(self, at: time) -> bool: ...


class Season(Protocol):
    """Days, both included, that have quiet hours of their own."""

    @property
    def first(self) -> date: ...

    @property
    def last(self) -> date: ...

    @property
    def hours(self) -> Sequence[DayPart]: ...


@dataclass(frozen=True)
class Quiet:
    """When nothing is pushed, by the clocks of one city."""

    zone: tzinfo
    night: DayPart | None = None
    friday_prayer: DayPart | None = None
    seasons: Sequence[Season] = ()

    def until(self, moment: datetime) -> datetime | None:
        """The end of the quiet time in which this moment lies, and of those that follow on it; else None."""
        end = None
        for _ in range(MOST_JUMPS):
            later = self._end(end or moment)
            if later is None:
                return end
            end = later
        return end

    def _end(self, moment: datetime) -> datetime | None:
        local = moment.astimezone(self.zone)
        ends = [_next(local, part) for part in self._parts(local.date()) if part.contains(local.time())]
        return max(ends, default=None)

    def _parts(self, day: date) -> Iterator[DayPart]:
        if self.night:
            yield self.night
        if self.friday_prayer and day.weekday() == FRIDAY:
            yield self.friday_prayer
        for season in self.seasons:
            if season.first <= day <= season.last:
                yield from season.hours


def _next(local: datetime, part: DayPart) -> datetime:
    """When this part of the day is over next."""
    day = local.date() if local.time() < part.end else local.date() + timedelta(days=1)
    return datetime.combine(day, part.end, local.tzinfo)


def quiet_of(settings: Settings) -> Quiet:
    """The quiet hours of these settings."""
    pushes = settings.pushes
    return Quiet(settings.zone, settings.delivery.quiet_hours, pushes.friday_prayer, pushes.ramadan)


def next_allowed(moment: datetime, settings: Settings) -> datetime:
    """This moment, or the end of the quiet hours in which it lies."""
    return quiet_of(settings).until(moment) or moment
