"""Who leads works alone; whoever has lost the lead ends its work before it asks again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.leading import alone
from storage.store import Store
from storage.vault import Vault
from tests.doubles.postgres import postgres, run

QUICK = 0.02  # seconds between two looks
WITHIN = 20.0
KEY = bytes(32)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres(durable=False) as url:
        yield url


@dataclass
class Work:
    """Works until told to end; `others` are never at work at the same time."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    again: asyncio.Event = field(default_factory=asyncio.Event)
    leads: int = 0
    at_work: bool = False
    other: Work | None = None
    together: bool = False

    async def do(self, until: asyncio.Event) -> None:
        self.leads += 1
        self.at_work = True
        self.together |= self.other is not None and self.other.at_work
        self.begun.set()
        if self.leads > 1:
            self.again.set()
        await until.wait()
        self.at_work = False
        self.begun.clear()


def task(store: Store, work: Work) -> asyncio.Task[None]:
    return asyncio.create_task(alone(store, "deliver", work.do, work.stop, QUICK))


async def ended(*running: asyncio.Task[None]) -> None:
    await asyncio.wait_for(asyncio.gather(*running), WITHIN)


def test_on_sqlite_it_works_until_it_is_stopped(tmp_path: Path) -> None:
    async def play() -> None:
        work, store = Work(), Store(f"sqlite:///{tmp_path}/suara.db", Vault(KEY))
        running = task(store, work)
        await asyncio.wait_for(work.begun.wait(), WITHIN)
        work.stop.set()
        await ended(running)
        assert (work.leads, work.at_work) == (1, False)
        store.dispose()

    asyncio.run(play())


def test_the_second_takes_over_when_the_first_is_stopped(server: str) -> None:
    async def play() -> None:
        first, second, stores = Work(), Work(), [Store(server, Vault(KEY)) for _ in range(2)]
        second.other = first
        leading = task(stores[0], first)
        await asyncio.wait_for(first.begun.wait(), WITHIN)
        waiting = task(stores[1], second)
        first.stop.set()
        await asyncio.wait_for(second.begun.wait(), WITHIN)
        second.stop.set()
        await ended(leading, waiting)
        assert (first.leads, second.leads, second.together) == (1, 1, False)
        for store in stores:
            store.dispose()

    asyncio.run(play())


def test_who_loses_the_lead_ends_its_work_and_stands_by(server: str) -> None:
    async def play() -> None:
        work, store = Work(), Store(server, Vault(KEY))
        running = task(store, work)
        await asyncio.wait_for(work.begun.wait(), WITHIN)
        await asyncio.to_thread(
            run,
            server,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid IN "
            "(SELECT pid FROM pg_locks WHERE locktype = 'advisory')",
        )
        await asyncio.wait_for(work.again.wait(), WITHIN)
        assert work.leads == 2
        work.stop.set()
        await ended(running)
        store.dispose()

    asyncio.run(play())


def test_work_that_fails_ends_the_lead_and_is_heard_of(server: str) -> None:
    async def fails(_: asyncio.Event) -> None:
        raise LookupError("our own fault")

    async def play() -> None:
        stores, stop = [Store(server, Vault(KEY)) for _ in range(2)], asyncio.Event()
        with pytest.raises(LookupError):
            await alone(stores[0], "deliver", fails, stop, QUICK)
        work = Work()
        running = task(stores[1], work)
        await asyncio.wait_for(work.begun.wait(), WITHIN)
        work.stop.set()
        await ended(running)
        for store in stores:
            store.dispose()

    asyncio.run(play())
