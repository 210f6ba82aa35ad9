"""Who has a case: the nearest official who is there; and who has it when that one goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.house import House
from bot.offices import appointing, owning
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from storage import case_moves, cases, citizens, offices, officials, outbox
from storage.models import Outbox
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Store, Tx
from tests.bot.offices import OTHER, UNIT, again, case, official, ownerless, person, told
from tests.storage.given import DAY, NOW

TODAY = date(2026, 11, 24)
AWAY: dict[str, Any] = {"away_from": TODAY, "away_until": TODAY + timedelta(days=3)}


@pytest.fixture
def house(settings: Settings, store: Store) -> House:
    sync_units(settings, store)
    return build_house(settings)


def owner(tx: Tx, route: str = "unit", level: str = "unit", besides: tuple[int, ...] = ()) -> int | None:
    case = owning.Whose(UNIT, route)
    found = owning.choose_owner(tx, case, level=level, besides=besides, today=TODAY)
    return found.id if found else None


def teller(tx: Tx) -> Callable[[Message], None]:
    def tell(message: Message) -> None:
        outbox.add(tx, [message], NOW)

    return tell


# --- who has it ---


def test_nobody_bound_is_nobody(store: Store, house: House) -> None:
    with store.begin() as tx:
        officials.invite(tx, "head", UNIT, "X", "never-opened", NOW + DAY, NOW)
        assert owner(tx) is None


def test_the_head_has_it_then_an_officer_then_whoever_is_above(store: Store, house: House) -> None:
    with store.begin() as tx:
        overseer = official(tx, "overseer")
        assert owner(tx) == overseer.id
        coordinator = official(tx, "coordinator")
        assert owner(tx) == coordinator.id
        first, second = official(tx, "officer", UNIT), official(tx, "officer", UNIT)
        assert owner(tx) == first.id
        head = official(tx, "head", UNIT)
        official(tx, "head", OTHER)
        assert owner(tx) == head.id
        assert owner(tx, besides=(head.id, first.id)) == second.id
        assert owner(tx, level="coordinator") == coordinator.id
        assert owner(tx, level="overseers") == coordinator.id  # an overseer does not work on units' cases
        assert owner(tx, route="overseers") == overseer.id
        assert owner(tx, route="coordinator") == coordinator.id


def test_without_anybody_above_it_stays_with_the_unit(store: Store, house: House) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT)
        assert owner(tx, level="coordinator") == head.id
        assert owner(tx, route="overseers") is None
        assert owner(tx, route="coordinator") is None


def test_coordinators_stand_in_for_overseers_only_while_there_are_none(store: Store, house: House) -> None:
    with store.begin() as tx:
        coordinator = official(tx, "coordinator")
        assert owner(tx, route="overseers") == coordinator.id
        away = official(tx, "overseer", **AWAY)
        assert owner(tx, route="overseers") == away.id


def test_who_is_away_is_stood_in_for(store: Store, house: House) -> None:
    with store.begin() as tx:
        officer = official(tx, "officer", UNIT)
        deputy = official(tx, "officer", UNIT)
        head = official(tx, "head", UNIT, **AWAY, stand_in_id=deputy.id)
        assert owner(tx) == deputy.id
        offices.back(tx, head.id)
        assert owner(tx) == head.id
        offices.leave(tx, head.id, TODAY, TODAY, None)
        assert owner(tx) == officer.id


def test_two_who_stand_in_for_each_other_while_both_are_away_are_better_than_nobody(
    store: Store, house: House
) -> None:
    with store.begin() as tx:
        first = official(tx, "head", UNIT, **AWAY)
        second = official(tx, "officer", UNIT, **AWAY, stand_in_id=first.id)
        offices.leave(tx, first.id, TODAY, TODAY, second.id)
        assert owner(tx) == first.id


def test_an_office_for_a_time_has_nothing_after_its_last_day(store: Store, house: House) -> None:
    with store.begin() as tx:
        officer = official(tx, "officer", UNIT)
        acting = official(tx, "head", UNIT, acting="plt", until=TODAY)
        assert owner(tx) == acting.id
        offices.act(tx, acting.id, "plh", TODAY - timedelta(days=1))
        assert owner(tx) == officer.id


# --- who is told and reminded ---


def test_a_notice_goes_to_who_stands_in_and_to_the_rest_once(store: Store, house: House) -> None:
    with store.begin() as tx:
        officer = official(tx, "officer", UNIT)
        head = official(tx, "head", UNIT, **AWAY, stand_in_id=officer.id)
        row = case(tx, head)
        assert [reader.id for reader in owning.readers_of(tx, row, TODAY)] == [officer.id]
        after = TODAY + timedelta(days=4)
        assert [reader.id for reader in owning.readers_of(tx, row, after)] == [officer.id, head.id]


def test_a_notice_goes_to_who_is_away_where_nobody_stands_in(store: Store, house: House) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT, **AWAY)
        assert [reader.id for reader in owning.readers_of(tx, case(tx), TODAY)] == [head.id]


def test_reminders_go_to_the_owner_or_who_stands_in_or_the_nearest(store: Store, house: House) -> None:
    with store.begin() as tx:
        officer, head = official(tx, "officer", UNIT), official(tx, "head", UNIT)
        row = case(tx, officer)
        assert owning.seen_to_by(tx, row, TODAY) == officer
        offices.leave(tx, officer.id, TODAY, TODAY, head.id)
        assert seen_to(tx, row) == head.id
        officials.end(tx, officer.id, NOW)
        assert seen_to(tx, row) == head.id


def seen_to(tx: Tx, row: cases.CaseRow) -> int | None:
    found = owning.seen_to_by(tx, row, TODAY)
    return found.id if found else None


# --- when the owner goes ---


def test_cases_of_who_goes_get_an_owner_their_reporters_hear_it_and_no_name(
    store: Store, house: House
) -> None:
    with store.begin() as tx:
        going = official(tx, "head", UNIT, address="1")
        staying = official(tx, "officer", UNIT, address="2")
        reporter = person(tx, "77")
        mine, forgotten = case(tx, going, reporter=reporter), case(tx, going)
        citizens.forget(tx, forgotten.citizen_id or 0, NOW)
        done = case(tx, going, closed_at=NOW, state="fixed")
        officials.end(tx, going.id, NOW)
        assert owning.own_again(tx, house, going.id, NOW, teller(tx)) == 2
        assert again(tx, mine).owner_id == again(tx, forgotten).owner_id == staying.id
        assert again(tx, done).owner_id == going.id
        assert again(tx, mine).version == mine.version + 1
        step = cases.events(tx, mine.id)[-1]
        assert (step.kind, step.actor) == ("owned", "system")
    heard = told(store, "77")
    assert len(heard) == 1
    assert f"Laporan {mine.number} sekarang ditangani petugas lain di Disdukcapil." in heard[0]
    assert staying.name not in heard[0]
    lists = told(store, "2")
    assert len(lists) == 1
    assert mine.number in lists[0]
    assert forgotten.number in lists[0]


def test_a_case_that_was_sent_back_twice_stays_with_a_coordinator(store: Store, house: House) -> None:
    with store.begin() as tx:
        official(tx, "head", UNIT)
        going, staying = official(tx, "coordinator"), official(tx, "coordinator")
        row = case(tx, going, reopened=2)
        officials.end(tx, going.id, NOW)
        owning.own_again(tx, house, going.id, NOW, teller(tx))
        assert again(tx, row).owner_id == staying.id


def test_with_nobody_left_a_case_waits_and_the_first_who_comes_has_it(store: Store, house: House) -> None:
    with store.begin() as tx:
        going = official(tx, "head", UNIT)
        row = case(tx, going, reporter=person(tx, "77"))
        never_had = case(tx, reporter=person(tx, "78"))
        officials.end(tx, going.id, NOW)
        assert owning.own_again(tx, house, going.id, NOW, teller(tx)) == 0
        assert again(tx, row).owner_id is None
    assert told(store, "77") == []
    with store.begin() as tx:
        coming = official(tx, "coordinator")
        assert owning.own_strays(tx, house, NOW, teller(tx)) == 2
        assert owning.own_strays(tx, house, NOW, teller(tx)) == 0
        assert again(tx, row).owner_id == again(tx, never_had).owner_id == coming.id
    assert "koordinator kota" in told(store, "77")[0]
    assert told(store, "78") == []  # the first owner of all is no news


def test_who_leaves_alone_keeps_the_cases(store: Store, house: House) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT)
        row = case(tx, head)
        assert owning.own_again(tx, house, head.id, NOW, teller(tx)) == 0
        assert again(tx, row) == row


def test_an_official_who_had_their_data_deleted_has_nothing_any_more(store: Store, house: House) -> None:
    with store.begin() as tx:
        gone, staying = official(tx, "head", UNIT), official(tx, "officer", UNIT)
        row = case(tx, gone)
        citizens.forget(tx, gone.citizen_id or 0, NOW)
        assert owning.own_strays(tx, house, NOW, teller(tx)) == 1
        assert again(tx, row).owner_id == staying.id


# --- whoever is removed ---


def a_city(tx: Tx) -> tuple[list[OfficialRow], list[cases.CaseRow]]:
    """Two units with a head and officers, two coordinators, two overseers; cases of every route and owner."""
    people = [
        official(tx, role, unit)
        for role, unit in (
            *(("head", unit) for unit in (UNIT, OTHER)),
            *(("officer", unit) for unit in (UNIT, UNIT, OTHER)),
            *((role, None) for role in ("coordinator", "coordinator", "overseer", "overseer")),
        )
    ]
    rows: list[cases.CaseRow] = []
    for one in people:
        route = {"coordinator": "coordinator", "overseer": "overseers"}.get(one.role, "unit")
        rows += [case(tx, one, unit=one.unit or UNIT, route=route, reopened=n) for n in (0, 2)]
    return people, rows


@pytest.mark.parametrize("index", range(9))
def test_removing_any_official_leaves_no_open_case_without_an_owner(
    store: Store, house: House, index: int
) -> None:
    with store.begin() as tx:
        people, rows = a_city(tx)
    appointing.end(store, house, people[index].id)
    assert ownerless(store) == []
    with store.begin() as tx:
        moved = [row for row in rows if row.owner_id == people[index].id]
        changed = [row.number for row in rows if again(tx, row).owner_id != row.owner_id]
        assert changed == [row.number for row in moved]
        for row in moved:
            to_reporter = select(func.count(Outbox.id)).where(Outbox.citizen_id == row.citizen_id)
            assert tx.connection.execute(to_reporter).scalar_one() == 1


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(9)), st.integers(1, 8))
def test_removing_officials_one_after_another_never_does_while_somebody_is_left(
    store: Store, house: House, order: list[int], how_many: int
) -> None:
    with store.begin() as tx:
        for old in officials.all_active(tx):
            officials.end(tx, old.id, NOW)
        for stray in offices.astray(tx):
            row = cases.by_id(tx, stray, lock=True)
            if row is not None:
                case_moves.move(tx, row, "archived", kind="archived", actor="system", now=NOW, closes=True)
        people, _ = a_city(tx)
    for index in order[:how_many]:
        appointing.end(store, house, people[index].id)
        with store.reading() as tx:
            left = {one.role for one in officials.all_active(tx)}
        if left & {"coordinator", "overseer"}:
            assert ownerless(store) == []
