"""What became of cases: fixed, closed in silence and closed without a fix stay apart, as do their rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from analytics.period import Week

WEEKS = 12  # that a unit is compared over: a week alone holds too few closings
ENOUGH = 30  # closings below which a rate or a median says nothing about a unit

CONFIRMED, SILENT = "fixed", "silent"
WITHOUT_A_FIX = frozenset({"unfixed", "not_ours"})
WAITING = frozenset({"needs_data", "proposed"})
REOPENED, PRAISE = "reopened", "praise"
# What a proposed closing came to.
JUDGED = frozenset({CONFIRMED, SILENT, REOPENED}) | WITHOUT_A_FIX

# What overseers are told of, counted for each unit; and what they are told of one by one.
WATCHED = ("archived", "merged", "reopened", "explained", "proof_refused")
TOUCHED = ("read", "handed_over")

NONE: Mapping[str, Any] = {
    "praise": 0,
    "cases_fixed": 0,
    "cases_silent": 0,
    "cases_unfixed": 0,
    "cases_waiting": 0,
    "cases_reopened": 0,
    "judged": 0,
    "reopen_rate": None,
    "fixes": 0,
    "fix_days": None,
}


@dataclass(frozen=True)
class Watched:
    """How often something that overseers are told of happened to a unit's cases."""

    kind: str
    unit: str  # key, empty: not known
    count: int


@dataclass(frozen=True)
class Touched:
    """A case whose words somebody read outside the desk, or handed over; `actor` is official:ID or system."""

    kind: str
    number: str
    actor: str


def outcomes(cases: pd.DataFrame, steps: pd.DataFrame, week: Week) -> dict[str, dict[str, Any]]:
    """For each unit in the frames: what the week brought (counts), and how it stands over twelve weeks.

    cases  unit, kind, state, opened_at, closed_at (UTC or NaT), fix_days (working days from opening to a
           confirmed fix, NA where there is none)
    steps  unit, state (empty or NA where a step moved nothing), at (UTC)

    `reopen_rate` (0..1) and `fix_days` (a median, in working days) are None below ENOUGH closings.
    """
    counts = _in_the_week(cases, steps, week)
    standing = _over_weeks(cases, steps, week)
    return {unit: {**NONE, **counts.get(unit, {}), **standing.get(unit, {})} for unit in {*counts, *standing}}


def watched(steps: pd.DataFrame, week: Week) -> tuple[Watched, ...]:
    """The week's steps that overseers are told of, counted by kind and unit.  steps: unit, kind, at."""
    seen = steps[_during(steps["at"], week) & steps["kind"].isin(WATCHED)]
    counts = seen.assign(unit=seen["unit"].fillna("")).groupby(["kind", "unit"]).size().reset_index(name="n")
    return tuple(Watched(str(row.kind), str(row.unit), int(str(row.n))) for row in counts.itertuples())


def touched(steps: pd.DataFrame, week: Week) -> tuple[Touched, ...]:
    """The week's readings and hand-overs, one by one in their order.  steps: number, kind, actor, at."""
    seen = steps[_during(steps["at"], week) & steps["kind"].isin(TOUCHED)].sort_values("at", kind="stable")
    return tuple(Touched(str(row.kind), str(row.number), str(row.actor)) for row in seen.itertuples())


def _in_the_week(cases: pd.DataFrame, steps: pd.DataFrame, week: Week) -> dict[str, dict[str, Any]]:
    closed = _during(cases["closed_at"], week)
    marks = pd.DataFrame(
        {
            "praise": _during(cases["opened_at"], week) & (cases["kind"] == PRAISE),
            "cases_fixed": closed & (cases["state"] == CONFIRMED),
            "cases_silent": closed & (cases["state"] == SILENT),
            "cases_unfixed": closed & cases["state"].isin(WITHOUT_A_FIX),
            "cases_waiting": cases["state"].isin(WAITING),
        }
    ).fillna(value=False)
    back = _during(steps["at"], week) & (steps["state"] == REOPENED).fillna(value=False)
    return _joined(
        marks.groupby(cases["unit"]).sum(), back.groupby(steps["unit"]).sum().to_frame("cases_reopened")
    )


def _over_weeks(cases: pd.DataFrame, steps: pd.DataFrame, week: Week) -> dict[str, dict[str, Any]]:
    since = week.end - timedelta(weeks=WEEKS)
    lately = steps[_between(steps["at"], since, week.end) & steps["state"].isin(JUDGED)]
    judged = lately.groupby("unit").size()
    back = (lately["state"] == REOPENED).groupby(lately["unit"]).sum()
    confirmed = _between(cases["closed_at"], since, week.end) & (cases["state"] == CONFIRMED)
    days = cases[confirmed & cases["fix_days"].notna()]
    fixes, medians = days.groupby("unit").size(), days.groupby("unit")["fix_days"].median()
    return {
        str(unit): {
            "judged": int(judged.get(unit, 0)),
            "reopen_rate": _if_enough(back.get(unit), judged.get(unit, 0), share=True),
            "fixes": int(fixes.get(unit, 0)),
            "fix_days": _if_enough(medians.get(unit), fixes.get(unit, 0)),
        }
        for unit in {*judged.index, *fixes.index}
    }


def _if_enough(value: Any, n: int, *, share: bool = False) -> float | None:
    if n < ENOUGH:
        return None
    return float(value) / n if share else float(value)


def _joined(*tables: pd.DataFrame) -> dict[str, dict[str, Any]]:
    counts = pd.concat(tables, axis=1).fillna(0)
    return {
        str(unit): {str(name): int(n) for name, n in row.items()}
        for unit, row in counts.to_dict("index").items()
    }


def _during(moments: "pd.Series[Any]", week: Week) -> "pd.Series[bool]":
    return _between(moments, week.start, week.end)


def _between(moments: "pd.Series[Any]", since: datetime, until: datetime) -> "pd.Series[bool]":
    """Which moments lie there; read as UTC, so that a column without any works as well."""
    moments = pd.to_datetime(moments, utc=True)
    return (moments >= since) & (moments < until)
