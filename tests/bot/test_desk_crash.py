"""kill -9 in the middle of every move: afterwards it has happened once, and everybody has heard of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select

from bot.channels.base import Incoming
from bot.house import House
from bot.settings import Settings
from bot.turns import take_turns
from bot.wiring import build_house, sync_units
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
    HandlingExplained,
    HandlingRated,
    LateExplained,
    NoteAdded,
    PromiseKept,
)
from handlers.events import CaseSupplemented
from handlers.facts import Facts
from handlers.talk import Input, Outcome, Script, Talk, Words
from handlers.talk.stored import say_from_json
from storage.models import CaseEvent, Outbox
from storage.store import Store
from tests.bot.desks import Desks

REPORTER, OFFICER, HEAD, COORDINATOR = "4711", "9001", "9002", "9004"
WORDS = Words("Kata-kata yang dicatat")


@dataclass(frozen=True)
class Move:
    """One step of one chat: what goes before it, and the event it decides."""

    who: str
    made: Callable[[Desks, str], DeskEvent | CaseSupplemented]
    before: tuple[str, ...] = ()


def promised(desks: Desks, number: str) -> ClosingProposed:
    day = desks.house.today(desks.now) + timedelta(days=30)
    return ClosingProposed(number, desks.version(number), "cannot", WORDS, "budget", day)


MOVES = {
    "taken": Move(OFFICER, lambda d, n: CaseTaken(n, d.version(n))),
    "answered": Move(OFFICER, lambda d, n: CaseAnswered(n, WORDS, d.version(n))),
    "asked": Move(OFFICER, lambda d, n: DataAsked(n, d.version(n), WORDS)),
    "supplemented": Move(REPORTER, lambda d, n: CaseSupplemented(n, WORDS), ("asked",)),
    "noted": Move(HEAD, lambda d, n: NoteAdded(n, d.version(n), WORDS), ("taken",)),
    "explained": Move(OFFICER, lambda d, n: LateExplained(n, d.version(n), WORDS)),
    "passed": Move(OFFICER, lambda d, n: CasePassed(n, d.version(n), unit="dlh", note=WORDS)),
    "merged": Move(OFFICER, lambda d, n: CasesMerged(n, d.version(n), d.opens("4712"))),
    "proposed": Move(OFFICER, lambda d, n: ClosingProposed(n, d.version(n), "fixed", WORDS)),
    "cannot": Move(OFFICER, lambda d, n: ClosingProposed(n, d.version(n), "cannot", WORDS, "budget")),
    "approved": Move(HEAD, lambda d, n: ClosingApproved(n, d.version(n), True), ("cannot",)),
    "declined": Move(HEAD, lambda d, n: ClosingApproved(n, d.version(n), False, WORDS), ("cannot",)),
    "archived": Move(COORDINATOR, lambda d, n: CaseArchived(n, d.version(n), "unclear", WORDS)),
    "settled": Move(REPORTER, lambda d, n: ClosingJudged(n, True), ("proposed",)),
    "reopened": Move(REPORTER, lambda d, n: ClosingJudged(n, False, WORDS), ("proposed",)),
    "rated": Move(REPORTER, lambda d, n: HandlingRated(n, 4), ("proposed", "settled")),
    "told_why": Move(REPORTER, lambda d, n: HandlingExplained(n, WORDS), ("proposed", "settled", "rated")),
    "promised": Move(OFFICER, promised),
    "kept": Move(OFFICER, lambda d, n: PromiseKept(n, d.version(n), WORDS), ("promised", "approved")),
}


class Steps:
    """A conversation whose button takes the step that the test has in mind."""

    def __init__(self) -> None:
        self.event: DeskEvent | CaseSupplemented | None = None

    def run(self, facts: Facts) -> Talk[Outcome]:
        yield from ()  # asks nothing, and is a conversation all the same
        return Outcome(self.event, lambda recorded: f"{recorded.number} {recorded.problem}")

    def script(self) -> Script:
        return Script("step", lambda: "", self.run)


@pytest.fixture
def steps() -> Steps:
    return Steps()


@pytest.fixture
def house(settings: Settings, store: Store, steps: Steps) -> House:
    sync_units(settings, store)
    built = build_house(settings)
    return replace(built, scripts={**built.scripts, "step": steps.script()})


@pytest.fixture
def desks(store: Store, house: House, now: datetime) -> Desks:
    desks = Desks(store, house, now)
    desks.official("officer", "dpupr", OFFICER, "Budi")
    desks.official("head", "dpupr", HEAD, "Ratna")
    desks.official("coordinator", None, COORDINATOR, "Tuti")
    desks.official("officer", "dlh", "9010", "Sari")
    return desks


@pytest.mark.parametrize("move", MOVES)
def test_after_kill_9_a_move_has_happened_once_and_everybody_has_heard(
    desks: Desks, steps: Steps, house: House, store: Store, move: str
) -> None:
    number = desks.opens(REPORTER)
    for name in MOVES[move].before:
        assert desks.records(MOVES[name].who, MOVES[name].made(desks, number)).done
    steps.event = MOVES[move].made(desks, number)
    chat = desks.chat(MOVES[move].who)
    tap = chat.incoming(Input(tap="go.step"))
    before = _all_rows(store)
    for at in (5, 15, 25, COMMITTING):
        _killed(store, house, tap, desks.now, at)
        assert _all_rows(store) == before, f"something was stored before statement {at}"
    _killed(store, house, tap, desks.now, COMMITTED)
    events, messages = _new(store, before)
    assert events
    assert messages
    # The network sends it again, as it heard of nothing.
    assert chat.does(tap).replies == []
    assert _new(store, before) == (events, messages)
    others = [say for row, say in messages if row != "reply"]
    assert len({(row, say) for row, say in messages}) == len(messages)
    assert all(number in say.split("\n")[0] or number in say for say in others)


COMMITTING, COMMITTED = 10_000, 10_001
Rows = tuple[list[int], list[int]]


def _killed(store: Store, house: House, tap: Incoming, now: datetime, at: int) -> None:
    """A process of its own takes the turn and is killed before its n-th statement, or around the commit."""
    child = os.fork()
    if child == 0:
        _take_and_die(store, house, tap, now, at)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


def _take_and_die(store: Store, house: House, tap: Incoming, now: datetime, at: int) -> None:
    try:
        own = Store(store.url.render_as_string(hide_password=False), store.vault)
        statements = _counted(at)
        event.listen(own.writing, "before_cursor_execute", lambda *_: next(statements))
        with own.begin() as tx:
            take_turns(tx, [tap], house, now)
            if at < COMMITTED:
                _die()
        if at == COMMITTED:
            _die()
    finally:  # whatever went wrong, this copy of the test ends here
        os._exit(1)


def _counted(at: int) -> Iterator[None]:
    for _ in range(at):
        yield
    _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _all_rows(store: Store) -> Rows:
    with store.reading() as tx:
        events = tx.connection.execute(select(CaseEvent.id).order_by(CaseEvent.id)).scalars().all()
        messages = tx.connection.execute(select(Outbox.id).order_by(Outbox.id)).scalars().all()
    return list(events), list(messages)


def _new(store: Store, before: Rows) -> tuple[list[str], list[tuple[str, str]]]:
    """What has happened since, and what is to be said to whom."""
    with store.reading() as tx:
        events = tx.connection.execute(
            select(CaseEvent.kind).where(CaseEvent.id.not_in(before[0])).order_by(CaseEvent.id)
        )
        messages = tx.connection.execute(
            select(Outbox.dedupe_key, Outbox.body).where(Outbox.id.not_in(before[1])).order_by(Outbox.id)
        ).all()
        said = [say_from_json(tx.vault.open(row.body, "outbox.body"))[0].words for row in messages]
        keys = [row.dedupe_key or "reply" for row in messages]
        return list(events.scalars()), list(zip(keys, said, strict=True))
