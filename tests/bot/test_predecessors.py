"""Two processes speak to one person: the second waits until the first has said what comes before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.departures import ABSENT_SECONDS, Departures
from bot.predecessors import PATIENCE, Predecessors
from storage import outbox, schema
from storage.presence import present
from storage.store import Store
from storage.vault import Vault
from tests.bot.delivering import LEASE, RULES, Office
from tests.bot.moved_clock import MovedClock
from tests.doubles.postgres import database, postgres, postgres_url, run

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres(durable=False) as url:
        run(url, "CREATE DATABASE upgraded")
        store = Store(database(url, "upgraded"), Vault(KEY))
        schema.upgrade(store)
        store.dispose()
        yield url


class Pair:
    """Two processes on one database, each with lanes of its own and the same clock."""

    def __init__(self, url: str, address: str) -> None:
        self.clock, self.address = MovedClock(), address
        self.stores = [Store(url, Vault(KEY)) for _ in range(2)]
        self.first, self.second = (Office(store, RULES, self.clock) for store in self.stores)
        self.before = Predecessors(self.second.store, self.clock)

    def close(self) -> None:
        for store in self.stores:
            store.dispose()

    def asks(self, row: int) -> asyncio.Task[bool]:
        return asyncio.create_task(self.before.gone(self.second.citizen(self.address), row))

    async def until(self, task: asyncio.Task[bool]) -> bool:
        """The clock moves while the answer is waited for; the database answers in its own time."""
        while not task.done():
            await self.clock.advance(0.05)
            await asyncio.to_thread(self.second.store.ping)
        return task.result()


@pytest.fixture
def pair(server: str) -> Iterator[Pair]:
    with postgres_url(server, "upgraded") as url, closing(Pair(url, "77")) as pair:
        yield pair


def test_what_another_process_sends_first_is_waited_for(pair: Pair) -> None:
    async def play() -> None:
        (theirs,) = pair.first.reply(pair.address, "satu")
        (ours,) = pair.second.reply(pair.address, "dua")
        asking = pair.asks(ours.id)
        await pair.clock.advance(0.2)
        assert not asking.done()
        with pair.first.store.begin() as tx:
            outbox.sent(tx, {theirs.id: "m1"}, pair.clock.now())
        assert await pair.until(asking) is True

    asyncio.run(play())


def test_after_a_while_it_is_left_to_the_outbox(pair: Pair) -> None:
    async def play() -> None:
        pair.first.reply(pair.address, "satu")
        (ours,) = pair.second.reply(pair.address, "dua")
        began = pair.clock.ticks()
        assert await pair.until(pair.asks(ours.id)) is False
        assert pair.clock.ticks() - began >= PATIENCE

    asyncio.run(play())


def test_what_we_say_ourselves_is_not_waited_for(pair: Pair) -> None:
    async def play() -> None:
        _, ours = pair.second.reply(pair.address, "satu", "dua")
        assert await pair.until(pair.asks(ours.id)) is True

    asyncio.run(play())


def test_who_asks_at_the_same_moment_is_answered_by_one_look(pair: Pair) -> None:
    async def play() -> None:
        rows = [row for place in range(5) for row in pair.second.reply(f"{pair.address}{place}", "satu")]
        asked: list[str] = []
        event.listen(
            pair.second.store.writing, "before_cursor_execute", lambda *given: asked.append(given[2])
        )
        tasks = [asyncio.create_task(pair.before.gone(row.citizen_id, row.id)) for row in rows]
        assert await asyncio.gather(*tasks) == [True] * 5
        assert sum("outbox" in statement for statement in asked) == 1

    asyncio.run(play())


def test_the_claims_of_a_process_that_is_missing_for_some_seconds_are_ended(pair: Pair) -> None:
    async def play() -> None:
        departures = Departures(pair.first.writer, pair.clock)
        with present(pair.first.store, "sending") as here:
            here.settle()
            with present(pair.second.store, "sending"):
                pair.second.reply(pair.address, "satu")
                assert await departures.look() == 0
            assert await departures.look() == 0  # a broken line looks the same at first
            pair.clock.jump(ABSENT_SECONDS)
            assert await departures.look() >= 1
            with pair.first.store.begin() as tx:
                now, age = pair.clock.now(), timedelta(0)
                claimed = outbox.claim(tx, "reply", now, LEASE, 100, age, "telegram")
        mine = [row for row in claimed if row.citizen_id == pair.first.citizen(pair.address)]
        assert [row.maybe_sent for row in mine] == [True]

    asyncio.run(play())


def test_who_comes_back_in_time_keeps_its_claims(pair: Pair) -> None:
    async def play() -> None:
        departures = Departures(pair.first.writer, pair.clock)
        with present(pair.first.store, "sending") as here:
            here.settle()
            pair.second.reply(pair.address, "satu")
            assert await departures.look() == 0
            pair.clock.jump(ABSENT_SECONDS - 1)
            with present(pair.second.store, "sending"):
                assert await departures.look() == 0
                pair.clock.jump(ABSENT_SECONDS)
                assert await departures.look() == 0

    asyncio.run(play())
