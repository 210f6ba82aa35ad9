"""What overseers keep an eye on: counted per unit, nothing of what is closed to the reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.oversight import ENOUGH, Pace, Silent, UnitSeen, oversight
from analytics.period import Week

WEEK = Week.parse("2026-W47", ZoneInfo("Asia/Jakarta"))
IN = datetime(2026, 11, 18, 3, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def frame(rows: list[dict[str, Any]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns))


def cases(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {
        "number": "K0",
        "unit": "dishub",
        "route": "unit",
        "opened_at": IN,
        "answered_at": pd.NaT,
        "closed_at": pd.NaT,
        "fix_days": float("nan"),
    }
    return frame([{**plain, **row} for row in rows], *plain)


def steps(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {
        "number": "K0",
        "unit": "dishub",
        "kind": "",
        "reason": "",
        "target": "",
        "actor": "system",
        "at": IN,
    }
    return frame([{**plain, **row} for row in rows], *plain)


def owned(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {
        "number": "K0",
        "unit": "dishub",
        "state": "in_progress",
        "owner": "official:7",
        "next_at": pd.Timestamp(TODAY - timedelta(days=1)),
    }
    return frame([{**plain, **row} for row in rows], *plain)


def test_each_case_counts_once_for_each_kind_and_units_with_most_come_first() -> None:
    happened = steps(
        {"number": "A", "kind": "reminded", "reason": "answer.3"},
        {"number": "A", "kind": "reminded", "reason": "answer.4"},
        {"number": "B", "kind": "pulled"},
        {"number": "C", "kind": "passed", "reason": "up", "target": "official:9"},
        {"number": "D", "kind": "passed", "target": "unit:dlh"},
        {"number": "D", "kind": "reminded", "reason": "answer.1"},
        {"number": "D", "kind": "passed", "target": "official:4"},
        {"number": "D", "kind": "answered"},
        {"number": "E", "kind": "archived", "unit": pd.NA},
        {"number": "F", "kind": "reopened", "at": IN - timedelta(days=7)},
    )
    found = oversight(cases(), happened, owned(), WEEK, TODAY)
    assert found.units == (UnitSeen("dishub", {"escalated": 3, "moved": 1}), UnitSeen("", {"archived": 1}))


def test_what_left_a_unit_because_somebody_passed_it_on_counts_and_not_what_left_a_closed_one() -> None:
    happened = steps(
        {"number": "A", "kind": "passed", "reason": "from:dishub", "target": "unit:dlh"},
        {"number": "B", "kind": "passed", "reason": "unit_closed", "target": "unit:dlh"},
        {"number": "C", "kind": "passed", "reason": "from:dishub", "target": "official:4"},
    )
    found = oversight(cases(), happened, owned(), WEEK, TODAY)
    assert found.units == (UnitSeen("dishub", {"moved": 1}),)


def test_who_is_late_and_took_no_step_is_silent() -> None:
    mine = owned(
        {},
        {"number": "K1", "unit": pd.NA},
        {"number": "K2"},
        {"number": "K3", "owner": "official:8"},
        {"number": "K4", "owner": "official:9", "state": "proposed"},
        {"number": "K5", "owner": "official:9", "next_at": pd.Timestamp(TODAY)},
    )
    found = oversight(cases(), steps({"actor": "official:8", "kind": "noted"}), mine, WEEK, TODAY)
    assert found.silent == (Silent("official:7", "dishub", 2), Silent("official:7", "", 1))


def test_medians_are_told_from_enough_on_and_look_back_over_twelve_weeks() -> None:
    def answered(days: float, unit: str = "dishub", back: int = 0) -> dict[str, Any]:
        opened = IN - timedelta(weeks=back)
        return {"unit": unit, "opened_at": opened, "answered_at": opened + timedelta(days=days)}

    fixes = [{"unit": "dlh", "closed_at": IN, "fix_days": float(n)} for n in range(ENOUGH)]
    told = [answered(n) for n in (1, 2, 3, 4, 50)]  # the last one is answered after the week
    found = oversight(
        cases(*told, answered(1.5, back=3), answered(9, back=14), answered(1, "dlh"), *fixes),
        steps(),
        owned(),
        WEEK,
        TODAY,
    )
    assert found.paces == (Pace("dishub", 5, 2.0, 0, None), Pace("dlh", 1, None, 5, 2.0))


def test_what_came_to_the_overseers_in_the_week_is_counted() -> None:
    up = {"route": "overseers"}
    came = cases(up, {**up, "opened_at": IN - timedelta(weeks=2)}, {})
    found = oversight(came, steps(), owned(), WEEK, TODAY)
    assert found.new == 1
    assert found.as_json() == {"new": 1, "units": (), "silent": (), "paces": ()}


def test_nothing_of_what_is_closed_to_the_reader_is_counted() -> None:
    everything = (
        cases({"number": "A", "route": "overseers"}),
        steps({"number": "A", "kind": "archived"}),
        owned({"number": "A"}),
    )
    assert oversight(*everything, WEEK, TODAY).units != ()
    assert oversight(*everything, WEEK, TODAY, closed={"A"}) == oversight(
        cases(), steps(), owned(), WEEK, TODAY
    )
