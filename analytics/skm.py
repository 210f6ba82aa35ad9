"""The satisfaction index (IKM) of a service, exact to the last digit, as PermenPANRB 14/2017 defines it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, Literal, Self

import pandas as pd

# Keys and never numbers: the regulation counts complaints as U8 and facilities as U9, its questionnaire the
# other way round. This is the regulation's order.
ELEMENTS = (
    "requirements",
    "procedure",
    "time",
    "cost",
    "product",
    "competence",
    "conduct",
    "complaints",
    "facilities",
)
BEST = 4

Weight = Literal["exact", "0.111"]
# Offices that must match an old report weigh each element with the rounded ninth; all-4 is then 99.90.
WEIGHTS: Mapping[str, Fraction] = {"exact": Fraction(1, 9), "0.111": Fraction(111, 1000)}

# D begins at 25.00 by the regulation; 24.98 is what the rounded weight makes of the same answers.
GRADES = (("A", Decimal("88.31")), ("B", Decimal("76.61")), ("C", Decimal("65.00")), ("D", Decimal("24.98")))


class BadAnswers(ValueError):
    """The answers handed in are no answers of the nine elements on the scale 1 to 4."""


@dataclass(frozen=True)
class Element:
    """The exact sum of an element's answers, and its mean (NRR, 1..4; None without forms)."""

    sum: int
    nrr: Fraction | None


@dataclass(frozen=True)
class Skm:
    """The index of `n` complete forms; without any there is no value and no grade, and never a 0."""

    n: int
    incomplete: int
    ikm: Decimal | None
    grade: str | None
    weight: Weight
    elements: Mapping[str, Element]

    def as_json(self) -> dict[str, Any]:
        """The numbers as JSON holds them; NRR are rounded to 3 places for print, the sums stay exact."""
        return {
            "n": self.n,
            "incomplete": self.incomplete,
            "ikm": None if self.ikm is None else float(self.ikm),
            "grade": self.grade,
            "weight": self.weight,
            "elements": {key: {"sum": e.sum, "nrr": _printed(e.nrr)} for key, e in self.elements.items()},
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """What `as_json` wrote; worked out again from the sums, because only they are exact."""
        sums = [document["elements"][key]["sum"] for key in ELEMENTS]
        again = from_sums(document["n"], sums, document["weight"], document["incomplete"])
        return cls(**vars(again))


def skm(frame: pd.DataFrame, weight: Weight = "exact") -> Skm:
    """The index of all forms in `frame`: one row a form, nine columns named by ELEMENTS, 1..4 or missing.

    A form with a gap counts as incomplete only. Raises BadAnswers for a missing column or a wrong value.
    """
    answers = _answers(frame)
    complete = answers[answers.notna().all(axis=1)]
    return from_sums(len(complete), complete.sum().tolist(), weight, len(answers) - len(complete))


def skm_by(frame: pd.DataFrame, column: str, weight: Weight = "exact") -> dict[str, Skm]:
    """The index for each value of `column`, as `skm` counts it; all groups in one pass."""
    answers = _answers(frame)
    complete = answers.notna().all(axis=1)
    forms = complete.groupby(frame[column]).agg(["size", "sum"])
    sums = answers[complete].groupby(frame.loc[complete, column]).sum().reindex(forms.index, fill_value=0)
    rows = zip(forms.index, forms["size"], forms["sum"], sums.to_numpy(dtype=int).tolist(), strict=True)
    return {str(key): from_sums(int(n), nine, weight, int(size - n)) for key, size, n, nine in rows}


def from_sums(n: int, sums: Sequence[int], weight: Weight = "exact", incomplete: int = 0) -> Skm:
    """The index of `n` complete forms from the nine sums of answers, in the order of ELEMENTS."""
    if len(sums) != len(ELEMENTS) or not all(n <= one <= BEST * n for one in sums):
        raise BadAnswers(f"nine sums between {n} and {BEST * n} are needed for {n} forms, not {list(sums)}")
    means = [Fraction(int(one), n) if n else None for one in sums]
    elements = {key: Element(int(one), nrr) for key, one, nrr in zip(ELEMENTS, sums, means, strict=True)}
    ikm = from_nrr([nrr for nrr in means if nrr is not None], weight) if n else None
    return Skm(n, incomplete, ikm, None if ikm is None else grade(ikm), weight, elements)


def from_nrr(nrrs: Sequence[Fraction | Decimal | str], weight: Weight = "exact") -> Decimal:
    """The IKM alone, from nine NRR as a report prints them (how many forms stood behind them is not known).

    IKM = 25 * sum(NRR * weight), rounded once, half up, to two places. Hand in text or Decimal: a float is no
    exact number. Raises BadAnswers.
    """
    if weight not in WEIGHTS:
        raise ValueError(f"weight {weight!r} is none of {', '.join(WEIGHTS)}")
    means = [Fraction(nrr) for nrr in nrrs]
    if len(means) != len(ELEMENTS) or not all(1 <= nrr <= BEST for nrr in means):
        raise BadAnswers("nine NRR between 1 and 4 are needed")
    return Decimal(_half_up(sum(means) * WEIGHTS[weight] * 25, places=2)).scaleb(-2)


def grade(ikm: Decimal) -> str:
    """A, B, C or D of an IKM that is already rounded to two places."""
    if ikm <= 100:
        for letter, least in GRADES:
            if ikm >= least:
                return letter
    raise ValueError(f"{ikm} is no IKM: it lies between 25 and 100")


def _answers(frame: pd.DataFrame) -> pd.DataFrame:
    missing = [key for key in ELEMENTS if key not in frame.columns]
    if missing:
        raise BadAnswers(f"columns are missing: {', '.join(missing)}")
    try:
        answers = frame[list(ELEMENTS)].astype("Int64")
    except (TypeError, ValueError) as error:
        raise BadAnswers("an answer is no whole number") from error
    if ((answers < 1) | (answers > BEST)).any(axis=None):
        raise BadAnswers("an answer lies outside 1 to 4")
    return answers


def _half_up(value: Fraction, places: int) -> int:
    """`value` in units of its last printed place; `round` would go to the even neighbour."""
    shifted: Fraction = value * int(10**places) + Fraction(1, 2)
    return floor(shifted)


def _printed(nrr: Fraction | None) -> float | None:
    return None if nrr is None else _half_up(nrr, places=3) / 1000
