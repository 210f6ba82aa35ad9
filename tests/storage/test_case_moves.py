"""Steps on a case: each leaves one event, makes the case one version older, and overwrites nobody."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from storage import case_moves, cases
from storage.cases import CaseEventRow, CaseRow
from storage.models import Case, CaseEvent
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

OFFICIAL = "official:7"
LATER = NOW + DAY


def opened(tx: Tx) -> CaseRow:
    given.units(tx, "disdukcapil", "dishub")
    return given.case(tx, given.citizen(tx))


def last(tx: Tx, case: CaseRow) -> CaseEventRow:
    return cases.events(tx, case.id)[-1]


Step = Callable[[Tx, CaseRow], CaseRow]
STEPS: dict[str, Step] = {
    "move": lambda tx, c: case_moves.move(tx, c, "verified", kind="verified", actor=OFFICIAL, now=LATER),
    "close": lambda tx, c: case_moves.move(
        tx, c, "fixed", kind="settled", actor="citizen", now=LATER, closes=True, closed_by="reporter"
    ),
    "own": lambda tx, c: case_moves.own(tx, c, None, actor="system", now=LATER),
    "happen": lambda tx, c: case_moves.happen(tx, c, "noted", actor=OFFICIAL, now=LATER, words="Telepon"),
    "answered": lambda tx, c: case_moves.answered(tx, c, actor=OFFICIAL, words="Ya", now=LATER),
    "pass_to": lambda tx, c: case_moves.pass_to(
        tx, c, unit="dishub", route="unit", owner_id=None, actor=OFFICIAL, now=LATER, words="Tolong"
    ),
    "rate": lambda tx, c: case_moves.rate(tx, c, 3, LATER),
    "reopen": lambda tx, c: case_moves.reopen(tx, c, words="Belum", owner_id=None, now=LATER),
    "unmerge": lambda tx, c: case_moves.unmerge(tx, c, actor="citizen", now=LATER),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_step_is_one_event_and_one_version_and_is_given_back_as_it_is_stored(
    store: Store, step: Step
) -> None:
    with store.begin() as tx:
        case = opened(tx)
        after = step(tx, case)
        assert after.version == case.version + 1
        assert after == cases.by_id(tx, case.id)
        assert len(cases.events(tx, case.id)) == 2
        assert last(tx, case).at == LATER


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_step_touches_no_other_case(store: Store, step: Step) -> None:
    with store.begin() as tx:
        case = opened(tx)
        other = given.case(tx, given.citizen(tx))
        step(tx, case)
        assert cases.by_id(tx, other.id) == other
        assert len(cases.events(tx, other.id)) == 1


def test_a_move_says_who_when_why_and_where_to(store: Store) -> None:
    with store.begin() as tx:
        case = opened(tx)
        after = case_moves.move(
            tx,
            case,
            "needs_data",
            kind="asked",
            actor=OFFICIAL,
            now=LATER,
            words="Nomor KTP?",
            reason="unclear",
            target="case:KS-2611-AAAA",
        )
        assert (after.state, after.state_at, after.closed_at) == ("needs_data", LATER, None)
        assert last(tx, case) == CaseEventRow(
            "asked", OFFICIAL, "Nomor KTP?", LATER, "needs_data", "unclear", "case:KS-2611-AAAA"
        )
        stored = (
            tx.connection.execute(select(CaseEvent.words).order_by(CaseEvent.id.desc())).scalars().first()
        )
        assert b"KTP" not in (stored or b"")


def test_a_move_that_closes_leaves_nothing_to_be_done(store: Store) -> None:
    with store.begin() as tx:
        case = opened(tx)
        given.change(tx, Case, case.id, reply_due=date(2026, 12, 10))
        after = STEPS["close"](tx, case)
        assert (after.state, after.closed_at, after.closed_by) == ("fixed", LATER, "reporter")
        assert (after.next_step, after.next_at, after.reply_due) == ("", None, None)


def test_a_moment_in_local_time_is_stored_as_the_same_moment(store: Store) -> None:
    with store.begin() as tx:
        case = opened(tx)
        local = LATER.astimezone(ZoneInfo("Asia/Jakarta"))
        after = case_moves.answered(tx, case, actor=OFFICIAL, words="Ya", now=local)
        assert after.answered_at == LATER


def test_an_owner_is_named_in_the_event_and_nobody_is_nobody(store: Store) -> None:
    with store.begin() as tx:
        case, official = opened(tx), given.official(tx)
        after = case_moves.own(tx, case, official, actor=OFFICIAL, now=LATER, reason="away")
        assert after.owner_id == official
        assert (last(tx, case).kind, last(tx, case).target, last(tx, case).reason) == (
            "owned",
            f"official:{official}",
            "away",
        )
        after = case_moves.own(tx, after, None, actor="system", now=LATER, kind="taken")
        assert (after.owner_id, last(tx, case).kind, last(tx, case).target) == (None, "taken", "")


def test_what_merely_happens_changes_nothing_but_the_version(store: Store) -> None:
    with store.begin() as tx:
        case = opened(tx)
        after = STEPS["happen"](tx, case)
        assert after == replace(case, version=case.version + 1)
        assert (last(tx, case).words, last(tx, case).state) == ("Telepon", "")


def test_the_first_answer_is_the_one_that_counts(store: Store) -> None:
    with store.begin() as tx:
        case = opened(tx)
        case = case_moves.answered(tx, case, actor=OFFICIAL, words="Kami periksa", now=LATER)
        case = case_moves.answered(tx, case, actor="official:8", words="Selesai", now=LATER + DAY)
        assert (case.answered_at, case.state) == (LATER, "received")
        steps = [(e.kind, e.actor, e.words) for e in cases.events(tx, case.id)]
        assert steps[1:] == [("answered", OFFICIAL, "Kami periksa"), ("answered", "official:8", "Selesai")]


def test_an_answer_to_a_closed_case_leaves_it_closed(store: Store) -> None:
    with store.begin() as tx:
        case = STEPS["close"](tx, opened(tx))
        after = case_moves.answered(tx, case, actor=OFFICIAL, words="Terima kasih", now=LATER + DAY)
        assert (after.state, after.closed_at) == ("fixed", LATER)


def test_a_case_passed_to_another_unit_says_so_and_within_its_unit_says_to_whom(store: Store) -> None:
    with store.begin() as tx:
        case, official = opened(tx), given.official(tx)
        there = STEPS["pass_to"](tx, case)
        assert (there.unit, there.route, there.owner_id) == ("dishub", "unit", None)
        assert (last(tx, case).target, last(tx, case).words) == ("unit:dishub", "Tolong")
        case_moves.pass_to(
            tx, there, unit="dishub", route="unit", owner_id=official, actor=OFFICIAL, now=LATER, words=""
        )
        assert last(tx, case).target == f"official:{official}"


def test_a_case_passed_up_has_the_route_of_those_who_have_it_then(store: Store) -> None:
    with store.begin() as tx:
        case, official = opened(tx), given.official(tx)
        after = case_moves.pass_to(
            tx, case, unit=None, route="coordinator", owner_id=official, actor=OFFICIAL, now=LATER, words=""
        )
        assert (after.unit, after.route, last(tx, case).target) == (
            None,
            "coordinator",
            f"official:{official}",
        )


def test_what_is_proposed_is_a_version_and_no_event_of_its_own(store: Store) -> None:
    with store.begin() as tx:
        case = opened(tx)
        proposed = case_moves.set_outcome(tx, case, "cannot")
        assert (proposed.outcome, proposed.version) == ("cannot", case.version + 1)
        assert case_moves.set_outcome(tx, proposed, "").outcome == ""
        assert [e.kind for e in cases.events(tx, case.id)] == ["opened"]


def test_a_rating_of_the_handling_stands_with_the_case(store: Store) -> None:
    with store.begin() as tx:
        case = STEPS["rate"](tx, opened(tx))
        assert (case.handling, last(tx, case).kind, last(tx, case).actor) == (3, "rated", "citizen")


def test_a_reopened_case_keeps_its_number_its_dates_and_its_history(store: Store) -> None:
    with store.begin() as tx:
        case, head = opened(tx), given.official(tx)
        case = case_moves.set_outcome(tx, case, "fixed")
        case = case_moves.answered(tx, case, actor=OFFICIAL, words="Sudah", now=LATER)
        closed = STEPS["close"](tx, case)
        again = case_moves.reopen(tx, closed, words="Masih rusak", owner_id=head, now=LATER + DAY)
        assert (again.state, again.state_at, again.owner_id) == ("reopened", LATER + DAY, head)
        assert (again.closed_at, again.closed_by, again.outcome, again.reopened) == (None, "", "", 1)
        same = ("id", "number", "opened_at", "verify_due", "answer_due", "outer_due", "answered_at")
        assert [getattr(again, key) for key in same] == [getattr(case, key) for key in same]
        assert [e.kind for e in cases.events(tx, case.id)] == ["opened", "answered", "settled", "reopened"]
        assert (last(tx, case).words, last(tx, case).state) == ("Masih rusak", "reopened")


def test_each_not_yet_is_counted(store: Store) -> None:
    with store.begin() as tx:
        case = opened(tx)
        for _ in range(3):
            case = case_moves.reopen(tx, case, words="", owner_id=None, now=LATER)
        assert case.reopened == 3


def test_the_caller_may_hold_a_row_that_is_older_than_the_case(store: Store) -> None:
    with store.begin() as tx:
        case = opened(tx)
        STEPS["move"](tx, case)
        after = STEPS["reopen"](tx, case)
        assert (after.version, after.reopened) == (case.version + 2, 1)


def test_two_who_step_at_once_leave_two_versions_and_two_events(store: Store) -> None:
    with store.begin() as tx:
        number = opened(tx).number
    both_ready = Barrier(2)

    def step(actor: str) -> int:
        both_ready.wait()
        with store.begin() as tx:
            case = cases.by_number(tx, number, lock=True)
            assert case is not None
            return case_moves.happen(tx, case, "noted", actor=actor, now=LATER).version

    with ThreadPoolExecutor(2) as pool:
        versions = sorted(pool.map(step, ["official:1", "official:2"]))
    assert versions == [1, 2]


def test_a_step_that_is_rolled_back_never_happened(store: Store) -> None:
    with store.begin() as tx:
        case = opened(tx)

    def fail(tx: Tx) -> None:
        STEPS["close"](tx, case)
        raise RuntimeError("after the step")

    with pytest.raises(RuntimeError), store.begin() as tx:
        fail(tx)
    with store.reading() as tx:
        assert cases.by_id(tx, case.id) == case
        assert [e.kind for e in cases.events(tx, case.id)] == ["opened"]


# --- cases that tell the same ------------------------------------------------------------------------------


def three(tx: Tx) -> tuple[CaseRow, CaseRow, CaseRow]:
    first = opened(tx)
    return first, given.case(tx, given.citizen(tx)), given.case(tx, given.citizen(tx))


def test_a_merged_case_follows_and_both_are_a_version_older(store: Store) -> None:
    with store.begin() as tx:
        main, case, other = three(tx)
        after = case_moves.merge(tx, case, main, actor=OFFICIAL, now=LATER)
        assert (after.merged_into, after.version) == (main.id, case.version + 1)
        assert (last(tx, case).kind, last(tx, case).target) == ("merged", f"case:{main.number}")
        assert case_moves.following(tx, main.id) == [after]
        assert cases.by_id(tx, main.id) == replace(main, version=main.version + 1)
        assert cases.by_id(tx, other.id) == other


def test_what_followed_a_merged_case_follows_the_same_one_as_it(store: Store) -> None:
    with store.begin() as tx:
        main, middle, end = three(tx)
        case_moves.merge(tx, end, middle, actor=OFFICIAL, now=LATER)
        case_moves.merge(tx, middle, main, actor=OFFICIAL, now=LATER)
        assert [row.id for row in case_moves.following(tx, main.id)] == [middle.id, end.id]
        assert case_moves.following(tx, middle.id) == []


def test_to_merge_again_changes_nothing(store: Store) -> None:
    with store.begin() as tx:
        main, case, _ = three(tx)
        once = case_moves.merge(tx, case, main, actor=OFFICIAL, now=LATER)
        assert case_moves.merge(tx, case, main, actor=OFFICIAL, now=LATER) == once
        assert [e.kind for e in cases.events(tx, case.id)] == ["opened", "merged"]


def test_an_unmerged_case_stands_for_itself(store: Store) -> None:
    with store.begin() as tx:
        main, case, _ = three(tx)
        case = case_moves.merge(tx, case, main, actor=OFFICIAL, now=LATER)
        case = case_moves.unmerge(tx, case, actor="citizen", now=LATER)
        assert case.merged_into is None
        assert case_moves.following(tx, main.id, lock=False) == []


def test_dates_are_set_without_a_step(store: Store) -> None:
    with store.begin() as tx:
        case = opened(tx)
        dates: dict[str, Any] = {
            "verify_due": date(2026, 12, 1),
            "answer_due": date(2026, 12, 2),
            "outer_due": date(2026, 12, 3),
            "reply_due": date(2026, 12, 4),
            "next_step": "reporter",
            "next_at": date(2026, 12, 4),
        }
        case_moves.set_dates(tx, case.id, **dates)
        after = cases.by_id(tx, case.id)
        assert after is not None
        assert {key: getattr(after, key) for key in dates} == dates
        assert (after.version, len(cases.events(tx, case.id))) == (case.version, 1)
