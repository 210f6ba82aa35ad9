"""What a turn and a week's reading cost after ten years: the same as on the first day, or so it should be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from bot.settings import Settings, load_settings
from bot.wiring import build_house, open_store, sync_units
from storage import frames, schema
from storage.store import Store
from tests.bench.decade import END, Decade, address
from tests.bot.test_turn_statements import RATING, Crowd
from tests.doubles.postgres import postgres, postgres_url

SIZES = (0, 100_000, 1_000_000)
PEOPLE, ROUNDS = 50, 30
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


@dataclass(frozen=True)
class Cost:
    """Milliseconds a turn, in the middle of all rounds: of this process's processor, and by the clock."""

    own: float
    clock: float

    def __str__(self) -> str:
        return f"{self.own:6.2f} ms of our processor, {self.clock:6.2f} ms by the clock"


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    if request.param == "sqlite":
        yield _settings(f"sqlite:///{tmp_path}/suara.db")
        return
    with postgres(durable=True) as server, postgres_url(server) as url:
        yield _settings(url)


def bench_decade(settings: Settings) -> None:
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    decade, first = Decade(store, settings), None
    for size in SIZES:
        decade.grows_to(size)
        crowd, alone = turns(store, settings, decade, PEOPLE), turns(store, settings, decade, 1)
        first = first or crowd
        print(f"\n{store.url.get_backend_name()}, {size:>9,} ratings, {decade.cases:>7,} cases:")
        print(f"  50 together  {crowd}  ({crowd.clock / first.clock:.2f} of an empty database's)")
        print(f"  one alone    {alone}")
        print(f"  a week read for its digest in {a_week(store):.2f} s")
    store.dispose()


def turns(store: Store, settings: Settings, decade: Decade, people: int) -> Cost:
    """A rating's turns by people who are known, other ones in every round."""
    chance = np.random.default_rng(people)
    own, clock = [], []
    for number in range(ROUNDS + 1):
        numbers = chance.choice(decade.people, people, replace=False)
        crowd = Crowd(store, build_house(settings), END, [address(int(one)).value for one in numbers])
        begun, used = time.perf_counter(), time.process_time()
        for act in RATING:
            crowd.does(act)
        if number:  # the first warms up
            own.append((time.process_time() - used) / len(RATING) / people * 1000)
            clock.append((time.perf_counter() - begun) / len(RATING) / people * 1000)
    return Cost(median(own), median(clock))


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
