"""The public numbers: counted as deadlines are, frozen once a period is over, the same ever after."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from analytics.period import BadPeriod
from bot.days.deadlines import Stop
from bot.house import House
from bot.offices.office import Mistaken
from bot.outside import figure_tables
from bot.outside.figures import freeze, public_numbers, with_days, working_days
from bot.settings import Settings
from bot.wiring import build_house
from storage.case_events import happened
from storage.models import Case
from storage.store import Store, Tx
from tests.storage import given

OPENED = datetime(2026, 11, 2, 3, tzinfo=UTC)  # a Monday
LATER = datetime(2026, 12, 20, 3, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def house(settings: Settings) -> House:
    return build_house(settings)


def a_case(tx: Tx, unit: str = "disdukcapil", **said: Any) -> None:
    case = given.case(tx, given.citizen(tx), unit=unit)
    moves = said.pop("moves", [])
    given.change(tx, Case, case.id, opened_at=OPENED, **said)
    for days, state in moves:
        happened(tx, [case.id], "moved", "official:1", "", OPENED + days * DAY, state=state)


def confirmed(days: int, **said: Any) -> dict[str, Any]:
    moves = [(1, "verified"), (days, "proposed"), (days + 9, "fixed")]
    fixed = {"state": "fixed", "closed_by": "reporter", "closed_at": OPENED + (days + 9) * DAY}
    return {"moves": moves, "answered_at": OPENED + DAY, "handling": 4, **fixed, **said}


def fill(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub", "dinsos")
        for _ in range(12):
            a_case(tx, **confirmed(3))
        for _ in range(8):
            a_case(tx, state="in_progress", answered_at=OPENED + 2 * DAY, moves=[(1, "in_progress")])
        for unit in ("dishub", "dishub", "dishub", "dinsos", "dinsos", "dinsos", "dinsos"):
            a_case(tx, unit=unit)


def numbers(document: dict[str, Any], unit: str) -> dict[str, Any]:
    return next(one for one in document["by_unit"]["lines"] if one["key"] == unit)


def test_days_are_counted_while_the_clock_runs_and_the_day_of_opening_never(house: House) -> None:
    monday, next_monday = date(2026, 11, 2), date(2026, 11, 9)
    assert working_days(monday, monday, (), house) == 0
    assert working_days(monday, next_monday, (), house) == 5
    asked = [Stop(date(2026, 11, 3), date(2026, 11, 5))]
    assert working_days(monday, next_monday, asked, house) == 3
    assert working_days(monday, next_monday, [Stop(date(2026, 11, 4), None)], house) == 2


def test_the_first_answer_is_what_was_written_or_proposed_first(store: Store, house: House) -> None:
    moment = pd.Timestamp(OPENED)
    cases = pd.DataFrame(
        {
            "number": ["a", "b", "c"],
            "state": ["fixed", "proposed", "received"],
            "opened_at": [moment] * 3,
            "answered_at": [moment + 4 * DAY, pd.NaT, pd.NaT],
            "closed_at": [moment + 8 * DAY, pd.NaT, pd.NaT],
        }
    )
    steps = pd.DataFrame(
        [
            ("a", "proposed", moment + 3 * DAY),
            ("a", "fixed", moment + 8 * DAY),
            ("b", "proposed", moment + DAY),
        ],
        columns=["number", "state", "at"],
    )
    found = with_days(cases, steps, house)
    assert found["answer_days"].tolist()[:2] == [3, 1]
    assert found["fix_days"].tolist()[0] == 3
    assert found["answer_days"].isna().tolist() == [False, False, True]


def test_the_numbers_come_from_the_rows(store: Store, settings: Settings, house: House) -> None:
    fill(store)
    document = public_numbers(store, settings, house, "2026-11", LATER)
    told = numbers(document, "disdukcapil")
    assert document["frozen"] is False
    assert document["names"]["unit"]["disdukcapil"]
    assert {"dishub", "dinsos"} <= set(document["by_unit"]["together"])
    assert (document["complaints"]["reports"], told["reports"]) == (27, 20)
    assert (told["fixed"]["count"], told["in_work"]["count"]) == (12, 8)
    assert told["days_to_confirmed_fix"] == {"median": 3.0, "p90": 3.0}
    assert told["handling"] == {"mean": 4.0, "count": 12}


def test_a_period_that_is_over_is_frozen_and_never_counted_again(
    store: Store, settings: Settings, house: House
) -> None:
    fill(store)
    first = freeze(store, settings, house, "2026-11", LATER)
    with store.begin() as tx:
        for _ in range(30):
            a_case(tx, **confirmed(5))
    again = freeze(store, settings, house, "2026-11", LATER + 9 * DAY)
    assert first == again == public_numbers(store, settings, house, "2026-11", LATER + 10 * DAY)
    assert first["frozen"] is True
    assert first["counted_on"] == "2026-12-20"
    assert first["complaints"]["reports"] == 27


def test_a_period_that_is_not_over_is_not_frozen(store: Store, settings: Settings, house: House) -> None:
    with pytest.raises(Mistaken, match="2026-12-01"):
        freeze(store, settings, house, "2026-11", datetime(2026, 11, 30, 16, 59, tzinfo=UTC))
    assert freeze(store, settings, house, "2026-11", datetime(2026, 11, 30, 17, tzinfo=UTC))["frozen"] is True


@pytest.mark.parametrize("other", ["2026", "2026-S2", "2026-Q4", "2026-W48", "2026-w49"])
def test_a_period_that_overlaps_a_frozen_one_is_refused(
    store: Store, settings: Settings, house: House, other: str
) -> None:
    freeze(store, settings, house, "2026-11", LATER)
    with pytest.raises(Mistaken, match="2026-11 is published already"):
        freeze(store, settings, house, other, LATER + 400 * DAY)


def test_periods_beside_a_frozen_one_are_not(store: Store, settings: Settings, house: House) -> None:
    freeze(store, settings, house, "2026-11", LATER)
    assert freeze(store, settings, house, "2026-10", LATER)["period"] == "2026-10"
    with pytest.raises(BadPeriod):
        freeze(store, settings, house, "2026-13", LATER)


def test_people_read_it_as_tables(store: Store, settings: Settings, house: House) -> None:
    fill(store)
    document = json.loads(json.dumps(freeze(store, settings, house, "2026-11", LATER)))
    tables = dict(figure_tables.tables(document))
    assert list(tables) == ["all", "by unit", "by category", "by channel", "oversight by category"]
    row = tables["all"][0]
    assert row[""] == "complaints"
    assert row["reports"] == "27"
    assert row["days_to_first_answer"] == "1 / 2"
    assert row["handling"] == "4.00 (12)"
    assert "others together" in tables["by unit"][-1][""]
    assert "frozen" in figure_tables.heading(document)
    assert "not frozen" in figure_tables.heading(document | {"frozen": False})
