"""What overseers keep an eye on, counted: what happened per unit, who is silent, how long things take."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

import pandas as pd

from analytics.period import Week
from analytics.week_desk import WAITING, WEEKS

ENOUGH = 5  # answers or fixes below which a median is not told
ESCALATED = "escalated"
# Steps that are counted under their own name; others count as climbing up, or as going to another unit.
PLAIN = ("archived", "reopened", "merged", "explained", "proof_refused", "stepped_out", "recategorised")
MOVED = "moved"
KINDS = (ESCALATED, *PLAIN, MOVED)
HIGH_RUNGS = (".3", ".4")  # reminders that climbed beyond the unit: to coordinator and overseers


@dataclass(frozen=True)
class UnitSeen:
    """How many cases of a unit something happened to in the week; `unit` is empty where it is not known."""

    unit: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Silent:
    """Who has cases beyond their date and took no step at all in the week; `actor` is official:ID."""

    actor: str
    unit: str
    late: int


@dataclass(frozen=True)
class Pace:
    """Median days of a unit over twelve weeks: calendar to an answer, working to a fix; None below ENOUGH."""

    unit: str
    answers: int
    answer_days: float | None
    fixes: int
    fix_days: float | None


@dataclass(frozen=True)
class Oversight:
    """One overseer's week."""

    new: int  # cases that came to the overseers
    units: tuple[UnitSeen, ...]
    silent: tuple[Silent, ...]
    paces: tuple[Pace, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def oversight(
    cases: pd.DataFrame,
    steps: pd.DataFrame,
    owned: pd.DataFrame,
    week: Week,
    today: date,
    closed: Collection[str] = (),
) -> Oversight:
    """The numbers for one reader; nothing of the cases whose numbers are `closed` to them is in any of them.

    cases  number, unit (NA: not known), route, opened_at, answered_at, closed_at (UTC or NaT), fix_days
           (working days to a confirmed fix, NA where there is none): twelve weeks up to the week's end
    steps  number, unit, kind, reason, target, actor, at (UTC): of the week
    owned  number, unit, state, owner (official:ID), next_at (day or NaT): every open case that somebody has
    """
    cases, steps, owned = (frame[~frame["number"].isin(list(closed))] for frame in (cases, steps, owned))
    steps = steps[_between(steps["at"], week.start, week.end)]
    came = (cases["route"] == "overseers") & _between(cases["opened_at"], week.start, week.end)
    return Oversight(int(came.sum()), _units(steps), _silent(owned, steps, today), _paces(cases, week))


def _units(steps: pd.DataFrame) -> tuple[UnitSeen, ...]:
    """Each case once for each kind, units with most first."""
    kinds = pd.Series([_kind(*row) for row in steps[["kind", "reason", "target"]].itertuples(index=False)])
    told = pd.DataFrame(
        {"unit": steps["unit"].fillna("").to_numpy(), "number": steps["number"].to_numpy(), "kind": kinds}
    )
    told = told[told["kind"].isin(KINDS)].drop_duplicates()
    counts: dict[str, dict[str, int]] = {}
    for (unit, kind), some in told.groupby(["unit", "kind"]):
        counts.setdefault(str(unit), {})[str(kind)] = len(some)
    seen = [
        UnitSeen(unit, {kind: own[kind] for kind in KINDS if kind in own}) for unit, own in counts.items()
    ]
    return tuple(sorted(seen, key=lambda one: (-sum(one.counts.values()), one.unit)))


def _kind(kind: Any, reason: Any, target: Any) -> str:
    """As what a step is counted; empty: not at all."""
    reason, target = ("" if pd.isna(one) else str(one) for one in (reason, target))
    climbed = kind == "reminded" and reason.endswith(HIGH_RUNGS)
    if climbed or kind == "pulled" or (kind == "passed" and reason == "up"):
        return ESCALATED
    if kind == "passed":
        by_somebody = not reason or reason.startswith("from:")  # and not as a unit was closed
        return MOVED if by_somebody and target.startswith("unit:") else ""
    return str(kind) if kind in PLAIN else ""


def _silent(owned: pd.DataFrame, steps: pd.DataFrame, today: date) -> tuple[Silent, ...]:
    due = pd.to_datetime(owned["next_at"]) < pd.Timestamp(today)
    late = owned[due & ~owned["state"].isin(WAITING) & ~owned["owner"].isin(steps["actor"].unique())]
    counts = Counter(zip(late["owner"].astype(str), late["unit"].fillna("").astype(str), strict=True))
    found = [Silent(owner, unit, n) for (owner, unit), n in counts.items()]
    return tuple(sorted(found, key=lambda one: (-one.late, one.actor, one.unit)))


def _paces(cases: pd.DataFrame, week: Week) -> tuple[Pace, ...]:
    since = week.end - timedelta(weeks=WEEKS)
    answered = cases[_between(cases["answered_at"], since, week.end)]
    opened, answers = (pd.to_datetime(answered[name], utc=True) for name in ("opened_at", "answered_at"))
    waited = _by_unit(answered, (answers - opened).dt.total_seconds() / 86_400)
    fixed = cases[_between(cases["closed_at"], since, week.end) & cases["fix_days"].notna()]
    fixes = _by_unit(fixed, fixed["fix_days"])
    return tuple(
        Pace(unit, len(w), _median(w), len(f), _median(f))
        for unit in sorted({*waited, *fixes})
        if max(len(w := waited.get(unit, [])), len(f := fixes.get(unit, []))) >= ENOUGH
    )


def _by_unit(cases: pd.DataFrame, days: "pd.Series[Any]") -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for unit, n in zip(cases["unit"].fillna(""), days, strict=True):
        found.setdefault(str(unit), []).append(float(n))
    return found


def _median(days: Sequence[float]) -> float | None:
    return round(median(days), 1) if len(days) >= ENOUGH else None


def _between(moments: "pd.Series[Any]", since: datetime, until: datetime) -> "pd.Series[bool]":
    """Which moments lie there; read as UTC, so that a column without any works as well."""
    moments = pd.to_datetime(moments, utc=True)
    return (moments >= since) & (moments < until)
