"""One step on a case: the moves that lead there, whose it is then, and those that follow it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.days import retiming
from bot.house import House
from bot.offices import owning
from handlers.case_states import CLOSED, WAITING, NoWay, way
from storage import case_moves, cases
from storage.cases import CaseRow
from storage.outbox import Message
from storage.store import Tx

# What a move is called when it is only passed on the way somewhere else.
_PASSING = {"verified": "verified", "assigned": "assigned", "in_progress": "taken"}
NOT_TAKEN = frozenset({"received", "verified", "assigned", "reopened"})


class Working(Protocol):
    """Where a step is taken: the transaction, the house, the time, and how people are told."""

    @property
    def tx(self) -> Tx: ...
    @property
    def house(self) -> House: ...
    @property
    def now(self) -> datetime: ...
    @property
    def tell(self) -> Callable[[Message], None]: ...


@dataclass(frozen=True)
class OutOfTurn:
    """A step that nobody's message caused: the timetable, or a photo that was looked at."""

    tx: Tx
    house: House
    now: datetime
    tell: Callable[[Message], None]


def go(  # noqa: PLR0913 - a step has a who, a what, a when and a why
    here: Working,
    row: CaseRow,
    goal: str,
    kind: str,
    *,
    actor: str,
    words: str = "",
    reason: str = "",
    target: str = "",
    closed_by: str = "",
) -> CaseRow:
    """Move the case to `goal`, each state on the way as a move of its own; the last one is called `kind`.

    A case that is there already only has it happen. Raises NoWay before anything is changed.
    """
    steps = way(row.state, goal)
    for state in steps[:-1]:
        passing = "withdrawn" if row.state in WAITING else _PASSING[state]
        row = case_moves.move(here.tx, row, state, kind=passing, actor=actor, now=here.now)
    if not steps:
        return case_moves.happen(
            here.tx, row, kind, actor=actor, now=here.now, words=words, reason=reason, target=target
        )
    return case_moves.move(
        here.tx,
        row,
        goal,
        kind=kind,
        actor=actor,
        now=here.now,
        closes=goal in CLOSED,
        words=words,
        reason=reason,
        target=target,
        closed_by=closed_by,
    )


def can_go(row: CaseRow, goal: str) -> bool:
    """Whether the state machine knows a way there."""
    try:
        way(row.state, goal)
    except NoWay:
        return False
    return True


def own(here: Working, row: CaseRow, owner_id: int | None, actor: str) -> CaseRow:
    """The case is this official's from now on; nothing happens where it was theirs already."""
    if row.owner_id == owner_id:
        return row
    return case_moves.own(here.tx, row, owner_id, actor=actor, now=here.now)


def withdraw(here: Working, row: CaseRow) -> CaseRow:
    """What was proposed and not put to the reporter yet is proposed no longer."""
    waits = bool(row.outcome) and row.state != "proposed"
    return case_moves.set_outcome(here.tx, row, "") if waits else row


def settled(here: Working, row: CaseRow) -> CaseRow:
    """The step is over: the dates follow from it. The row as it stands now."""
    retiming.retime(here.tx, here.house, row.id, here.now)
    fresh = cases.by_id(here.tx, row.id)
    if fresh is None:
        raise LookupError(f"case {row.id} is gone")
    return fresh


def with_followers(here: Working, row: CaseRow) -> list[CaseRow]:
    """The case and the open ones that follow it, locked: each step reaches all of them."""
    behind = case_moves.following(here.tx, row.id, lock=True)
    return [row, *(follower for follower in behind if follower.closed_at is None)]


def let_go(here: Working, row: CaseRow) -> None:
    """The case is closed: what follows it and is still to be worked on stands on a desk of its own again."""
    for follower in with_followers(here, row)[1:]:
        if follower.state not in WAITING:
            stands_alone(here, follower)


def stands_alone(here: Working, row: CaseRow) -> CaseRow:
    """A case that followed another one is worked on by itself from now on."""
    if row.merged_into is None:
        return row
    row = case_moves.unmerge(here.tx, row, actor="system", now=here.now)
    return settled(here, owned(here, row))


def owned(here: Working, row: CaseRow, level: str = "unit") -> CaseRow:
    """The case has an owner, from this level upward, where it had none."""
    if row.owner_id is not None:
        return row
    return own(here, row, owner_from(here, row, level), "system")


def owner_from(here: Working, row: CaseRow, level: str) -> int | None:
    """Who has such a case from this level upward."""
    today = here.house.today(here.now)
    official = owning.choose_owner(here.tx, row, level=level, today=today)
    return official.id if official else None
