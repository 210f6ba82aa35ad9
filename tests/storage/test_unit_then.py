"""Steps are counted for the unit at which the case was when they were done, wherever it has gone since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import case_moves, frames
from storage.cases import CaseRow
from storage.models import CaseEvent
from storage.store import Store, Tx
from storage.unit_then import left_from
from tests.storage import given
from tests.storage.given import DAY, NOW

HOUR = timedelta(hours=1)


def passed(tx: Tx, case: CaseRow, unit: str | None, hours: int, **other: str) -> CaseRow:
    step = {"unit": unit, "route": "unit", "owner_id": None, "actor": "official:7", "words": "", **other}
    return case_moves.pass_to(tx, case, now=NOW + hours * HOUR, **step)  # type: ignore[arg-type]  # as named


def noted(tx: Tx, case: CaseRow, hours: int) -> None:
    case_moves.happen(tx, case, "noted", actor="official:7", now=NOW + hours * HOUR)


def units_then(tx: Tx) -> list[str | None]:
    found = frames.watched_steps(tx, NOW + HOUR, NOW + DAY)["unit"]
    return [unit if isinstance(unit, str) else None for unit in found]


def test_whoever_passes_a_case_on_did_so_at_their_unit(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub", "dlh")
        case = given.case(tx, given.citizen(tx))
        noted(tx, case, 1)
        case = passed(tx, case, "dishub", 2)
        noted(tx, case, 3)
        case = passed(tx, case, "dlh", 4)
        noted(tx, case, 5)
        assert units_then(tx) == ["disdukcapil", "disdukcapil", "dishub", "dishub", "dlh"]


def test_what_goes_past_its_unit_stays_that_units(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        for number, (kind, reason) in enumerate((("pulled", ""), ("passed", "up"))):
            case = given.case(tx, given.citizen(tx))
            noted(tx, case, 1 + 3 * number)
            passed(tx, case, "disdukcapil", 2 + 3 * number, route="overseers", kind=kind, reason=reason)
            noted(tx, case, 3 + 3 * number)
        assert units_then(tx) == ["disdukcapil"] * 6


def test_a_case_of_no_known_office_was_at_none_until_it_got_one(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub")
        case = given.case(tx, given.citizen(tx), unit=None, route="coordinator")
        noted(tx, case, 1)
        case = passed(tx, case, "dishub", 2)
        case = passed(tx, case, None, 3, route="coordinator")
        noted(tx, case, 4)
        assert units_then(tx) == [None, None, "dishub", None]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [("dlh", "dishub", "from:dlh"), ("dlh", None, "from:dlh"), ("dlh", "dlh", ""), (None, "dlh", "")],
)
def test_a_step_says_which_unit_it_left_where_it_left_one(
    before: str | None, after: str | None, said: str
) -> None:
    assert left_from(before, after) == said


def test_another_reason_stays_the_reason(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub")
        passed(tx, given.case(tx, given.citizen(tx)), "dishub", 1, reason="unit_closed")
        kinds = select(CaseEvent.reason).where(CaseEvent.kind == "passed")
        assert tx.connection.execute(kinds).scalar_one() == "unit_closed"
