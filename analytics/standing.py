"""What may be said of an index: its interval, the grades in it, and whether the sample is large enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

import pandas as pd

from analytics.sampling import sample_size
from analytics.skm import ELEMENTS, GRADES, Weight, grade, skm
from analytics.uncertainty import Interval, Sample, interval

TOO_FEW = 5  # fewer forms than this are not published: their scores would tell who gave them


@dataclass(frozen=True)
class Standing:
    """`low` and `high` are None when there is not enough to tell; `grades` are all that the interval holds.

    `needed`: how many forms the regulation's table asks for; None when nobody knows how many were served.
    """

    n: int
    low: Decimal | None
    high: Decimal | None
    grades: str
    needed: int | None
    publish: bool

    @property
    def reached(self) -> bool | None:
        """Whether the sample is as large as the table asks; None when that is not known."""
        return None if self.needed is None else self.n >= self.needed

    def as_json(self) -> dict[str, Any]:
        """The numbers as JSON holds them."""
        ends = {"low": self.low, "high": self.high}
        plain = {name: None if end is None else float(end) for name, end in ends.items()}
        return {"n": self.n, **plain, "grades": self.grades, "needed": self.needed, "publish": self.publish}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """What `as_json` wrote."""
        ends = {name: _decimal(document[name]) for name in ("low", "high")}
        return cls(**{**document, **ends})


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else _two_places(value)


def standing(sums: Sequence[int], served: int | None = None, weight: Weight = "exact") -> Standing:
    """Of complete forms, given as their sums of nine answers (9..36), out of `served` people."""
    found = interval(Sample(sums, served), weight)
    needed = None if served is None else sample_size(served)
    low, high = (_two_places(found.low), _two_places(found.high)) if found else (None, None)
    return Standing(len(sums), low, high, straddled(found), needed, len(sums) >= TOO_FEW)


def straddled(found: Interval | None) -> str:
    """The grades between the ends of an interval, best first: "A" when it is sure, "AB" when it is not."""
    if found is None:
        return ""
    letters = [letter for letter, _ in GRADES]
    best, worst = (letters.index(grade(_two_places(end))) for end in (found.high, found.low))
    return "".join(letters[best : worst + 1])


def index_row(forms: pd.DataFrame, weight: Weight = "exact") -> dict[str, Any]:
    """The index of these forms as one row: n, incomplete, ikm, grade, its ends, and each element's mean."""
    counted = skm(forms, weight).as_json()
    stands = standing(form_sums(forms), weight=weight).as_json()
    plain = {key: counted[key] for key in ("n", "incomplete", "ikm", "grade")}
    means = {f"nrr_{key}": element["nrr"] for key, element in counted["elements"].items()}
    return {**plain, "low": stands["low"], "high": stands["high"], **means}


def form_sums(frame: pd.DataFrame) -> list[int]:
    """The sum of the nine answers of every complete form in `frame` (nine columns 1..4 or missing)."""
    answers = frame[list(ELEMENTS)].astype("Int64")
    return [int(one) for one in answers[answers.notna().all(axis=1)].sum(axis=1)]


def _two_places(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
