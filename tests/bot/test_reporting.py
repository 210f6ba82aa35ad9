"""Reports asked for in the chat: made once, sent once, whatever dies meanwhile; and told when it fails."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import event, func, select

from bot.house import House
from bot.outside import reporting
from bot.outside.report_child import NotMade
from bot.outside.reporting import LEASE, Reporting
from bot.outside.wishes import Made, MadeFile, Wish
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.events import ReportAsked
from handlers.talk import Say
from handlers.talk.stored import say_from_json
from storage import citizens, documents, officials
from storage.failures import Outage
from storage.models import Document, Outbox
from storage.models import ReportAsked as Row
from storage.store import Store, Tx
from tests.bot.desks import Desks
from tests.bot.moved_clock import MovedClock

T = TypeVar("T")
HEAD, OFFICER, COORDINATOR, CITIZEN = "9001", "9002", "9003", "4711"
MADE = Made(
    "📄 Laporan SKM Dinsos",
    (MadeFile("skm.pdf", "application/pdf", b"%PDF 1"), MadeFile("skm.xlsx", "application/xlsx", b"PK")),
)


class AtOnce:
    """A writer whose every write is a transaction of its own."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def write(self, run: Callable[[Tx], T]) -> T:
        with self.store.begin() as tx:
            return run(tx)


@dataclass
class Maker:
    """Makes reports as the test says: what is raised, one after another, before it works."""

    raises: list[Exception] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)

    async def __call__(self, wish: Wish, today: date) -> Made:
        self.wishes.append(wish)
        if self.raises:
            raise self.raises.pop(0)
        return MADE


@pytest.fixture
def house(settings: Settings, store: Store) -> House:
    sync_units(settings, store)
    return build_house(settings)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def desks(store: Store, house: House, clock: MovedClock) -> Desks:
    desks = Desks(store, house, clock.now())
    desks.official("head", "dinsos", HEAD)
    desks.official("officer", "dishub", OFFICER)
    desks.official("coordinator", None, COORDINATOR)
    return desks


def asks(desks: Desks, who: str = HEAD, unit: str = "dinsos", period: str = "2026-S2") -> str:
    """What came of it: nothing, or the problem."""
    return desks.records(who, ReportAsked(unit, period)).problem


def reporting_of(desks: Desks, maker: Maker, clock: MovedClock) -> Reporting:
    return Reporting(AtOnce(desks.store), desks.house, maker, clock)


def makes(desks: Desks, maker: Maker, clock: MovedClock, times: int = 1) -> list[bool]:
    async def run() -> list[bool]:
        return [await reporting_of(desks, maker, clock).make_one() for _ in range(times)]

    return asyncio.run(run())


def states(store: Store) -> list[tuple[str, int]]:
    with store.reading() as tx:
        return [(row.state, row.tries) for row in tx.connection.execute(select(Row).order_by(Row.id))]


def count(store: Store, table: type[Document] | type[Outbox]) -> int:
    with store.reading() as tx:
        return int(tx.connection.execute(select(func.count()).select_from(table)).scalar_one())


def sent(store: Store) -> list[tuple[str, Say]]:
    """Dedupe key and message of all that is in the outbox."""
    with store.reading() as tx:
        rows = tx.connection.execute(select(Outbox).order_by(Outbox.id))
        return [
            (row.dedupe_key or "", say_from_json(tx.vault.open(row.body, "outbox.body"))[0]) for row in rows
        ]


# --- asked for ---


@pytest.mark.parametrize(
    ("who", "unit", "problem"),
    [
        (HEAD, "dinsos", ""),
        (HEAD, "dishub", "forbidden"),
        (OFFICER, "dishub", ""),
        (COORDINATOR, "dinsos", ""),
        (CITIZEN, "dinsos", "forbidden"),
    ],
)
def test_officials_ask_for_their_own_office_and_those_above_for_every_one(
    desks: Desks, who: str, unit: str, problem: str
) -> None:
    assert asks(desks, who, unit) == problem
    assert len(states(desks.store)) == (problem == "")


def test_asked_twice_within_a_minute_is_one_report(desks: Desks, clock: MovedClock) -> None:
    assert asks(desks) == ""
    assert asks(desks) == "asked"
    assert makes(desks, Maker(), clock, 2) == [True, False]
    desks.now += timedelta(seconds=50)
    assert asks(desks) == "asked"
    assert len(sent(desks.store)) == 1
    desks.now += timedelta(seconds=11)
    assert asks(desks) == ""


