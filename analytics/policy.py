"""Before and after a policy: what changed, against units without it, and whether anything can be concluded.

Element, window and units are declared before anything is counted. Where at least `FEWEST_OTHERS` units
without the policy can be counted, each unit is one observation: its change from the window before to the
window after. The policy's effect is the difference of these changes, by least squares with Student's t over
units (Donald & Lang 2007, Review of Economics and Statistics 89, 221-233): what happens to a whole unit at
once is then no evidence, however many of its visitors answered. Without such units it is the change of the
policy's own units alone, which says nothing about what would have happened anyway.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd
import statsmodels.api as sm

from analytics.skm import ELEMENTS
from analytics.uncertainty import ENOUGH, Sample, change

FEWEST_OTHERS = 3
SURE = 0.05
POINTS = 25  # an answer of 1..4 on the scale of the index

Verdict = Literal["better", "worse", "undecided", "too_early", "too_few"]
Against = Literal["others", "itself"]


@dataclass(frozen=True)
class Plan:
    """What was declared. `element`: one of the nine, or empty for the whole index; the window is in days."""

    starts: date
    window_days: int
    units: frozenset[str]
    element: str = ""

    @property
    def before(self) -> date:
        """The first day of the window before."""
        return self.starts - timedelta(days=self.window_days)

    @property
    def ends(self) -> date:
        """The first day after the window after."""
        return self.starts + timedelta(days=self.window_days)


@dataclass(frozen=True)
class Effect:
    """The change in points of the index, with its 95 % interval; None where there is none to be told.

    `n_before` and `n_after` count the forms of the policy's units, `others` the units they were held against.
    """

    verdict: Verdict
    against: Against
    points: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    n_before: int = 0
    n_after: int = 0
    others: int = 0


def effect(forms: pd.DataFrame, plan: Plan, today: date, leave_out: Collection[str] = ()) -> Effect:
    """What the policy came to, as far as `today` can tell.

    forms      unit, day (a date), the nine elements 1..4 or missing; incomplete forms are left out
    leave_out  units that are no fair comparison (they have a policy of their own, or were merged)
    """
    if today < plan.ends:
        return Effect("too_early", "itself")
    told = _scored(forms, plan)
    own = told[told["unit"].isin(plan.units)]
    before, after = own[~own["after"]], own[own["after"]]
    counted = {"n_before": len(before), "n_after": len(after)}
    if min(len(before), len(after)) < ENOUGH:
        return Effect("too_few", "itself", **counted)
    changes = _unit_changes(told[~told["unit"].isin(set(leave_out) - plan.units)], plan)
    others = int((~changes["has_policy"]).sum())
    if others >= FEWEST_OTHERS and changes["has_policy"].any():
        return _against_others(changes, others, counted)
    return _against_itself(before, after, plan, counted)


def _scored(forms: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """unit, after (yes or no), score (sum of the nine, or the element's answer) of complete forms."""
    answers = forms[list(ELEMENTS)].astype("Int64")
    days = pd.to_datetime(forms["day"])
    inside = (days >= pd.Timestamp(plan.before)) & (days < pd.Timestamp(plan.ends))
    whole = answers.notna().all(axis=1) & inside
    score = answers.loc[whole, plan.element] if plan.element else answers[whole].sum(axis=1)
    after = days[whole] >= pd.Timestamp(plan.starts)
    return pd.DataFrame({"unit": forms.loc[whole, "unit"], "after": after, "score": score.astype(int)})


def _unit_changes(told: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """has_policy and change (in points) of every unit with enough forms on both sides."""
    sides = [
        told[told["after"] == after].groupby("unit")["score"].agg(["size", "mean"]) for after in (False, True)
    ]
    both = sides[0].merge(sides[1], left_index=True, right_index=True, suffixes=("_before", "_after"))
    enough = both[(both["size_before"] >= ENOUGH) & (both["size_after"] >= ENOUGH)]
    answers = 1 if plan.element else len(ELEMENTS)
    moved = (enough["mean_after"] - enough["mean_before"]) * POINTS / answers
    return pd.DataFrame({"has_policy": enough.index.isin(list(plan.units)), "change": moved})


def _against_others(changes: pd.DataFrame, others: int, counted: dict[str, int]) -> Effect:
    design = sm.add_constant(changes["has_policy"].astype(float))
    fitted = sm.OLS(changes["change"], design).fit()
    low, high = fitted.conf_int(SURE).loc["has_policy"]
    points, p = float(fitted.params["has_policy"]), float(fitted.pvalues["has_policy"])
    return _told("others", points, float(low), float(high), p, others=others, **counted)


def _against_itself(before: pd.DataFrame, after: pd.DataFrame, plan: Plan, counted: dict[str, int]) -> Effect:
    scale: dict[str, Any] = {"least": 1, "most": 4} if plan.element else {}
    found = change(Sample(before["score"].tolist(), **scale), Sample(after["score"].tolist(), **scale))
    if found is None:
        return Effect("too_few", "itself", **counted)
    return _told("itself", found.points, found.low, found.high, found.p, **counted)


def _told(against: Against, points: float, low: float, high: float, p: float, **counted: int) -> Effect:
    verdict: Verdict = "undecided" if p >= SURE else "better" if points > 0 else "worse"
    return Effect(verdict, against, points, low, high, p, **counted)
