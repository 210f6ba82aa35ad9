"""Who in a chat may do what: what the table of rights says, asked with the officials that there are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk.entitled import possible, those_who_may, who_may
from handlers import rights
from handlers.case_states import STATES
from storage import officials
from storage.cases import CaseRow
from storage.models import Official
from storage.officials import OfficialRow
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

OWN, OTHER = "disdukcapil", "dishub"


def bound(tx: Tx, role: str, unit: str | None = None) -> OfficialRow:
    code = f"code{given.count(tx, Official)}"
    officials.invite(tx, role, unit, f"Official {code}", code, NOW + DAY, NOW)
    row = officials.bind(tx, code, given.citizen(tx), NOW)
    assert row is not None
    return row


def case(tx: Tx, **values: object) -> CaseRow:
    return replace(given.case(tx, given.citizen(tx), unit=OWN), **values)  # type: ignore[arg-type]  # fields of the row


@pytest.mark.parametrize("route", rights.ROUTES)
def test_whoever_is_told_of_a_case_may_see_it(store: Store, route: str) -> None:
    with store.begin() as tx:
        given.units(tx, OWN)
        bound(tx, "coordinator")
        row = case(tx, route=route)
        for role, unit in ((None, None), ("head", OWN), ("overseer", None)):
            if role:
                bound(tx, role, unit)
            told = officials.readers(tx, OWN, route)
            assert told
            assert those_who_may(tx, told, "see", row) == told


def test_a_coordinator_stands_in_for_the_overseers_until_there_is_one(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN)
        coordinator = bound(tx, "coordinator")
        row = case(tx, route="overseers")
        assert who_may(tx, [coordinator], "answer", row) == coordinator
        overseer = bound(tx, "overseer")
        assert who_may(tx, [coordinator], "see", row) is None
        assert who_may(tx, [coordinator, overseer], "answer", row) == overseer


def test_of_two_offices_in_one_chat_the_one_that_has_the_case_acts(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN, OTHER)
        coordinator, head = bound(tx, "coordinator"), bound(tx, "head", OWN)
        row = case(tx)
        assert who_may(tx, [coordinator, head], "answer", row) == coordinator
        theirs = replace(row, owner_id=head.id)
        assert who_may(tx, [coordinator, head], "answer", theirs) == head
        assert who_may(tx, [bound(tx, "head", OTHER)], "see", row) is None


@pytest.mark.parametrize("state", STATES)
def test_what_is_possible_is_a_right_and_seeing_always_is(store: Store, state: str) -> None:
    with store.begin() as tx:
        given.units(tx, OWN)
        row = case(tx, state=state)
    assert {"see", "export"} <= possible(row) <= set(rights.RIGHTS)
    assert "approve" not in possible(row)
    assert "archive" not in possible(replace(row, reopened=1))
    assert "propose" not in possible(replace(row, merged_into=7))
