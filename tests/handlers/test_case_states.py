"""Every pair of states: which may follow which, and how a case gets from one to another."""

import pytest

from handlers.case_states import CLOSED, MOVES, OUTCOMES, OUTCOMES_OF, STATES, WAITING, NoWay, way
from handlers.rights import KINDS

# Each line: a state, and all that may follow it. Nothing else may.
FOLLOWING = {
    "received": "verified",
    "verified": "needs_data assigned archived",
    "needs_data": "verified assigned in_progress silent",
    "archived": "",
    "not_ours": "",
    "assigned": "needs_data in_progress archived",
    "in_progress": "needs_data assigned proposed archived",
    "proposed": "in_progress reopened fixed silent unfixed not_ours",
    "fixed": "",
    "silent": "",
    "unfixed": "",
    "reopened": "needs_data assigned in_progress",
}


@pytest.mark.parametrize("after", FOLLOWING)
@pytest.mark.parametrize("before", FOLLOWING)
def test_a_state_follows_another_only_where_it_is_written(before: str, after: str) -> None:
    assert (after in MOVES[before]) is (after in FOLLOWING[before].split())


def test_there_are_no_other_states() -> None:
    assert list(FOLLOWING) == list(STATES)
    assert set(MOVES) == set(STATES)
    assert len(FOLLOWING) ** 2 == 144
    assert sum(len(after.split()) for after in FOLLOWING.values()) == 24


def test_what_is_closed_and_what_waits_for_the_reporter() -> None:
    assert {"archived", "not_ours", "fixed", "silent", "unfixed"} == CLOSED
    assert {"needs_data", "proposed"} == WAITING


@pytest.mark.parametrize("state", [state for state in FOLLOWING if state not in CLOSED])
def test_from_everywhere_a_case_can_still_come_to_its_reporter(state: str) -> None:
    steps = way(state, "proposed")
    for before, after in zip((state, *steps), steps, strict=False):
        assert after in FOLLOWING[before].split()


@pytest.mark.parametrize(
    ("state", "goal", "steps"),
    [
        ("received", "in_progress", ("verified", "assigned", "in_progress")),
        ("received", "archived", ("verified", "archived")),
        ("received", "proposed", ("verified", "assigned", "in_progress", "proposed")),
        ("reopened", "proposed", ("in_progress", "proposed")),
        ("needs_data", "proposed", ("in_progress", "proposed")),
        ("in_progress", "in_progress", ()),
        ("proposed", "fixed", ("fixed",)),
    ],
)
def test_the_way_is_the_shortest_run_of_allowed_moves(state: str, goal: str, steps: tuple[str, ...]) -> None:
    assert way(state, goal) == steps


@pytest.mark.parametrize("closed", sorted(CLOSED))
@pytest.mark.parametrize("goal", FOLLOWING)
def test_from_a_closed_state_no_way_leads_on(closed: str, goal: str) -> None:
    if closed == goal:
        assert way(closed, goal) == ()
        return
    with pytest.raises(NoWay, match=f"{closed} to {goal}"):
        way(closed, goal)


@pytest.mark.parametrize("state", ["received", "verified", "assigned", "in_progress", "reopened"])
@pytest.mark.parametrize("closed", ["fixed", "unfixed", "not_ours", "silent"])
def test_nobody_closes_a_case_past_its_reporter(state: str, closed: str) -> None:
    with pytest.raises(NoWay):
        way(state, closed)


def test_an_outcome_leads_where_the_reporter_or_their_silence_may_go() -> None:
    assert OUTCOMES == {
        "fixed": ("fixed", "silent"),
        "answered": ("fixed", "silent"),
        "cannot": ("unfixed", "unfixed"),
        "not_ours": ("not_ours", "not_ours"),
    }
    assert {goal for goals in OUTCOMES.values() for goal in goals} <= set(FOLLOWING["proposed"].split())


def test_praise_is_answered_and_a_question_cannot_be_fixed() -> None:
    assert set(OUTCOMES_OF) == set(KINDS)
    assert OUTCOMES_OF["praise"] == ("answered",)
    assert OUTCOMES_OF["question"] == ("answered", "not_ours")
    assert OUTCOMES_OF["complaint"] == OUTCOMES_OF["suggestion"] == tuple(OUTCOMES)
