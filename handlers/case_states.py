"""The states of a case and the moves between them: the one table that says what can follow what."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.talk import later

STATES: Mapping[str, str] = {
    "received": later("Received"),
    "verified": later("Checked"),
    "needs_data": later("More information needed"),
    "archived": later("Archived"),
    "not_ours": later("Not a matter of the city"),
    "assigned": later("Given to the office"),
    "in_progress": later("Being worked on"),
    "proposed": later("Waiting for your reply"),
    "fixed": later("Done"),
    "silent": later("Closed without a reply"),
    "unfixed": later("Not possible yet"),
    "reopened": later("Opened again"),
}

# Nobody but its reporter closes a case, with two exceptions: the coordinator archives what is no report, and
# silence closes by itself. What cannot be done or is not ours stays that, also when its reporter is silent.
MOVES: Mapping[str, frozenset[str]] = {
    "received": frozenset({"verified"}),
    "verified": frozenset({"needs_data", "assigned", "archived"}),
    "needs_data": frozenset({"verified", "assigned", "in_progress", "silent"}),
    "assigned": frozenset({"needs_data", "in_progress", "archived"}),
    "in_progress": frozenset({"needs_data", "assigned", "proposed", "archived"}),
    "proposed": frozenset({"fixed", "silent", "unfixed", "not_ours", "reopened", "in_progress"}),
    "reopened": frozenset({"needs_data", "assigned", "in_progress"}),
    "archived": frozenset(),
    "not_ours": frozenset(),
    "fixed": frozenset(),
    "silent": frozenset(),
    "unfixed": frozenset(),
}
CLOSED = frozenset(state for state, following in MOVES.items() if not following)
WAITING = frozenset({"needs_data", "proposed"})  # for the reporter: the clock stands still
_THROUGH = ("verified", "assigned", "in_progress")  # what a case passes on its way to being worked on


class NoWay(ValueError):
    """The state machine knows no such move."""


def way(state: str, goal: str) -> tuple[str, ...]:
    """The shortest run of allowed moves from `state` to `goal`; empty when it is there. NoWay: there is none.

    Who takes a case that was just received has checked it and has it: each of these is a move of its own.
    """
    ways: dict[str, tuple[str, ...]] = {state: ()}
    at = [state]
    for here in at:
        for step in sorted(MOVES[here] - ways.keys()):
            if step == goal or step in _THROUGH:
                ways[step] = (*ways[here], step)
                at.append(step)
    if goal not in ways:
        raise NoWay(f"a case does not go from {state} to {goal}")
    return ways[goal]


# What an official can propose, and where it leads when the reporter agrees and when the reporter is silent.
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "fixed": ("fixed", "silent"),
    "answered": ("fixed", "silent"),
    "cannot": ("unfixed", "unfixed"),
    "not_ours": ("not_ours", "not_ours"),
}
OUTCOMES_OF: Mapping[str, tuple[str, ...]] = {
    "complaint": ("fixed", "answered", "cannot", "not_ours"),
    "suggestion": ("fixed", "answered", "cannot", "not_ours"),
    "question": ("answered", "not_ours"),
    "praise": ("answered",),
}
