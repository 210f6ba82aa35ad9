"""A case's dates, computed from what happened to it: every open case has a next step and its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.days.deadlines import Explained, Stop, due, explain, stops
from bot.house import House
from handlers.case_states import WAITING
from handlers.desk_views import Clock
from storage import case_events, case_moves, cases
from storage.case_events import MoveRow
from storage.store import Tx

AGREED = "agreed"  # the category of what was agreed at a forum: its day was agreed too, and stays


class Timed(Protocol):
    """What of a case its dates depend on."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def route(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def state_at(self) -> datetime: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def outcome(self) -> str: ...
    @property
    def verify_due(self) -> date: ...
    @property
    def answer_due(self) -> date: ...
    @property
    def outer_due(self) -> date: ...
    @property
    def reply_due(self) -> date | None: ...
    @property
    def next_step(self) -> str: ...
    @property
    def next_at(self) -> date | None: ...


@dataclass(frozen=True)
class Dates:
    """All dates of a case; a closed one has no next step."""

    verify_due: date
    answer_due: date
    outer_due: date
    reply_due: date | None
    next_step: str
    next_at: date | None


def retime(tx: Tx, house: House, case_id: int, now: datetime) -> None:
    """Compute the case's dates anew and store them; to be called after every change of it."""
    row = cases.by_id(tx, case_id)
    if row is not None:
        moves = case_events.moves(tx, [case_id]).get(case_id, [])
        case_moves.set_dates(tx, case_id, **asdict(dates_of(row, moves, house, now)))


def dates_of(row: Timed, moves: Sequence[MoveRow], house: House, now: datetime) -> Dates:
    """The case's dates. What was done in time stays so: a deadline that was met keeps its day."""
    if row.closed_at is not None:
        return Dates(row.verify_due, row.answer_due, row.outer_due, None, "", None)
    stood = stops_of(moves, house)
    verify, answer, outer = _three(row, stood, house, now)
    waiting = row.state in WAITING
    reply = house.today(row.state_at) + timedelta(days=house.deadlines.reply_days) if waiting else None
    step = next_step(row)
    days = {"verify": verify, "reporter": reply, "head": _head_due(row, house, now)}
    at = days.get(step, answer if row.answered_at is None else outer)
    return Dates(verify, answer, outer, reply, step, at)


def _three(row: Timed, stood: Sequence[Stop], house: House, now: datetime) -> tuple[date, date, date]:
    """Until when it is checked, answered and settled."""
    if row.category == AGREED:
        return row.verify_due, row.answer_due, row.outer_due
    verify = _due(row, "verify", stood, house, now) if row.state == "received" else row.verify_due
    answer = _due(row, "answer", stood, house, now) if row.answered_at is None else row.answer_due
    return verify, answer, _due(row, "outer", stood, house, now)


def next_step(row: Timed) -> str:
    """What an open case waits for: verify, answer, head or reporter."""
    if row.state in WAITING:
        return "reporter"
    if row.outcome == "cannot" and row.state != "reopened":
        return "head"
    return "verify" if row.state == "received" else "answer"


def running(row: Timed) -> str:
    """The deadline that is counted towards at present: verify, answer or outer."""
    if row.state == "received":
        return "verify"
    return "answer" if row.answered_at is None else "outer"


def weight(kind: str, route: str) -> str:
    """How heavy such a case is: normative, complaint or examined."""
    if kind != "complaint":
        return "normative"
    return "examined" if route == "overseers" else "complaint"


def outer_days(kind: str, route: str, house: House) -> int:
    """Working days until the outermost limit, by weight."""
    limits = house.deadlines.outer_working_days
    by_weight = {
        "normative": limits.normative,
        "complaint": limits.complaint,
        "examined": limits.examined,
    }
    return by_weight[weight(kind, route)]


def days_for(row: Timed, deadline: str, house: House) -> int:
    """Working days that this deadline (verify, answer, outer) leaves for the case."""
    if deadline == "verify":
        return house.deadlines.verify_working_days
    if deadline == "answer":
        return house.deadlines.answer_working_days
    return outer_days(row.kind, row.route, house)


def stops_of(moves: Sequence[MoveRow], house: House) -> tuple[Stop, ...]:
    """When the clock stood still, in days of the city."""
    return stops([(move.state, house.today(move.at)) for move in moves])


def explained(row: Timed, deadline: str, moves: Sequence[MoveRow], house: House, now: datetime) -> Explained:
    """How the day of this deadline comes about."""
    return explain(
        house.today(row.opened_at),
        days_for(row, deadline, house),
        stops_of(moves, house),
        house.working_days,
        house.today(row.closed_at or now),
    )


def clock_of(tx: Tx, house: House, row: Timed, now: datetime) -> Clock:
    """How the deadline that is counted towards at present comes about, for people to read."""
    if row.category == AGREED:
        return Clock((), (), (), row.outer_due, AGREED)
    deadline = running(row)
    moves = case_events.moves(tx, [row.id]).get(row.id, [])
    how = explained(row, deadline, moves, house, now)
    rule = weight(row.kind, row.route) if deadline == "outer" else deadline
    return Clock(how.counted, how.stood_still, how.free, how.due, rule)


def _due(row: Timed, deadline: str, stood: Sequence[Stop], house: House, now: datetime) -> date:
    days = days_for(row, deadline, house)
    return due(house.today(row.opened_at), days, stood, house.working_days, house.today(now))


def _head_due(row: Timed, house: House, now: datetime) -> date:
    """The head has one climb period from the day on which the tap was asked for."""
    if row.next_step == "head" and row.next_at is not None:
        return house.working_days.next_working(row.next_at)
    return house.due(now, house.deadlines.climb_working_days)
