"""What a week came to, for each unit and for the city: numbers that cross a process boundary as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self
from zoneinfo import ZoneInfo

from analytics.period import Week
from analytics.skm import Skm
from analytics.trends import Word

# What stands in `unit` of the city's own line.
CITY = "city"


@dataclass(frozen=True)
class UnitWeek:
    """The week of one unit. Means are 1..4, None without ratings; cases that bypass the unit are left out."""

    unit: str
    name: str
    n: int
    mean: float | None
    distribution: tuple[int, int, int, int]
    previous_n: int
    previous_mean: float | None
    change: float | None
    change_word: Word
    skm: Skm
    cases_new: int
    cases_answered: int
    cases_overdue: int
    cases_open: int
    themes: tuple[tuple[str, int], ...]
    quotes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        return plain | {
            "distribution": list(self.distribution),
            "skm": self.skm.as_json(),
            "themes": [[theme, count] for theme, count in self.themes],
            "quotes": list(self.quotes),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        one, two, three, four = document["distribution"]
        return cls(
            **{
                **document,
                "distribution": (one, two, three, four),
                "skm": Skm.from_json(document["skm"]),
                "themes": tuple((theme, count) for theme, count in document["themes"]),
                "quotes": tuple(document["quotes"]),
            }
        )


@dataclass(frozen=True)
class CityWeek(UnitWeek):
    """The week of the whole city, pooled over people (no mean of units); with what went to the overseers."""

    oversight_new: int


@dataclass(frozen=True)
class WeekNumbers:
    """The week's numbers: one line a unit, in the order the units were handed in, and the city's line."""

    week: Week
    units: tuple[UnitWeek, ...]
    city: CityWeek

    def of(self, unit: str) -> UnitWeek:
        """The line of one unit; KeyError when there is none."""
        return {line.unit: line for line in self.units}[unit]

    def as_json(self) -> dict[str, Any]:
        return {
            "week": str(self.week),
            "zone": self.week.zone.key,
            "units": [unit.as_json() for unit in self.units],
            "city": self.city.as_json(),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(
            Week.parse(document["week"], ZoneInfo(document["zone"])),
            tuple(UnitWeek.from_json(unit) for unit in document["units"]),
            CityWeek.from_json(document["city"]),
        )
