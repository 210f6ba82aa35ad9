"""What is usual at a unit: when people rate there, how many, and which scores they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.steering_chance import Numbers

WEEKS = 8  # so many weeks before this one say what is usual
KNOWN = 20  # ratings in these weeks from which on a unit has a usual number
BORROWED = 20  # a unit leans on the whole city as if it had so many ratings from there
SCORES = (1, 2, 3, 4)
Moments = NDArray[np.datetime64]
_NONE: Moments = np.array([], dtype="datetime64[us]")


@dataclass(frozen=True)
class Usual:
    """A unit's eight weeks: `at` (local, ascending), of `weeks` weeks that there are.

    hours   24 shares of a day's ratings    scores  shares of the scores 1, 2, 3 and 4
    """

    hours: Numbers
    scores: Numbers
    at: Moments = field(default_factory=lambda: _NONE)
    weeks: int = 0

    @property
    def known(self) -> bool:
        return len(self.at) >= KNOWN

    def counts(self, since: np.datetime64, hours: int) -> NDArray[np.int64]:
        """How many came in the same stretch of each of the weeks before."""
        begins = since - np.arange(1, self.weeks + 1) * np.timedelta64(7, "D")
        ends = begins + np.timedelta64(hours, "h")
        found: NDArray[np.int64] = np.searchsorted(self.at, ends) - np.searchsorted(self.at, begins)
        return found

    @cached_property
    def quietest(self) -> float:
        """The least that any hour gets."""
        return min(self.hour_share(hour) for hour in range(24))

    def hour_share(self, hour: int) -> float:
        """The share of a day that an hour beginning within this hour of the clock gets, at most."""
        return float(max(self.hours[hour], self.hours[(hour + 1) % 24]))


@dataclass(frozen=True)
class UsualUnits:
    """The usual of every unit; one without a past has the city's hours and scores, and no number."""

    city: Usual
    units: Mapping[str, Usual]

    def of(self, unit: str) -> Usual:
        return self.units.get(unit, self.city)


def usual_units(before: pd.DataFrame) -> UsualUnits:
    """What the weeks before say.

    before  unit, score 1..4, at (local, without a zone), ago (1..8 weeks): one row a person, unit and day
    """
    weeks = int(before["ago"].max()) if len(before) else 0
    # The city itself leans on every hour and every score being alike.
    city = Usual(
        _shares(_hours(before), np.full(24, 1 / 24)), _shares(score_counts(before), np.full(4, 0.25))
    )
    units = {
        str(unit): Usual(
            _shares(_hours(rows), city.hours),
            _shares(score_counts(rows), city.scores),
            np.sort(rows["at"].to_numpy().astype("datetime64[us]")),
            weeks,
        )
        for unit, rows in before.groupby("unit")
    }
    return UsualUnits(city, units)


def _hours(rows: pd.DataFrame) -> Numbers:
    return np.bincount(rows["at"].dt.hour, minlength=24).astype(float)


def score_counts(rows: pd.DataFrame) -> Numbers:
    """How many gave 1, 2, 3 and 4."""
    return np.bincount(rows["score"].to_numpy(dtype=np.int64), minlength=5)[1:5].astype(float)


def _shares(counts: Numbers, leaning: Numbers) -> Numbers:
    shares: Numbers = (counts + BORROWED * leaning) / (counts.sum() + BORROWED)
    return shares
