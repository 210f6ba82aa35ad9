"""How cases ended stays apart, units are compared where there is enough, overseers see what they watch."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.period import Week
from analytics.week_desk import ENOUGH, NONE, Touched, Watched, outcomes, touched, watched
from analytics.week_numbers import WeekNumbers
from tests.analytics.test_weekly import case, numbers

WEEK = Week.parse("2026-W47", ZoneInfo("Asia/Jakarta"))
MONDAY, BEFORE, LONG_AGO = WEEK.start, WEEK.start - timedelta(weeks=5), WEEK.start - timedelta(weeks=20)
CASES = ["unit", "kind", "state", "opened_at", "closed_at", "fix_days"]
STEPS = ["number", "unit", "kind", "state", "actor", "at"]


def cases(*rows: Sequence[Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=CASES).astype({"fix_days": "float64", "state": "string"})
    for name in ("opened_at", "closed_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


def closed(state: str, at: datetime = MONDAY, days: float | None = None, unit: str = "capil") -> list[Any]:
    return [unit, "complaint", state, LONG_AGO, at, days]


def steps(*rows: Sequence[Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=STEPS).astype({"state": "string", "unit": "string"})
    frame["at"] = pd.to_datetime(frame["at"], utc=True)
    return frame


def step(kind: str, state: str | None = None, at: datetime = MONDAY, unit: str | None = "capil") -> list[Any]:
    return ["KS-1", unit, kind, state, "official:7", at]


def test_no_case_and_no_step_come_to_nothing() -> None:
    assert outcomes(cases(), steps(), WEEK) == {}
    assert watched(steps(), WEEK) == touched(steps(), WEEK) == ()


def test_fixed_silent_and_without_a_fix_are_three_numbers() -> None:
    found = outcomes(
        cases(
            *[closed("fixed")] * 3,
            *[closed("silent")] * 2,
            closed("unfixed"),
            closed("not_ours"),
            closed("archived"),
            closed("fixed", at=BEFORE),
        ),
        steps(),
        WEEK,
    )["capil"]
    assert (found["cases_fixed"], found["cases_silent"], found["cases_unfixed"]) == (3, 2, 2)


def test_waiting_cases_praise_and_reopenings_are_counted() -> None:
    waiting = ["capil", "complaint", "proposed", BEFORE, None, None]
    praise = ["capil", "praise", "received", MONDAY, None, None]
    old_praise = ["capil", "praise", "needs_data", BEFORE, None, None]
    back = step("reopened", "reopened"), step("reopened", "reopened", at=BEFORE), step("noted")
    found = outcomes(cases(waiting, praise, old_praise), steps(*back), WEEK)["capil"]
    assert (found["cases_waiting"], found["praise"], found["cases_reopened"]) == (2, 1, 1)


def test_a_rate_needs_enough_closings_within_twelve_weeks() -> None:
    few = [step("settled", "fixed", at=BEFORE)] * (ENOUGH - 1)
    assert outcomes(cases(), steps(*few), WEEK)["capil"] == {**NONE, "judged": ENOUGH - 1}
    long_ago = step("reopened", "reopened", at=LONG_AGO)
    found = outcomes(cases(), steps(*few, step("reopened", "reopened", at=BEFORE), long_ago), WEEK)["capil"]
    assert (found["judged"], found["reopen_rate"]) == (ENOUGH, 1 / ENOUGH)


def test_a_step_that_moves_nothing_or_only_on_is_no_judgement() -> None:
    assert outcomes(cases(), steps(step("answered"), step("taken", "in_progress")), WEEK)["capil"] == dict(
        NONE
    )


def test_days_to_a_confirmed_fix_are_a_median_over_enough_of_them() -> None:
    days = [closed("fixed", BEFORE, 4.0)] * (ENOUGH - 1)
    assert outcomes(cases(*days), steps(), WEEK)["capil"]["fix_days"] is None
    more = closed("fixed", BEFORE, 90.0), closed("silent", BEFORE, None), closed("fixed", LONG_AGO, 1.0)
    found = outcomes(cases(*days, *more), steps(), WEEK)["capil"]
    assert (found["fixes"], found["fix_days"]) == (ENOUGH, 4.0)


def test_what_overseers_watch_is_counted_by_unit_and_what_was_read_is_named() -> None:
    seen = steps(
        step("archived"),
        step("archived"),
        step("proof_refused", unit=None),
        step("merged", at=BEFORE),
        step("answered"),
        step("read"),
        step("handed_over", at=MONDAY - timedelta(hours=1)),
    )
    assert watched(seen, WEEK) == (Watched("archived", "capil", 2), Watched("proof_refused", "", 1))
    assert touched(seen, WEEK) == (Touched("read", "KS-1", "official:7"),)


def test_the_week_carries_them_for_units_city_and_overseers() -> None:
    row = ["KS-1", "capil", "unit", "reopened", "reopened", "citizen", MONDAY]
    hidden = ["KS-2", "capil", "overseers", "archived", "archived", "official:7", MONDAY]
    week = numbers(cases=[case("capil", state="silent", closed_at=MONDAY)], steps=[row, hidden])
    assert (week.of("capil").cases_silent, week.of("capil").cases_reopened) == (1, 1)
    assert week.city.cases_reopened == 1
    assert week.of("rsud").cases_reopened == 0
    assert week.city.watched == (Watched("reopened", "capil", 1),)  # what goes past the unit is in no number
    assert WeekNumbers.from_json(json.loads(json.dumps(week.as_json()))) == week
