"""Promised days: they come, they are told once, they are kept or seen to be broken."""

from __future__ import annotations

from datetime import date

from storage import promises
from storage.models import Promise
from storage.promises import BrokenPromise, PromiseRow
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW
from tests.storage.plans import counted, many_times, plan_of

FIRST, SECOND, THIRD = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)


def scene(tx: Tx) -> int:
    given.units(tx, "disdukcapil", "dishub")
    return given.official(tx)


def case(tx: Tx, **values: str) -> tuple[int, str]:
    opened = given.case(tx, given.citizen(tx), **values)
    return opened.id, opened.number


def test_a_promise_stands_as_it_was_made(store: Store) -> None:
    with store.begin() as tx:
        official = scene(tx)
        case_id, _ = case(tx)
        made = promises.make(tx, case_id, official, SECOND, NOW)
        wanted = PromiseRow(made, case_id, official, SECOND, NOW, None, None)
        assert promises.of_case(tx, case_id) == wanted
        assert promises.by_id(tx, made, lock=True) == wanted
        assert promises.by_id(tx, made + 1) is None
        assert promises.of_case(tx, case_id + 1) is None


def test_the_newest_promise_of_a_case_is_the_one_that_holds(store: Store) -> None:
    with store.begin() as tx:
        official = scene(tx)
        case_id, _ = case(tx)
        promises.make(tx, case_id, official, FIRST, NOW)
        second = promises.make(tx, case_id, official, THIRD, NOW + DAY)
        held = promises.of_case(tx, case_id)
        assert held is not None
        assert (held.id, held.due) == (second, THIRD)


def test_what_is_promised_up_to_a_day_comes_the_longest_due_first(store: Store) -> None:
    with store.begin() as tx:
        official = scene(tx)
        third, first, second = (
            promises.make(tx, case(tx)[0], official, due, NOW) for due in (THIRD, FIRST, SECOND)
        )
        assert [row.id for row in promises.open_until(tx, SECOND)] == [first, second]
        assert [row.id for row in promises.open_until(tx, THIRD)] == [first, second, third]
        assert promises.open_until(tx, date(2026, 11, 30)) == []


def test_who_was_told_is_noted_and_the_promise_stays_open(store: Store) -> None:
    with store.begin() as tx:
        official = scene(tx)
        told, untold = (promises.make(tx, case(tx)[0], official, FIRST, NOW) for _ in range(2))
        promises.told(tx, told, NOW + DAY)
        found = {row.id: row.told_at for row in promises.open_until(tx, FIRST)}
        assert found == {told: NOW + DAY, untold: None}


def test_a_kept_promise_is_over_and_keeps_its_first_day(store: Store) -> None:
    with store.begin() as tx:
        official = scene(tx)
        (case_id, _), (other_id, _) = case(tx), case(tx)
        promises.make(tx, case_id, official, FIRST, NOW)
        other = promises.make(tx, other_id, official, FIRST, NOW)
        promises.kept(tx, case_id, NOW + DAY)
        promises.kept(tx, case_id, NOW + 2 * DAY)
        held = promises.of_case(tx, case_id)
        assert held is not None
        assert held.kept_at == NOW + DAY
        assert [row.id for row in promises.open_until(tx, THIRD)] == [other]


def test_a_promise_is_broken_when_its_day_is_over_and_not_before(store: Store) -> None:
    with store.begin() as tx:
        official = scene(tx)
        case_id, number = case(tx)
        promises.make(tx, case_id, official, FIRST, NOW)
        assert promises.broken(tx, FIRST) == []
        assert promises.broken(tx, SECOND) == [BrokenPromise(number, "disdukcapil", "unit", FIRST)]
        promises.kept(tx, case_id, NOW)
        assert promises.broken(tx, SECOND) == []


def test_a_promise_that_a_later_one_replaced_is_never_broken_nor_comes(store: Store) -> None:
    with store.begin() as tx:
        official = scene(tx)
        (case_id, number), (other_id, other) = case(tx), case(tx)
        promises.make(tx, case_id, official, FIRST, NOW)
        promises.make(tx, other_id, official, FIRST, NOW)
        later = promises.make(tx, case_id, official, SECOND, NOW + DAY)
        assert [row.number for row in promises.broken(tx, SECOND)] == [other]
        assert later in [row.id for row in promises.open_until(tx, SECOND)]
        assert len(promises.open_until(tx, SECOND)) == 2
        assert {(row.number, row.due) for row in promises.broken(tx, THIRD)} == {
            (number, SECOND),
            (other, FIRST),
        }
        promises.kept(tx, case_id, NOW + DAY)
        assert [row.number for row in promises.broken(tx, THIRD)] == [other]


def test_a_unit_sees_its_own_broken_promises_and_none_that_bypass_it(store: Store) -> None:
    with store.begin() as tx:
        official = scene(tx)
        mine, theirs, secret = case(tx), case(tx, unit="dishub"), case(tx, route="overseers")
        for case_id, _ in (mine, theirs, secret):
            promises.make(tx, case_id, official, FIRST, NOW)
        assert [row.number for row in promises.broken(tx, SECOND, "disdukcapil")] == [mine[1]]
        assert [row.number for row in promises.broken(tx, SECOND)] == [mine[1], theirs[1], secret[1]]


def test_years_of_kept_promises_are_not_walked_through(store: Store) -> None:
    with store.begin() as tx:
        official = scene(tx)
        case_id, _ = case(tx)
        made = promises.make(tx, case_id, official, FIRST, NOW)
        promises.kept(tx, case_id, NOW)
        many_times(tx, Promise, made, 3000)
        for _ in range(9):
            promises.make(tx, case_id, official, SECOND, NOW)
    counted(store)
    for plan in (
        plan_of(store, lambda tx: promises.open_until(tx, SECOND)),
        plan_of(store, lambda tx: promises.broken(tx, THIRD)),
    ):
        assert "ix_promises_open" in plan, plan
