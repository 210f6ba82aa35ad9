"""The numbers of a week out of a million ratings, in a process of its own as the digest has it.

Beside them the same numbers by other means: the scores by SQL's GROUP BY and by a loop over rows, the scores
with their themes by a loop that looks at one text after the other.

    make bench BENCH=week     some three minutes, most of them to fill the database
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import ColumnElement, func, select

from analytics.period import Week
from analytics.week_scores import scores
from bot.counting import words_of
from bot.settings import Settings
from bot.wiring import open_store, sync_units
from storage import frames, schema
from storage.models import Rating
from storage.store import Store
from tests.bench.ratings_week import END, SEED, TODAY, WEEK, WITH_WORDS, environ, filled, peopled, settings_in

T = TypeVar("T")
Counts = dict[tuple[str, int], int]
LOOKED_AT = 10  # of so many texts the loop looks at one, and its time is taken as often

# What the digest's own child does and nothing else: whoever fills the database would count as well.
CHILD = r"""
import json, re, sys, time
from datetime import date
from pathlib import Path
from bot.counting import alone, week_json
from bot.settings import load_settings
alone()
settings = load_settings(environ=json.loads(sys.argv[1]))
import analytics.pasted, analytics.week_talk, analytics.weekly, bot.days.fix_days, bot.outside.steering
import analytics.labelled, analytics.masking, analytics.steering, analytics.topics
import bot.keys.opening, handlers.masks, storage.frames
loaded = time.process_time()
numbers = json.loads(week_json(settings, sys.argv[2], date.fromisoformat(sys.argv[3])))
peak = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([loaded, time.process_time(), peak, numbers["city"]["n"]]))
"""


@pytest.mark.parametrize(("ratings", "weeks"), [(1_000_000, 52), (100_000, 1)])
def bench_week(ratings: int, weeks: int, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    peopled(store)
    filled(store, settings, ratings, weeks)
    print(f"\n{ratings:,} ratings over {weeks} weeks, 100 units, {WITH_WORDS:.0%} with words, seed {SEED}:")
    print(
        "| the week's numbers | ratings | in all | of it CPU | loading | counting | memory |\n"
        "|---|---:|---:|---:|---:|---:|---:|"
    )
    for what in ("learning first", "again", "again"):
        counted(tmp_path, what)
    compared(store, settings)
    store.dispose()


def counted(directory: Path, what: str) -> None:
    """One row: seconds from the start of the process to its end, and what it needed of them and of memory."""
    started = time.perf_counter()
    words = [sys.executable, "-c", CHILD, json.dumps(environ(directory)), WEEK, TODAY.isoformat()]
    told = subprocess.run(words, capture_output=True, text=True, check=True)
    whole = time.perf_counter() - started
    loaded, all_of_it, megabytes, n = json.loads(told.stdout.splitlines()[-1])
    assert n > 0
    print(
        f"| {what} | {n:,} | {whole:.2f} s | {all_of_it:.2f} s | {loaded:.2f} s | {all_of_it - loaded:.2f} s "
        f"| {megabytes:.0f} MB |"
    )


def compared(store: Store, settings: Settings) -> None:
    """The same numbers by other means, in seconds of CPU of this process, which has loaded everything."""
    ours, by_frames = _timed(lambda: _framed(store, settings))
    grouped, by_database = _timed(lambda: _grouped(store))
    looped, by_loop = _timed(lambda: _looped(store))
    assert ours == grouped == looped
    themes, _ = words_of(settings)
    themes.themes_of("")  # what is learned is learned
    known, at_once = _timed(lambda: _themes_at_once(store, themes))
    alone, by_text = _timed(lambda: _themes_one_by_one(store, themes))
    assert {one: known[one] for one in alone} == alone
    print("\n| the same numbers | ours | SQL's GROUP BY | a loop over rows |\n|---|---:|---:|---:|")
    _row("scores of each unit", by_frames, _beside(by_frames, by_database), _beside(by_frames, by_loop))
    sealed = "not without the key"
    _row(f"themes of {len(known):,} texts", at_once, sealed, _beside(at_once, by_text * LOOKED_AT))


def _row(what: str, ours: float, *others: str) -> None:
    print(f"| {what} | {ours:.2f} s | {' | '.join(others)} |")


def _beside(ours: float, theirs: float) -> str:
    ratio = f"{theirs / ours:.1f} times as long" if theirs >= ours else f"{ours / theirs:.1f} times as fast"
    return f"{theirs:.2f} s, {ratio}"


def _timed(count: Callable[[], T]) -> tuple[T, float]:
    started = time.process_time()
    return count(), time.process_time() - started


def _this_week() -> ColumnElement[bool]:
    return (Rating.given_at >= END - timedelta(weeks=1)) & (Rating.given_at < END)


def _framed(store: Store, settings: Settings) -> Counts:
    """As the digest does it: whoever is nobody's voice and is no official is found out on the way."""
    week = Week.parse(WEEK, settings.zone)
    with store.reading() as tx:
        frame = frames.voices(tx, week.start, week.end, words_from=week.end)
    found = scores(frame).items()
    return {(unit, score): n for unit, one in found for score, n in enumerate(one.counts, 1) if n}


def _grouped(store: Store) -> Counts:
    query = select(Rating.unit, Rating.score, func.count()).where(_this_week())
    with store.reading() as tx:
        rows = tx.connection.execute(query.group_by(Rating.unit, Rating.score))
        return {(unit, score): n for unit, score, n in rows}


def _looped(store: Store) -> Counts:
    """Row by row, as a program without data frames would."""
    counts: Counter[tuple[str, int]] = Counter()
    with store.reading() as tx:
        for unit, score in tx.connection.execute(select(Rating.unit, Rating.score).where(_this_week())):
            counts[unit, score] += 1
    return dict(counts)


def _opened(store: Store) -> list[str]:
    with store.reading() as tx:
        sealed = tx.connection.scalars(select(Rating.words).where(_this_week(), Rating.words.is_not(None)))
        return [tx.vault.open(one, "ratings.words") for one in sealed if one]


def _themes_at_once(store: Store, themes: Any) -> dict[str, frozenset[str]]:
    texts = _opened(store)
    return dict(zip(texts, themes.themes_of_all(texts), strict=True))


def _themes_one_by_one(store: Store, themes: Any) -> dict[str, frozenset[str]]:
    return {one: themes.themes_of(one) for one in _opened(store)[::LOOKED_AT]}
