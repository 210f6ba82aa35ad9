"""What a turn and a week's reading cost after ten years: the same as on the first day, or so it should be.

A database of each kind is filled once and copied on the way at each size; then the sizes take turns, round
by round, so that whatever else the machine does hits all of them alike.

    make bench BENCH=decade                              most of its time goes to fill a million
    SUARA_BENCH_RATINGS=20000 make bench BENCH=decade    a look whether it works
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from bot.house import House
from bot.settings import Settings, load_settings
from bot.wiring import build_house, open_store, sync_units
from storage import frames, schema
from storage.store import Store
from tests.bench.decade import END, Decade, address
from tests.bot.test_turn_statements import RATING, Crowd
from tests.doubles.postgres import postgres, postgres_url

MOST = int(os.environ.get("SUARA_BENCH_RATINGS", "1000000"))
SIZES = (0, MOST // 10, MOST)
TOGETHER, ROUNDS, WEEKS_READ = 50, 40, 5
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


@dataclass
class Cost:
    """Milliseconds a turn, round by round: of this process's processor, and by the clock."""

    own: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{median(self.own):.2f} | {median(self.clock):.2f}"

    def beside(self, first: Cost) -> str:
        """How many times the first one's, in the middle of all rounds, each held against its own round."""
        ratios = [mine / its for mine, its in zip(self.clock, first.clock, strict=True)]
        return f"{median(ratios):.2f}"


@dataclass
class Sized:
    """A database of one size, and what its turns cost."""

    store: Store
    house: House
    ratings: int
    cases: int
    people: int
    together: Cost = field(default_factory=Cost)
    alone: Cost = field(default_factory=Cost)
    weeks: list[float] = field(default_factory=list)


class Places:
    """Where databases of one kind are: URLs of empty ones, and of copies."""

    def __init__(self, new: Callable[[str], str]) -> None:
        self._new = new

    def empty(self) -> str:
        return self._new("")

    def copy_of(self, url: str) -> str:
        """Nobody may be connected to it meanwhile."""
        return self._new(url)


@contextmanager
def sqlite_places(directory: Path) -> Iterator[Places]:
    made: list[Path] = []

    def new(of: str) -> str:
        made.append(directory / f"{len(made)}.db")
        if of:
            shutil.copy(of.removeprefix("sqlite:///"), made[-1])
        return f"sqlite:///{made[-1]}"

    yield Places(new)


@contextmanager
def postgresql_places() -> Iterator[Places]:
    with postgres(durable=True) as server, ExitStack() as databases:

        def new(of: str) -> str:
            template = of.partition("?")[0].rpartition("/")[2] or "template1"
            return databases.enter_context(postgres_url(server, template))

        yield Places(new)


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    with sqlite_places(tmp_path) if request.param == "sqlite" else postgresql_places() as found:
        yield found


def bench_decade(places: Places) -> None:
    begun = time.perf_counter()
    sizes = grown(places)
    filled = time.perf_counter() - begun
    for number in range(ROUNDS + 1):
        for one in [*sizes[number % len(sizes) :], *sizes[: number % len(sizes)]]:  # none is always the first
            _round(one, TOGETHER, one.together, number)
            _round(one, 1, one.alone, number)
            if not number:
                analyzed(one.store)
    for _ in range(WEEKS_READ):
        for one in sizes:
            one.weeks.append(a_week(one.store))
    kind = sizes[0].store.url.get_backend_name()
    print(
        f"\n{kind}, {ROUNDS} rounds in turn, filled in {filled:.0f} s, "
        f"{time.perf_counter() - begun:.0f} s in all:"
    )
    print(table(sizes))
    for one in sizes:
        one.store.dispose()


def analyzed(store: Store) -> None:
    """As PostgreSQL does by itself within a minute: until then it reads tables to the end that were empty
    when it first planned, and the three would differ by when each has had its minute."""
    if not store.is_sqlite:
        with store.begin() as tx:
            tx.connection.exec_driver_sql("ANALYZE")


def table(sizes: list[Sized]) -> str:
    """Markdown, ms a turn."""
    first = sizes[0]
    lines = [
        "| ratings | cases | 50 together: CPU ms | by the clock | of empty | alone: CPU ms | by the clock "
        "| of empty | a week read |",
        "|---:|" + "---:|" * 8,
    ]
    for one in sizes:
        costs = (f"{cost} | {cost.beside(its)}" for cost, its in _pairs(one, first))
        lines.append(f"| {one.ratings:,} | {one.cases:,} | {' | '.join(costs)} | {median(one.weeks):.2f} s |")
    return "\n".join(lines)


def _pairs(one: Sized, first: Sized) -> list[tuple[Cost, Cost]]:
    return [(one.together, first.together), (one.alone, first.alone)]


def grown(places: Places) -> list[Sized]:
    """A database of each size, copied from one that grows."""
    url = places.empty()
    settings = _settings(url)
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    decade, sizes = Decade(store, settings), []
    for size in SIZES:
        decade.grows_to(size)
        store.dispose()
        own = _settings(places.copy_of(url))
        sizes.append(Sized(open_store(own), build_house(own), size, decade.cases, decade.people))
    return sizes


def _round(one: Sized, people: int, cost: Cost, number: int) -> None:
    """A rating's turns by people who are known, others in each round."""
    who = np.random.default_rng([people, number]).choice(one.people, people, replace=False)
    crowd = Crowd(one.store, one.house, END, [address(int(each)).value for each in who])
    begun, used = time.perf_counter(), time.process_time()
    for act in RATING:
        crowd.does(act)
    if number:  # the first warms up
        cost.own.append((time.process_time() - used) / len(RATING) / people * 1000)
        cost.clock.append((time.perf_counter() - begun) / len(RATING) / people * 1000)


def a_week(store: Store) -> float:
    """Seconds for the frames of the last week, and the ratings of the eight before it."""
    begun = time.perf_counter()
    since = END - timedelta(days=7)
    with store.reading() as tx:
        frames.voices(tx, since - timedelta(weeks=8), END)
        for read in (frames.surveys, frames.cases, frames.steps, frames.answers):
            read(tx, since, END)
    return time.perf_counter() - begun


def _settings(url: str) -> Settings:
    return load_settings(environ={"SUARA_STORAGE__URL": url, "SUARA_SECRET_KEY": KEY})
