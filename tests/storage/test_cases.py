"""Cases: opened once, numbered uniquely, found by what is due, forgotten without being lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from storage import cases
from storage.models import Case, CaseEvent
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import A_CASE, DAY, NOW


def scene(tx: Tx) -> int:
    given.units(tx, "disdukcapil", "dishub")
    return given.citizen(tx)


def test_an_opened_case_is_received_and_comes_back_as_it_was_handed_in(store: Store) -> None:
    with store.begin() as tx:
        case = cases.open_case(tx, replace(A_CASE, citizen_id=scene(tx)), NOW)
        assert case.state == "received"
        assert case.details == A_CASE.details
        assert (case.opened_at, case.verify_due, case.answer_due) == (
            NOW,
            A_CASE.verify_due,
            A_CASE.answer_due,
        )
        assert (case.answered_at, case.closed_at) == (None, None)
        assert cases.by_number(tx, case.number) == case
        assert [(e.kind, e.actor, e.words, e.at) for e in cases.events(tx, case.id)] == [
            ("opened", "citizen", "", NOW)
        ]


def test_no_word_of_a_case_lies_open_in_its_row(store: Store) -> None:
    with store.begin() as tx:
        given.case(tx, scene(tx))
        row = tx.connection.execute(select(Case)).one()
        assert all(word not in row.details for word in (b"KTP", b"Sari", b"0812", b"loket"))


def test_a_case_opened_again_in_the_same_talk_is_the_same_case(store: Store) -> None:
    with store.begin() as tx:
        new = replace(A_CASE, citizen_id=scene(tx))
        first = cases.open_case(tx, new, NOW)
        again = cases.open_case(tx, replace(new, kind="praise"), NOW + DAY)
        assert again == first
        assert given.count(tx, Case) == given.count(tx, CaseEvent) == 1


def test_a_taken_number_is_never_given_twice(store: Store) -> None:
    with store.begin() as tx:
        person = scene(tx)
        taken = cases.open_case(tx, replace(A_CASE, citizen_id=person), NOW, numbers=["KS-2611-AAAA"])
        tried = ["KS-2611-AAAA", "KS-2611-AAAA", "KS-2611-BBBB"]
        other = cases.open_case(tx, replace(A_CASE, citizen_id=person, talk="t2"), NOW, numbers=tried)
        assert (taken.number, other.number) == ("KS-2611-AAAA", "KS-2611-BBBB")
        assert other.id != taken.id


def test_when_every_number_is_taken_it_says_so_and_opens_nothing(store: Store) -> None:
    with store.begin() as tx:
        person = scene(tx)
        cases.open_case(tx, replace(A_CASE, citizen_id=person), NOW, numbers=["KS-2611-AAAA"])
        with pytest.raises(cases.NumbersRanOut):
            cases.open_case(tx, replace(A_CASE, citizen_id=person, talk="t2"), NOW, numbers=["KS-2611-AAAA"])
        assert given.count(tx, Case) == 1


def test_two_who_draw_the_same_number_at_once_get_two_numbers(store: Store) -> None:
    with store.begin() as tx:
        people = [scene(tx), given.citizen(tx)]
    both_ready = Barrier(2)

    def hand_in(person: int) -> str:
        both_ready.wait()
        with store.begin() as tx:
            new = replace(A_CASE, citizen_id=person)
            return cases.open_case(tx, new, NOW, numbers=["KS-2611-AAAA", f"KS-2611-{person:04}"]).number

    with ThreadPoolExecutor(2) as pool:
        numbers = set(pool.map(hand_in, people))
    assert len(numbers) == 2
    assert "KS-2611-AAAA" in numbers


def test_a_number_has_the_month_of_the_city_and_the_prefix_of_its_settings(store: Store) -> None:
    with store.begin() as tx:
        person = scene(tx)
        local = datetime(2026, 11, 30, 18, 0, tzinfo=UTC).astimezone(ZoneInfo("Asia/Jakarta"))
        case = cases.open_case(tx, replace(A_CASE, citizen_id=person), local, number_prefix="XY")
        assert case.number.startswith("XY-2612-")
        assert case.opened_at == local


def test_a_case_is_found_by_a_number_typed_in_small_letters(store: Store) -> None:
    with store.begin() as tx:
        case = given.case(tx, scene(tx))
        found = cases.by_number(tx, f" {case.number.lower()} ", lock=True)
        assert found == case
        assert cases.by_number(tx, "KS-2611-ZZZZZ") is None


def test_many_cases_are_locked_in_the_order_of_their_ids(store: Store) -> None:
    with store.begin() as tx:
        person = scene(tx)
        opened = [given.case(tx, person) for _ in range(3)]
        wanted = [case.number for case in reversed(opened)]
        assert cases.lock_many(tx, [*wanted, wanted[0], "KS-0000-NONE"]) == opened
        assert cases.lock_many(tx, []) == []


def test_two_batches_that_lock_the_same_cases_in_other_orders_both_get_through(store: Store) -> None:
    with store.begin() as tx:
        person = scene(tx)
        numbers = [given.case(tx, person).number for _ in range(5)]
    both_ready = Barrier(2)

    def lock(wanted: list[str]) -> int:
        both_ready.wait()
        with store.begin() as tx:
            return len(cases.lock_many(tx, wanted))

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lock, [numbers, numbers[::-1]])) == [5, 5]


def test_citizens_see_their_own_cases_only_the_newest_first(store: Store) -> None:
    with store.begin() as tx:
        person, other = scene(tx), given.citizen(tx)
        first, second = given.case(tx, person), given.case(tx, person, unit=None)
        given.case(tx, other)
        mine = cases.of_citizen(tx, person)
        assert [case.number for case in mine] == [second.number, first.number]
        assert [(case.unit, case.answer) for case in mine] == [(None, ""), ("disdukcapil", "")]
        assert cases.of_citizen(tx, given.citizen(tx)) == []


def test_forgetting_cuts_who_it_was_and_keeps_what_it_is_about(store: Store) -> None:
    with store.begin() as tx:
        person, other = scene(tx), given.citizen(tx)
        case, kept = given.case(tx, person), given.case(tx, other)
        cases.cut(tx, person, NOW + DAY)
        stored = cases.by_number(tx, case.number)
        assert stored is not None
        assert stored.citizen_id is None
        assert stored.details == {"words": "KTP belum jadi", "where": "loket 2"}
        assert (stored.state, stored.version) == ("received", case.version + 1)
        assert [event.kind for event in cases.events(tx, case.id)] == ["opened", "cut"]
        assert cases.by_number(tx, kept.number) == kept


def test_forgetting_twice_or_without_cases_changes_nothing(store: Store) -> None:
    with store.begin() as tx:
        person = scene(tx)
        case = given.case(tx, person)
        cases.cut(tx, person, NOW)
        cases.cut(tx, person, NOW)
        cases.cut(tx, given.citizen(tx), NOW)
        assert [event.kind for event in cases.events(tx, case.id)] == ["opened", "cut"]


def test_whoever_gets_a_case_at_its_opening_has_it(store: Store) -> None:
    with store.begin() as tx:
        person, official = scene(tx), given.official(tx)
        case = given.case(tx, person, owner_id=official)
        assert (case.owner_id, case.version, case.state_at) == (official, 0, NOW)
        assert (case.next_step, case.next_at, case.outer_due) == (
            "verify",
            A_CASE.next_at,
            A_CASE.outer_due,
        )
        assert (case.reply_due, case.merged_into, case.handling, case.lapor_id) == (None, None, None, None)
        assert cases.by_id(tx, case.id, lock=True) == case
        assert cases.by_id(tx, case.id + 1) is None


def test_reporters_see_what_was_proposed_and_the_last_answer(store: Store) -> None:
    with store.begin() as tx:
        person = scene(tx)
        case = given.answered(tx, given.case(tx, person), "Kami periksa", NOW + DAY)
        case = given.answered(tx, case, "Sudah selesai", NOW + 2 * DAY)
        given.change(tx, Case, case.id, outcome="answered")
        (mine,) = cases.of_citizen(tx, person)
        assert (mine.number, mine.state, mine.answer) == (case.number, "in_progress", "Sudah selesai")
        assert (mine.outcome, mine.version) == ("answered", case.version)


def test_open_cases_are_listed_without_a_word_of_them(store: Store) -> None:
    with store.begin() as tx:
        person = scene(tx)
        first, closed, last = (given.case(tx, person) for _ in range(3))
        given.change(tx, Case, closed.id, state="fixed", closed_at=NOW)
        listed = cases.still_open(tx)
        assert [row.id for row in listed] == [first.id, last.id]
        assert not {"details", "known_as"} & set(vars(listed[0]))
        assert (listed[0].next_at, listed[0].opened_at) == (A_CASE.next_at, NOW)


def test_due_are_open_cases_whose_day_has_come(store: Store) -> None:
    with store.begin() as tx:
        person = scene(tx)
        late, today, later, closed = (
            given.case(tx, person, next_at=date(2026, 12, day)) for day in (1, 3, 4, 1)
        )
        given.change(tx, Case, closed.id, state="fixed", closed_at=NOW)
        assert [row.id for row in cases.due(tx, date(2026, 12, 3))] == [late.id, today.id]
        assert cases.due(tx, date(2026, 11, 30)) == []
        assert later.id in {row.id for row in cases.due(tx, date(2026, 12, 4))}
