"""The numbers of a week out of a million ratings, in a process of its own as the digest has it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, func, insert, select, text

from analytics.labelled import sentences
from bot.settings import Settings, load_settings
from bot.wiring import open_store, sync_units
from storage import schema
from storage.models import Citizen, Rating
from storage.store import Store

RATINGS, WEEKS, CHUNK = 1_000_000, 52, 20_000
PEOPLE = 200_000
LAST = date(2026, 11, 16)  # the Monday of 2026-W47
END = datetime.combine(LAST + timedelta(days=7), datetime.min.time(), UTC) - timedelta(hours=7)  # in Serang
WITH_WORDS = 0.3
SEED = 20261124
Counts = dict[tuple[str, int], int]


def settings_in(directory: Path) -> Settings:
    return load_settings(environ=environ(directory))


def environ(directory: Path) -> dict[str, str]:
    key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    return {"SUARA_STORAGE__URL": f"sqlite:///{directory}/suara.db", "SUARA_SECRET_KEY": key}


def peopled(store: Store) -> None:
    """Citizens of whom nothing is known but that they are."""
    rows = [{"language": "id", "first_seen_at": END, "last_seen_at": END}] * CHUNK
    with store.begin() as tx:
        for _ in range(PEOPLE // CHUNK):
            tx.connection.execute(insert(Citizen), rows)


def filled(store: Store, settings: Settings, ratings: int, weeks: int) -> None:
    """So many ratings, evenly over the weeks before the end of LAST's."""
    random = np.random.default_rng(SEED)
    units = [unit.key for unit in settings.units][:100]
    written = said(random)
    for start in range(0, ratings, CHUNK):
        ages = np.sort(random.random(CHUNK))[::-1] * weeks * 7 * 24 * 3600
        scores, places = random.integers(1, 5, CHUNK), random.integers(0, len(units), CHUNK)
        people, worded = random.integers(1, PEOPLE, CHUNK), random.random(CHUNK) < WITH_WORDS
        rows = [
            {
                "talk": f"t{start + n}",
                "citizen_id": int(people[n]),
                "unit": units[places[n]],
                "service": "",
                "score": int(scores[n]),
                "channel": "telegram",
                "given_at": END - timedelta(seconds=float(ages[n])),
                "words": store.vault.seal(next(written), "ratings.words") if worded[n] else None,
            }
            for n in range(CHUNK)
        ]
        with store.begin() as tx:
            tx.connection.execute(insert(Rating), rows)
    with store.begin() as tx:
        tx.connection.execute(text("ANALYZE"))


def said(random: np.random.Generator) -> Iterator[str]:
    """What people write: a labelled sentence begun and another ended, so that hardly any text comes twice."""
    known = [one.text.split(" ") for one in sentences()]
    while True:
        for one, other in random.integers(0, len(known), (CHUNK, 2)):
            begun, ended = known[one], known[other]
            yield " ".join(begun[: (len(begun) + 1) // 2] + ended[len(ended) // 2 :])


# What the digest's own child does and nothing else: whoever fills the database would count as well.
CHILD = r"""
import json, re, sys, time
from datetime import date
from pathlib import Path
from bot.counting import alone, week_json
from bot.settings import load_settings
settings = load_settings(environ=json.loads(sys.argv[1]))
started = time.perf_counter()
alone()
numbers = json.loads(week_json(settings, "2026-W47", date(2026, 11, 24)))
seconds = time.perf_counter() - started
peak = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([seconds, peak, numbers["city"]["n"]]))
"""


def counted(directory: Path) -> tuple[float, float, int]:
    """Seconds from the start of the process to its end, megabytes at most, and ratings of the week."""
    started = time.perf_counter()
    words = [sys.executable, "-c", CHILD, json.dumps(environ(directory))]
    told = subprocess.run(words, capture_output=True, text=True, check=True)
    whole = time.perf_counter() - started
    seconds, megabytes, n = json.loads(told.stdout.splitlines()[-1])
    print(f"  process from start to end {whole:.1f} s, of it counting {seconds:.2f} s")
    return seconds, megabytes, n


def bench_a_week_of_a_year_with_a_million_ratings(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    peopled(store)
    for ratings, weeks in ((RATINGS, WEEKS), (100_000, 1)):
        with store.begin() as tx:
            tx.connection.execute(text("DELETE FROM ratings"))
        filled(store, settings, ratings, weeks)
        _measured(store, tmp_path, f"{ratings:,} ratings over {weeks} weeks")
    store.dispose()


def _measured(store: Store, directory: Path, what: str) -> None:
    print(f"\n{what}, 100 units, {WITH_WORDS:.0%} with words that hardly ever come twice, seed {SEED}:")
    seconds, megabytes, n = counted(directory)
    print(f"  the week has {n:,} ratings: {seconds:.2f} s and {megabytes:.0f} MB at most, on one core")
    assert n > 0
    grouped, by_database = _timed(lambda: _grouped(store))
    looped, by_loop = _timed(lambda: _looped(store))
    assert grouped == looped
    print(
        f"  the week's scores alone, unit by unit: {by_database:.3f} s by SQL's GROUP BY, {by_loop:.2f} s by "
        f"a loop over rows;\n  the digest with words, themes, growth, steering and intervals takes "
        f"{seconds / by_database:.0f} and {seconds / by_loop:.1f} times as long"
    )


def _timed(count: Callable[[], Counts]) -> tuple[Counts, float]:
    started = time.perf_counter()
    return count(), time.perf_counter() - started


def _this_week() -> ColumnElement[bool]:
    return (Rating.given_at >= END - timedelta(weeks=1)) & (Rating.given_at < END)


def _grouped(store: Store) -> Counts:
    query = select(Rating.unit, Rating.score, func.count()).where(_this_week())
    with store.reading() as tx:
        rows = tx.connection.execute(query.group_by(Rating.unit, Rating.score))
        return {(unit, score): n for unit, score, n in rows}


def _looped(store: Store) -> Counts:
    """Row by row, with the words opened, as a program without data frames would."""
    counts: Counter[tuple[str, int]] = Counter()
    with store.reading() as tx:
        rows: Any = tx.connection.execute(select(Rating.unit, Rating.score, Rating.words).where(_this_week()))
        for unit, score, sealed in rows:
            counts[unit, score] += 1
            if sealed:
                tx.vault.open(sealed, "ratings.words")
    return dict(counts)
