"""A case never dies silently: whatever is done to it, it has an owner and a next day until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.desk.acts import close_in_silence
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.case_states import CLOSED, MOVES, WAITING
from handlers.desk_events import (
    CaseAnswered,
    CaseArchived,
    CasePassed,
    CasesMerged,
    CaseTaken,
    ClosingApproved,
    ClosingJudged,
    ClosingProposed,
    DataAsked,
    DeskEvent,
    HandlingRated,
    LateExplained,
    NoteAdded,
    PromiseKept,
)
from handlers.events import CaseSupplemented
from handlers.talk import Words
from storage import cases, outbox
from storage.audit_findings import Finding, Findings
from storage.audit_standing import check_standing
from storage.cases import CaseRow
from storage.store import Store
from tests.bot.desks import Desks

REPORTERS = ("4711", "4712")
OFFICIALS = ("9001", "9002", "9003", "9004", "9010")
W = Words("Kata")
Made = Callable[[Desks, str, int, str], DeskEvent | CaseSupplemented]

ACTIONS: dict[str, Made] = {
    "take": lambda d, n, v, o: CaseTaken(n, v),
    "answer": lambda d, n, v, o: CaseAnswered(n, W, v),
    "ask": lambda d, n, v, o: DataAsked(n, v, W),
    "note": lambda d, n, v, o: NoteAdded(n, v, W),
    "explain": lambda d, n, v, o: LateExplained(n, v, W),
    "to dlh": lambda d, n, v, o: CasePassed(n, v, unit="dlh", note=W),
    "to dpupr": lambda d, n, v, o: CasePassed(n, v, unit="dpupr"),
    "to a person": lambda d, n, v, o: CasePassed(n, v, official=d.ids["9001"]),
    "to the oversight": lambda d, n, v, o: CasePassed(n, v, official=d.ids["9003"]),
    "merge": lambda d, n, v, o: CasesMerged(n, v, o),
    "fixed": lambda d, n, v, o: ClosingProposed(n, v, "fixed", W),
    "answered": lambda d, n, v, o: ClosingProposed(n, v, "answered", W),
    "cannot": lambda d, n, v, o: ClosingProposed(
        n, v, "cannot", W, "budget", d.house.today(d.now) + timedelta(days=30)
    ),
    "not ours": lambda d, n, v, o: ClosingProposed(n, v, "not_ours", W),
    "approve": lambda d, n, v, o: ClosingApproved(n, v, True),
    "decline": lambda d, n, v, o: ClosingApproved(n, v, False, W),
    "archive": lambda d, n, v, o: CaseArchived(n, v, "unclear", W),
    "kept": lambda d, n, v, o: PromiseKept(n, v, W),
    "sudah": lambda d, n, v, o: ClosingJudged(n, True),
    "belum": lambda d, n, v, o: ClosingJudged(n, False, W),
    "supplement": lambda d, n, v, o: CaseSupplemented(n, W),
    "rate": lambda d, n, v, o: HandlingRated(n, 3),
}
NAMES = st.sampled_from(sorted(ACTIONS))
OF_REPORTERS = frozenset({"sudah", "belum", "supplement", "rate"})
HISTORIES = st.lists(
    st.tuples(
        st.sampled_from(sorted(ACTIONS)), st.sampled_from(OFFICIALS), st.integers(0, 1), st.integers(0, 9)
    ),
    min_size=5,
    max_size=25,
)


@pytest.fixture
def begins(settings: Settings, store: Store, now: datetime) -> Callable[[], Desks]:
    """The same city on the same day, for each history anew."""
    sync_units(settings, store)
    desks = Desks(store, build_house(settings), now)
    desks.official("officer", "dpupr", "9001")
    desks.official("head", "dpupr", "9002")
    desks.official("overseer", None, "9003")
    desks.official("coordinator", None, "9004")
    desks.official("head", "dlh", "9010")
    return lambda: replace(desks)


# A shorter history that fails as well would take minutes to find: each step is several transactions.
@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(HISTORIES)
def test_every_open_case_has_an_owner_and_a_next_day_and_moves_only_as_allowed(
    begins: Callable[[], Desks], history: list[tuple[str, str, int, int]]
) -> None:
    desks = begins()
    numbers = [desks.opens(reporter) for reporter in REPORTERS]
    for action, official, which, days in history:
        desks.passes(days)
        _silence(desks, numbers)
        before = [desks.row(number) for number in numbers]
        number, other = numbers[which], numbers[1 - which]
        who = REPORTERS[which] if action in OF_REPORTERS else official
        made = ACTIONS[action](desks, number, before[which].version, other)
        recorded = desks.records(who, made)
        after = [desks.row(number) for number in numbers]
        if not recorded.done:
            assert after == before, (action, recorded)
        for was, row in zip(before, after, strict=True):
            _holds(desks, was, row)
    assert _unfounded(desks) == []


def _unfounded(desks: Desks) -> list[Finding]:
    """What stands otherwise than its steps say, as somebody who checks the log would find it."""
    findings = Findings()
    with desks.store.reading() as tx:
        check_standing(tx, findings)
    return findings.listed()


def _silence(desks: Desks, numbers: list[str]) -> None:
    """What the timetable does every day."""
    for number in numbers:
        with desks.store.begin() as tx:
            row = cases.by_number(tx, number, lock=True)
            assert row is not None
            if row.reply_due is not None and row.reply_due < desks.house.today(desks.now):
                told: list[outbox.Message] = []
                close_in_silence(tx, desks.house, row, desks.now, told.append)
                outbox.add(tx, told, desks.now)


def _holds(desks: Desks, was: CaseRow, row: CaseRow) -> None:
    states = [state for _, state in desks.happened(row.number) if state]
    steps = list(zip(["received", *states], states, strict=False))
    steps = [step for step in steps if step != ("received", "received")]
    assert all(following in MOVES[state] for state, following in steps), steps
    assert row.state == ([*states] or ["received"])[-1]
    assert row.version >= was.version
    if row != was:
        assert row.version > was.version
    if row.state in CLOSED:
        assert (row.next_step, row.next_at) == ("", None)
        assert row.closed_at is not None
        assert row.closed_by
        return
    assert row.owner_id is not None
    assert row.next_step in ("verify", "answer", "head", "reporter")
    assert row.next_at is not None
    assert row.closed_at is None
    assert (row.next_step == "reporter") == (row.state in WAITING)
    if row.merged_into is not None:
        with desks.store.reading() as tx:
            main = cases.by_id(tx, row.merged_into)
        assert main is not None
        assert main.merged_into is None
        assert main.closed_at is None or row.state in WAITING