def test_in_the_chat_it_is_asked_for_with_a_command_a_name_and_a_tap(desks: Desks) -> None:
    chat = desks.chat(COORDINATOR)
    chat.types("/laporan_skm")
    chat.types("dinas sosial")
    assert "sedang saya buat" in chat.taps("Semester ini").words
    maker = Maker()
    assert makes(desks, maker, MovedClock(chat.now)) == [True]
    assert maker.wishes == [Wish("dinsos", "2026-S2", "id")]


# --- made and sent ---


def test_a_report_goes_into_the_outbox_with_both_files(desks: Desks, clock: MovedClock) -> None:
    asks(desks)
    makes(desks, Maker(), clock)
    ((key, say),) = sent(desks.store)
    assert (key, say.words) == ("report:1", MADE.words)
    assert [(media.kind, media.name) for media in say.media] == [
        ("document", "skm.pdf"),
        ("document", "skm.xlsx"),
    ]
    with desks.store.reading() as tx:
        found = [documents.read(tx, media.ref) for media in say.media]
        row = tx.connection.execute(select(Outbox.lane, Outbox.channel, Outbox.purpose)).one()
    assert [one.content for one in found if one] == [b"%PDF 1", b"PK"]
    assert tuple(row) == ("bulk", "telegram", "report")
    assert states(desks.store) == [("done", 0)]


def test_several_wishes_are_made_one_after_another(desks: Desks, clock: MovedClock) -> None:
    asks(desks)
    asks(desks, COORDINATOR)
    asks(desks, OFFICER, "dishub", "2026")
    maker = Maker()
    assert makes(desks, maker, clock, 4) == [True, True, True, False]
    assert [wish.unit for wish in maker.wishes] == ["dinsos", "dinsos", "dishub"]
    assert len(sent(desks.store)) == 3


def test_whose_office_has_ended_gets_no_report_any_more(desks: Desks, clock: MovedClock) -> None:
    asks(desks)
    with desks.store.begin() as tx:
        officials.end(tx, desks.ids[HEAD], desks.now)
    makes(desks, Maker(), clock)
    assert (states(desks.store), sent(desks.store)) == ([("failed", 1)], [])
    assert count(desks.store, Document) == 0


def test_who_was_forgotten_gets_none_either(desks: Desks, clock: MovedClock) -> None:
    asks(desks)
    with desks.store.begin() as tx:
        citizens.forget(tx, tx.connection.execute(select(Row.citizen_id)).scalar_one(), desks.now)
    makes(desks, Maker(), clock)
    assert (states(desks.store), sent(desks.store)) == ([("failed", 1)], [])


# --- what fails ---


def test_a_report_that_fails_is_made_again_and_the_third_time_told(desks: Desks, clock: MovedClock) -> None:
    asks(desks)
    maker = Maker([NotMade("KeyError in x:1"), ValueError("secret"), TimeoutError()])

    async def tries() -> None:
        job = reporting_of(desks, maker, clock)
        assert await job.make_one()
        assert not await job.make_one()  # not at once
        await clock.advance(10)
        assert await job.make_one()
        await clock.advance(60)
        assert await job.make_one()
        await clock.advance(3600)
        assert not await job.make_one()

    asyncio.run(tries())
    assert states(desks.store) == [("failed", 3)]
    ((key, say),) = sent(desks.store)
    assert key == "report:1"
    assert "laporan SKM Dinsos periode 2026-S2 belum berhasil dibuat" in say.words
    with desks.store.reading() as tx:
        assert "secret" not in str(tx.connection.execute(select(Row.reason)).scalar_one())


def test_who_lost_their_office_is_not_told_of_a_failure(desks: Desks, clock: MovedClock) -> None:
    asks(desks)
    with desks.store.begin() as tx:
        officials.end(tx, desks.ids[HEAD], desks.now)
        tx.connection.execute(Row.__table__.update().values(tries=2))  # type: ignore[attr-defined]  # a Table
    makes(desks, Maker([NotMade("x")]), clock)
    assert (states(desks.store), sent(desks.store)) == ([("failed", 3)], [])


