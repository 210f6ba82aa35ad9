"""Officials: bound by a one-time code, and told by route."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from storage import officials
from storage.models import Citizen, Invite, Official
from storage.officials import OfficialRow
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

OWN, OTHER = "disdukcapil", "dishub"


def invited(tx: Tx, role: str, unit: str | None = None, code: str = "c0de") -> int:
    return officials.invite(tx, role, unit, f"Official {code}", code, NOW + 3 * DAY, NOW)


def bound(tx: Tx, role: str, unit: str | None = None) -> OfficialRow:
    code = f"code{given.count(tx, Official)}"
    invited(tx, role, unit, code)
    row = officials.bind(tx, code, given.citizen(tx), NOW)
    assert row is not None
    return row


def ids(rows: list[OfficialRow]) -> list[int]:
    return [row.id for row in rows]


# --- the one-time code


def test_an_invited_official_is_listed_but_not_bound(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN)
        official = invited(tx, "head", OWN)
        assert officials.all_active(tx) == [
            OfficialRow(official, "Official c0de", "head", OWN, None, "", bound=False, ended=False)
        ]


def test_neither_code_nor_name_lies_open_in_the_tables(store: Store) -> None:
    with store.begin() as tx:
        invited(tx, "overseer")
        assert b"c0de" not in tx.connection.execute(select(Invite.hash)).scalar_one()
        assert b"Official" not in tx.connection.execute(select(Official.name)).scalar_one()


def test_opening_the_code_binds_the_chat_and_takes_its_language(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN)
        official, person = invited(tx, "officer", OWN), given.citizen(tx, language="en")
        row = officials.bind(tx, "c0de", person, NOW)
        assert row == OfficialRow(
            official, "Official c0de", "officer", OWN, person, "en", bound=True, ended=False
        )
        assert officials.of_citizen(tx, person) == [row]


def test_a_used_code_works_again_for_its_own_chat_and_for_no_other(store: Store) -> None:
    with store.begin() as tx:
        invited(tx, "coordinator")
        person = given.citizen(tx)
        first = officials.bind(tx, "c0de", person, NOW)
        assert officials.bind(tx, "c0de", person, NOW + 30 * DAY) == first
        assert officials.bind(tx, "c0de", given.citizen(tx), NOW) is None
        assert officials.all_active(tx) == [first]


def test_an_unknown_an_expired_and_an_ended_code_bind_nobody(store: Store) -> None:
    with store.begin() as tx:
        official, person = invited(tx, "coordinator"), given.citizen(tx)
        assert officials.bind(tx, "unknown", person, NOW) is None
        assert officials.bind(tx, "c0de", person, NOW + 3 * DAY) is None
        officials.end(tx, official, NOW)
        assert officials.bind(tx, "c0de", person, NOW) is None
        assert officials.of_citizen(tx, person) == []


def test_of_two_chats_that_open_a_code_at_once_one_is_bound(store: Store) -> None:
    with store.begin() as tx:
        invited(tx, "coordinator")
        people = [given.citizen(tx), given.citizen(tx)]
    both_ready = Barrier(2)

    def open_code(person: int) -> OfficialRow | None:
        both_ready.wait()
        with store.begin() as tx:
            return officials.bind(tx, "c0de", person, NOW)

    with ThreadPoolExecutor(2) as pool:
        rows = [row for row in pool.map(open_code, people) if row]
    assert len(rows) == 1
    with store.begin() as tx:
        assert officials.all_active(tx) == rows


@pytest.mark.parametrize(
    ("role", "unit"),
    [("mayor", None), ("officer", None), ("head", None), ("overseer", OWN), ("coordinator", OWN)],
)
def test_a_role_that_does_not_exist_or_does_not_fit_is_refused(
    store: Store, role: str, unit: str | None
) -> None:
    with store.begin() as tx:
        given.units(tx, OWN)
        with pytest.raises(ValueError, match=r"role|unit"):
            invited(tx, role, unit)
        assert given.count(tx, Official) == 0


# --- in office


def test_a_citizen_may_hold_several_offices(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN)
        one, other, nobody = given.citizen(tx), given.citizen(tx), given.citizen(tx)
        head, operator = invited(tx, "head", OWN, "a"), invited(tx, "operator", None, "b")
        overseer = invited(tx, "overseer", None, "c")
        for code, person in (("a", one), ("b", one), ("c", other)):
            officials.bind(tx, code, person, NOW)
        offices = officials.of_citizens(tx, [one, other, nobody])
        assert {person: ids(rows) for person, rows in offices.items()} == {
            one: [head, operator],
            other: [overseer],
        }
        assert officials.of_citizens(tx, []) == {}


def test_an_ended_office_is_no_office(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN)
        head = bound(tx, "head", OWN)
        assert officials.end(tx, head.id, NOW)
        assert not officials.end(tx, head.id, NOW + DAY)
        assert head.citizen_id is not None
        assert officials.of_citizen(tx, head.citizen_id) == []
        assert officials.all_active(tx) == officials.readers(tx, OWN, "unit") == []


def test_a_moved_official_answers_for_the_other_unit(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN, OTHER)
        head, overseer = bound(tx, "head", OWN), bound(tx, "overseer")
        assert officials.move(tx, head.id, OTHER)
        assert not officials.move(tx, overseer.id, OTHER)
        assert not officials.move(tx, 999, OTHER)
        assert officials.readers(tx, OWN, "unit") == []
        assert officials.readers(tx, OTHER, "unit") == [replace(head, unit=OTHER)]


# --- who is told


def test_a_units_case_is_told_to_its_officers_and_heads_only(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN, OTHER)
        officer, head = bound(tx, "officer", OWN), bound(tx, "head", OWN)
        for role, unit in (("head", OTHER), ("coordinator", None), ("overseer", None), ("operator", None)):
            bound(tx, role, unit)
        assert officials.readers(tx, OWN, "unit") == [officer, head]


def test_a_case_nobody_is_bound_for_goes_to_the_coordinators(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN, OTHER)
        invited(tx, "head", OWN)
        bound(tx, "officer", OTHER)
        assert officials.readers(tx, OWN, "unit") == []
        coordinator = bound(tx, "coordinator")
        for unit, route in ((OWN, "unit"), (None, "unit"), (OWN, "overseers"), (None, "coordinator")):
            assert officials.readers(tx, unit, route) == [coordinator]


def test_an_overseers_case_is_told_to_overseers_and_never_to_the_unit(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN)
        for role, unit in (("officer", OWN), ("head", OWN), ("coordinator", None), ("operator", None)):
            bound(tx, role, unit)
        assert not officials.overseers(tx)
        overseer = bound(tx, "overseer")
        assert officials.overseers(tx)
        assert officials.readers(tx, OWN, "overseers") == [overseer]


def test_an_official_whose_chat_was_forgotten_is_not_counted_on(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN)
        head, coordinator = bound(tx, "head", OWN), bound(tx, "coordinator")
        assert head.citizen_id is not None
        given.change(tx, Citizen, head.citizen_id, forgotten_at=NOW)
        assert officials.readers(tx, OWN, "unit") == [coordinator]


def test_the_expiry_of_a_code_is_a_moment_and_not_a_day(store: Store) -> None:
    with store.begin() as tx:
        invited(tx, "operator")
        assert officials.bind(tx, "c0de", given.citizen(tx), NOW + 3 * DAY - timedelta(seconds=1))
