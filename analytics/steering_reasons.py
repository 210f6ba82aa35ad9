"""Why the ratings of a unit look steered, in numbers, and its figure with and without what is marked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

Kind = Literal["one_voice", "own_unit", "copies", "burst", "flood", "night"]
MOST = 10.0  # the largest score of a reason; more certain than this says nothing more


@dataclass(frozen=True)
class Reason:
    """One thing that is unusual about a unit's week.

    `ratings` are those it is about, out of `of` (one a person and day) in the same stretch of time, where
    the unit usually has `expected`. `score`: which score they all gave, usually given by `usual_share` of
    the people. `since` (local, ISO 8601) and `hours`: the stretch; of several the strongest is told. `p`:
    the chance of the like in an honest week, at most; None for own_unit, which is a fact and no guess.
    """

    kind: Kind
    ratings: int
    of: int
    p: float | None = None
    expected: float | None = None
    score: int | None = None
    usual_share: float | None = None
    since: str | None = None
    hours: int | None = None
    after_digest: bool = False

    @property
    def weight(self) -> float:
        """0..10: how far beyond chance, in powers of ten; a fact weighs most."""
        return MOST if self.p is None or self.p <= 0 else min(MOST, -math.log10(self.p))


@dataclass(frozen=True)
class Figure:
    """How many ratings, their mean (1..4, None without any), and how many gave 1, 2, 3 and 4."""

    n: int
    mean: float | None
    distribution: tuple[int, int, int, int]

    @classmethod
    def of(cls, scores: Iterable[int]) -> Self:
        given = list(scores)
        one, two, three, four = (given.count(score) for score in (1, 2, 3, 4))
        return cls(len(given), sum(given) / len(given) if given else None, (one, two, three, four))

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        one, two, three, four = document["distribution"]
        return cls(document["n"], document["mean"], (one, two, three, four))

    def as_json(self) -> dict[str, Any]:
        return {"n": self.n, "mean": self.mean, "distribution": list(self.distribution)}


@dataclass(frozen=True)
class UnitSteering:
    """A unit's week: the raw figure, the second one without what is marked, and what looks steered.

    `repeated` and `own_unit` are counted always; alone they do not make a week look steered.
    """

    unit: str
    raw: Figure
    second: Figure
    repeated: int
    own_unit: int
    reasons: tuple[Reason, ...] = ()

    @property
    def steered(self) -> bool:
        return bool(self.reasons)

    @property
    def score(self) -> float:
        """0 (nothing found) to 10, by the strongest reason; 2.7 is one in five hundred."""
        return round(max((reason.weight for reason in self.reasons), default=0.0), 1)

    def as_json(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "raw": self.raw.as_json(),
            "second": self.second.as_json(),
            "repeated": self.repeated,
            "own_unit": self.own_unit,
            "score": self.score,
            "reasons": [asdict(reason) for reason in self.reasons],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(
            document["unit"],
            Figure.from_json(document["raw"]),
            Figure.from_json(document["second"]),
            document["repeated"],
            document["own_unit"],
            tuple(Reason(**reason) for reason in document["reasons"]),
        )
