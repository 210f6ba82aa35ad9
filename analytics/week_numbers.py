"""What a week came to, for each unit and for the city: numbers that cross a process boundary as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from zoneinfo import ZoneInfo

from analytics.discovery import Word
from analytics.period import Week
from analytics.skm import Skm
from analytics.standing import Standing
from analytics.steering_reasons import UnitSteering
from analytics.week_desk import Touched, Watched

# What stands in `unit` of the city's own line.
CITY = "city"


@dataclass(frozen=True)
class UnitWeek:
    """The week of one unit. Means are 1..4, None without ratings; cases that bypass the unit are left out.

    `cases_fixed` are those whose reporter said so; `cases_silent` and `cases_unfixed` (not possible, or not
    the city's) are none of them. `reopen_rate` (0..1, of `judged`) and `fix_days` (median working days to a
    confirmed fix, of `fixes`) look back over twelve weeks, and are None where these are too few. `peers_mean`
    pools the ratings of the other units of the group.
    """

    unit: str
    name: str
    n: int
    mean: float | None
    distribution: tuple[int, int, int, int]
    previous_n: int
    previous_mean: float | None
    change: float | None
    change_word: Word
    peers_mean: float | None
    peers_n: int
    skm: Skm
    standing: Standing
    cases_new: int
    cases_answered: int
    cases_overdue: int
    cases_open: int
    praise: int
    cases_fixed: int
    cases_silent: int
    cases_unfixed: int
    cases_waiting: int
    cases_reopened: int
    judged: int
    reopen_rate: float | None
    fixes: int
    fix_days: float | None
    themes: tuple[tuple[str, int], ...]
    quotes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        return plain | {
            "distribution": list(self.distribution),
            "skm": self.skm.as_json(),
            "standing": self.standing.as_json(),
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
                "standing": Standing.from_json(document["standing"]),
                "themes": tuple((theme, count) for theme, count in document["themes"]),
                "quotes": tuple(document["quotes"]),
            }
        )


@dataclass(frozen=True)
class CityWeek(UnitWeek):
    """The week of the whole city, pooled over people (no mean of units); with what went to the overseers."""

    oversight_new: int
    watched: tuple[Watched, ...] = ()
    touched: tuple[Touched, ...] = ()
    steering: tuple[UnitSteering, ...] = ()  # units whose ratings look steered

    def as_json(self) -> dict[str, Any]:
        lists = {"watched": [vars(one) for one in self.watched], "touched": [vars(o) for o in self.touched]}
        return super().as_json() | lists | {"steering": [one.as_json() for one in self.steering]}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        seen = tuple(Watched(**one) for one in document["watched"])
        touched = tuple(Touched(**one) for one in document["touched"])
        steered = tuple(UnitSteering.from_json(one) for one in document["steering"])
        plain = super().from_json({**document, "watched": (), "touched": (), "steering": ()})
        return replace(plain, watched=seen, touched=touched, steering=steered)


@dataclass(frozen=True)
class WeekNumbers:
    """The week's numbers: one line a unit, in the order the units were handed in, and the city's line."""

    week: Week
    units: tuple[UnitWeek, ...]
    city: CityWeek

    def of(self, unit: str) -> UnitWeek:
        """The line of one unit; KeyError when there is none."""
        return {line.unit: line for line in self.units}[unit]

    def with_steering(self, seen: Iterable[UnitSteering]) -> Self:
        """The same numbers; the city's line tells which units' ratings look steered."""
        return replace(self, city=replace(self.city, steering=tuple(one for one in seen if one.steered)))

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
