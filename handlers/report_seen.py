"""The numbers of an SKM report as they come to its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.dates import span
from handlers.policy_words import PolicySeen
from handlers.response_words import AskedSeen

TELLING = 5  # fewer forms are not told of: their answers would tell who gave them


@dataclass(frozen=True)
class IndexSeen:
    """An index with its interval; None where there is none, and empty `grades` where nothing is sure."""

    n: int
    incomplete: int = 0
    ikm: float | None = None
    grade: str = ""
    low: float | None = None
    high: float | None = None
    grades: str = ""


@dataclass(frozen=True)
class ChangeSeen:
    """Points by which an index changed, with its 95 % interval."""

    points: float
    low: float
    high: float


@dataclass(frozen=True)
class FollowedSeen:
    """The element that was weakest the period before, its mean then and now."""

    key: str
    before: float
    now: float
    change: ChangeSeen | None


@dataclass(frozen=True)
class CasesSeen:
    """What was reported of the unit in the period; `categories` by name, the most frequent first.

    None: so few that it is not told, or that they would follow from it.
    """

    opened: int | None = 0
    answered: int | None = 0
    fixed: int | None = 0
    open: int | None = 0
    categories: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class ReportSeen:
    """Everything a report tells. `elements`: key -> sum and mean (NRR); `needed` None: nobody knows.

    `withheld`: question -> answers whose number is not told; a month that is not told has no index.
    `merged`: units that went into this one, by name, and since when; `closed`: the day it ended itself.
    """

    unit: str
    city: str
    period: str
    first: date
    last: date
    made_on: date
    weight: str
    index: IndexSeen
    needed: int | None
    served: int | None
    weighted: Mapping[str, float] | None
    before: IndexSeen
    change: ChangeSeen | None
    followed: FollowedSeen | None
    months: Sequence[tuple[date, IndexSeen]]
    elements: Mapping[str, tuple[int, float]]
    profile: Mapping[str, Mapping[str, int]]
    withheld: Mapping[str, frozenset[str]]
    cases: CasesSeen
    ratings: int
    themes: Sequence[tuple[str, int]]
    quotes: Sequence[str]
    trainings: Sequence[tuple[str, date]]
    policies: Sequence[PolicySeen]
    forms: Sequence[Sequence[int]]
    merged: Sequence[tuple[str, date | None]] = ()
    closed: date | None = None
    asked: AskedSeen | None = None  # by broadcast; None: nobody was

    @property
    def publish(self) -> bool:
        """Whether there are enough forms for their values to be told."""
        return self.index.n >= TELLING

    @property
    def days(self) -> str:
        """The days of the period: "1 July – 31 December 2026"."""
        return span(self.first, self.last)

    @property
    def ranked(self) -> list[str]:
        """The elements' keys, the weakest first."""
        return sorted(self.elements, key=lambda key: self.elements[key][0])
