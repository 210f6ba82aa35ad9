"""Reminders: each rung once for its deadline and day, tapped once, however often anybody tries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from storage import rungs
from storage.rungs import RungRow
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

DUE = date(2026, 11, 27)
NEXT = date(2026, 12, 4)


def scene(tx: Tx) -> tuple[int, int]:
    """A case and an official."""
    given.units(tx, "disdukcapil")
    return given.case(tx, given.citizen(tx)).id, given.official(tx)


def test_a_rung_is_climbed_once(store: Store) -> None:
    with store.begin() as tx:
        case, _ = scene(tx)
        assert rungs.put(tx, case, "verify", DUE, 1, NOW)
        assert not rungs.put(tx, case, "verify", DUE, 1, NOW + DAY)
        assert rungs.of_cases(tx, [case]) == {case: [RungRow("verify", DUE, 1, NOW, None, None)]}


def test_another_rung_day_deadline_or_case_is_another_reminder(store: Store) -> None:
    with store.begin() as tx:
        case, _ = scene(tx)
        other = given.case(tx, given.citizen(tx)).id
        tried = [(case, "verify", DUE, 1), (case, "verify", DUE, 2), (case, "verify", NEXT, 1)]
        tried += [(case, "answer", DUE, 1), (other, "verify", DUE, 1)]
        assert all(rungs.put(tx, *one, NOW) for one in tried)
        assert not any(rungs.put(tx, *one, NOW) for one in tried)


def test_two_schedulers_at_once_climb_a_rung_once(store: Store) -> None:
    with store.begin() as tx:
        case, _ = scene(tx)
    both_ready = Barrier(2)

    def climb(_: int) -> bool:
        both_ready.wait()
        with store.begin() as tx:
            return rungs.put(tx, case, "verify", DUE, 1, NOW)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(climb, range(2))) == [False, True]


def test_a_tap_is_taken_once_and_keeps_whose_it_was(store: Store) -> None:
    with store.begin() as tx:
        case, official = scene(tx)
        late = given.official(tx)
        rungs.put(tx, case, "verify", DUE, 2, NOW)
        assert rungs.tapped(tx, case, "verify", 2, official, NOW + DAY)
        assert not rungs.tapped(tx, case, "verify", 2, late, NOW + 2 * DAY)
        assert rungs.of_cases(tx, [case]) == {case: [RungRow("verify", DUE, 2, NOW, NOW + DAY, official)]}


def test_a_tap_on_a_reminder_that_was_never_sent_is_none(store: Store) -> None:
    with store.begin() as tx:
        case, official = scene(tx)
        rungs.put(tx, case, "verify", DUE, 1, NOW)
        assert not rungs.tapped(tx, case, "verify", 2, official, NOW)
        assert not rungs.tapped(tx, case, "answer", 1, official, NOW)
        assert not rungs.tapped(tx, case + 1, "verify", 1, official, NOW)


def test_a_tap_is_for_the_newest_day_of_a_deadline_that_moved(store: Store) -> None:
    with store.begin() as tx:
        case, official = scene(tx)
        rungs.put(tx, case, "answer", DUE, 1, NOW)
        rungs.put(tx, case, "answer", NEXT, 1, NOW + DAY)
        assert rungs.tapped(tx, case, "answer", 1, official, NOW + 2 * DAY)
        assert [(r.due, r.tapped_by) for r in rungs.of_cases(tx, [case])[case]] == [
            (DUE, None),
            (NEXT, official),
        ]


def test_rungs_of_many_cases_come_at_once_by_day_and_rung(store: Store) -> None:
    with store.begin() as tx:
        case, _ = scene(tx)
        other, quiet = (given.case(tx, given.citizen(tx)).id for _ in range(2))
        for case_id, due, rung in ((case, NEXT, 1), (case, DUE, 2), (case, DUE, 1), (other, DUE, 1)):
            rungs.put(tx, case_id, "verify", due, rung, NOW)
        found = rungs.of_cases(tx, [case, other, quiet])
        assert {key: [(r.due, r.rung) for r in rows] for key, rows in found.items()} == {
            case: [(DUE, 1), (DUE, 2), (NEXT, 1)],
            other: [(DUE, 1)],
        }
        assert rungs.of_cases(tx, []) == {}