def test_after_a_failure_that_passes_the_report_comes(desks: Desks, clock: MovedClock) -> None:
    asks(desks)
    maker = Maker([NotMade("the process that made it died")])

    async def tries() -> None:
        job = reporting_of(desks, maker, clock)
        await job.make_one()
        await clock.advance(10)
        await job.make_one()

    asyncio.run(tries())
    assert states(desks.store) == [("done", 1)]
    assert len(sent(desks.store)) == 1


def test_an_outage_is_nobodys_fault_and_counts_as_no_try(desks: Desks, clock: MovedClock) -> None:
    asks(desks)
    maker = Maker([Outage("gone")])
    with pytest.raises(Outage):
        makes(desks, maker, clock)
    assert states(desks.store) == [("waiting", 0)]


# --- what dies ---


def test_what_died_over_a_report_leaves_it_to_the_next_and_it_is_sent_once(
    desks: Desks, clock: MovedClock
) -> None:
    asks(desks)
    maker = Maker()

    async def dies() -> None:
        slow = asyncio.Event()

        async def forever(wish: Wish, today: date) -> Made:
            slow.set()
            await asyncio.Event().wait()
            raise AssertionError

        dying = asyncio.create_task(Reporting(AtOnce(desks.store), desks.house, forever, clock).make_one())
        await slow.wait()
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        job = reporting_of(desks, maker, clock)
        assert not await job.make_one()
        await clock.advance(LEASE.total_seconds())
        assert await job.make_one()

    asyncio.run(dies())
    assert states(desks.store) == [("done", 0)]
    assert len(sent(desks.store)) == 1


def test_two_that_made_the_same_report_send_one(desks: Desks, clock: MovedClock) -> None:
    asks(desks)

    async def both() -> None:
        second = reporting_of(desks, Maker(), clock)

        async def slowly(wish: Wish, today: date) -> Made:
            await clock.advance(LEASE.total_seconds())
            assert await second.make_one()
            return MADE

        await Reporting(AtOnce(desks.store), desks.house, slowly, clock).make_one()

    asyncio.run(both())
    assert states(desks.store) == [("done", 0)]
    assert (len(sent(desks.store)), count(desks.store, Document)) == (1, 2)


COMMITTED = 99


@pytest.mark.parametrize("at", [*range(14), COMMITTED])
def test_after_kill_9_at_any_statement_the_report_is_sent_once(
    desks: Desks, clock: MovedClock, at: int
) -> None:
    """A process of its own makes it and is killed before its n-th statement, or when all is committed."""
    asks(desks)
    _killed(desks, clock, at)
    (state,) = states(desks.store)
    assert state[0] == ("done" if at == COMMITTED else "waiting")
    assert len(sent(desks.store)) == count(desks.store, Document) / 2 == (at == COMMITTED)

    async def again() -> None:
        await clock.advance(LEASE.total_seconds())
        await reporting_of(desks, Maker(), clock).make_one()

    asyncio.run(again())
    assert states(desks.store) == [("done", 0)]
    assert (len(sent(desks.store)), count(desks.store, Document)) == (1, 2)


def _killed(desks: Desks, clock: MovedClock, at: int) -> None:
    child = os.fork()
    if child == 0:
        _make_and_die(desks, clock, at)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


def _make_and_die(desks: Desks, clock: MovedClock, at: int) -> None:
    try:
        own = Store(desks.store.url.render_as_string(hide_password=False), desks.store.vault)
        statements = _counted(at)
        event.listen(own.writing, "before_cursor_execute", lambda *_: next(statements))
        asyncio.run(Reporting(AtOnce(own), desks.house, Maker(), clock).make_one())
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


# --- the loop ---


def test_the_loop_makes_what_waits_looks_again_after_a_while_and_ends_when_closed(
    desks: Desks, clock: MovedClock
) -> None:
    asks(desks)
    woken: list[int] = []
    maker = Maker([Outage("gone")])

    async def run() -> None:
        job = Reporting(AtOnce(desks.store), desks.house, maker, clock, lambda: woken.append(1))
        running = asyncio.create_task(job.run())
        await clock.settle()
        assert states(desks.store) == [("waiting", 0)]
        await clock.advance(LEASE.total_seconds() + reporting.LOOK_SECONDS)
        await clock.settle()
        assert states(desks.store) == [("done", 0)]
        job.close()
        await asyncio.wait_for(running, 5)

    asyncio.run(run())
    assert woken == [1]
