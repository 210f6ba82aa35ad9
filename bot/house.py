"""What is the same for every turn: the city, its calendar, the conversations and the channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.calendar import WorkingDays
from bot.channels.base import Channel
from bot.config.forums import Forum
from bot.config.sections import Deadlines
from bot.quiet import Quiet
from bot.settings import Settings
from bot.untraceable.apart import Apart
from handlers.facts import City
from handlers.talk import Script


@dataclass(frozen=True)
class House:
    """Built once by `wiring`, handed to every turn."""

    city: City
    zone: ZoneInfo
    working_days: WorkingDays
    scripts: Mapping[str, Script]
    case_prefix: str
    channels: dict[str, Channel] = field(default_factory=dict)
    deadlines: Deadlines = field(default_factory=Deadlines)
    pages: str = ""  # where our pages are found in a browser
    closing: Mapping[str, date] = field(default_factory=dict)  # unit to the day from which it is closed
    forum: Forum = field(default_factory=Forum)
    quiet: Quiet | None = None  # when nobody is pushed anything
    names: dict[str, str] = field(default_factory=dict)  # what we are called on a network, for links to us
    settings: Settings | None = None  # all of them, for what organisers want
    apart: Apart | None = None  # where untraceable reports are kept; None: they are not offered

    def today(self, now: datetime) -> date:
        """The day it is in the city."""
        return now.astimezone(self.zone).date()

    def may_push(self, now: datetime) -> datetime:
        """Now, or when the quiet hours are over."""
        return (self.quiet.until(now) if self.quiet else None) or now

    def city_on(self, today: date) -> City:
        """The city as it is on this day: a unit closes on its day, also while the program runs."""
        units = self.city.units
        gone = [key for key, day in self.closing.items() if day <= today and not units[key].closed]
        if not gone:
            return self.city
        return replace(self.city, units={**units, **{key: replace(units[key], closed=True) for key in gone}})

    def due(self, now: datetime, working_days: int) -> date:
        """The day by which something must be done, counted in working days from today."""
        return self.working_days.add(self.today(now), working_days)
