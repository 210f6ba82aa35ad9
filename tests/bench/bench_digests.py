"""Two thousand digests into the outbox, and how long whoever writes meanwhile has to wait for it.

Counting is left out (`make bench BENCH=week`): the numbers are those of a made-up week of a hundred units.
Each unit has a head, nineteen officers and five late reports; five coordinators read the city's week.
A stranger asks for the one thread that writes every 5 ms, as a turn would, before and while digests are
queued.

    make bench BENCH=digests     half a minute
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import digests
from bot.counting import week_json
from bot.settings import Settings
from bot.wiring import Engine, build_engine, open_store, sync_units
from storage import schema
from storage.store import Store, Tx
from tests.bench.ratings_week import END, TODAY, UNITS, WEEK, filled, peopled, settings_in
from tests.bench.turns.measuring import share
from tests.bot.appointed import Post, appointed
from tests.bot.offices import case

NOW = END + timedelta(hours=8)
OFFICERS, LATE, OF_THE_CITY = 19, 5, 5
PROBE, BEFORE = 0.005, 3.0  # seconds: between two questions of the stranger, and of them without digests
LATE_SINCE: Mapping[str, Any] = {"next_at": date(2026, 11, 2), "answer_due": date(2026, 11, 2)}


def bench_digests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path)
    _fill(settings)
    numbers = json.loads(week_json(settings, WEEK, TODAY))

    async def known(*_given: object) -> tuple[Any, Mapping[str, bytes]]:
        return numbers, {}

    monkeypatch.setattr(digests, "count_and_draw", known)
    held = _held(monkeypatch)
    engine = build_engine(settings)
    try:
        asyncio.run(_measured(engine, held))
    finally:
        engine.writer.close()
        engine.store.dispose()


async def _measured(engine: Engine, held: Sequence[float]) -> None:
    async with strangers(engine) as before:
        await asyncio.sleep(BEFORE)
    async with strangers(engine) as beside:
        begun, used = time.perf_counter(), time.process_time()
        count = await digests.post(engine, WEEK, NOW)
        seconds, used = time.perf_counter() - begun, time.process_time() - used
    print(f"\n{count:,} digests in {len(held)} transactions: {seconds:.1f} s, {used:.1f} s of CPU")
    print(f"each held the thread that writes for {1000 * min(held):.0f} to {1000 * max(held):.0f} ms")
    print("| whoever writes waits | p50 ms | p99 ms | at most |\n|---|---:|---:|---:|")
    for said, waits in (("before", before), ("while digests are queued", beside)):
        numbers = (1000 * share(sorted(waits), part) for part in (0.5, 0.99, 1.0))
        print(f"| {said} | {' | '.join(f'{one:.1f}' for one in numbers)} |")


@asynccontextmanager
async def strangers(engine: Engine) -> AsyncIterator[list[float]]:
    """Seconds that each question waited for the thread that writes, while inside."""
    waits: list[float] = []

    async def asks() -> None:
        while True:
            begun = time.perf_counter()
            await engine.writer.write(lambda _tx: None)
            waits.append(time.perf_counter() - begun)
            await asyncio.sleep(PROBE)

    task = asyncio.create_task(asks())
    try:
        yield waits
    finally:
        task.cancel()


def _held(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that each chunk takes in the thread that writes."""
    held: list[float] = []
    post = digests._post

    def timed(tx: Tx, **given: Any) -> Any:
        begun = time.perf_counter()
        done = post(tx, **given)
        held.append(time.perf_counter() - begun)
        return done

    monkeypatch.setattr(digests, "_post", timed)
    return held


def _fill(settings: Settings) -> None:
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    peopled(store)
    filled(store, settings, 20_000, 1)
    _staffed(store, [unit.key for unit in settings.units][:UNITS])
    store.dispose()


def _staffed(store: Store, units: Sequence[str]) -> None:
    posts: list[Post] = [("coordinator", None)] * OF_THE_CITY
    for unit in units:
        posts += [("head", unit), *[("officer", unit)] * OFFICERS]
    with store.begin() as tx:
        appointed(tx, posts, NOW)
        for unit in units:
            for _ in range(LATE):
                case(tx, unit=unit, **LATE_SINCE)
