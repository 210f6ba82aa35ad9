"""The numbers of a week out of a million ratings, in a process of its own as the digest has it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import insert, text

from bot.settings import Settings, load_settings
from bot.wiring import open_store, sync_units
from storage import schema
from storage.models import Rating
from storage.store import Store

RATINGS, WEEKS, CHUNK = 1_000_000, 52, 20_000
LAST = date(2026, 11, 16)  # the Monday of 2026-W47
WITH_WORDS = 0.3
SEED = 20261124
SAID = (
    "antrenya lama sekali",
    "petugasnya ramah dan sabar",
    "syaratnya berubah terus",
    "ruang tunggu panas",
    "cepat, terima kasih",
)


def settings_in(directory: Path) -> Settings:
    return load_settings(environ=environ(directory))


def environ(directory: Path) -> dict[str, str]:
    key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    return {"SUARA_STORAGE__URL": f"sqlite:///{directory}/suara.db", "SUARA_SECRET_KEY": key}


def filled(store: Store, settings: Settings, ratings: int, weeks: int) -> None:
    """So many ratings, evenly over the weeks before the end of LAST's."""
    random = np.random.default_rng(SEED)
    units = [unit.key for unit in settings.units][:100]
    end = datetime.combine(LAST + timedelta(days=7), datetime.min.time(), UTC) - timedelta(hours=8)
    sealed = [store.vault.seal(words, "ratings.words") for words in SAID]
    for start in range(0, ratings, CHUNK):
        ages = random.random(CHUNK) * weeks * 7 * 24 * 3600
        scores, places = random.integers(1, 5, CHUNK), random.integers(0, len(units), CHUNK)
        said = np.where(random.random(CHUNK) < WITH_WORDS, random.integers(0, len(SAID), CHUNK), -1)
        rows = [
            {
                "talk": f"t{start + n}",
                "unit": units[places[n]],
                "service": "",
                "score": int(scores[n]),
                "channel": "telegram",
                "given_at": end - timedelta(seconds=float(ages[n])),
                "words": sealed[said[n]] if said[n] >= 0 else None,
            }
            for n in range(CHUNK)
        ]
        with store.begin() as tx:
            tx.connection.execute(insert(Rating), rows)
    with store.begin() as tx:
        tx.connection.execute(text("ANALYZE"))


# What the digest's own child does and nothing else: whoever fills the database would count as well.
CHILD = """
import json, resource, sys, time
from datetime import date
import analytics.weekly
from bot.counting import week_json
from bot.settings import load_settings
settings = load_settings(environ=json.loads(sys.argv[1]))
started = time.perf_counter()
numbers = json.loads(week_json(settings, "2026-W47", date(2026, 11, 24)))
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, peak, numbers["city"]["n"]]))
"""


def counted(directory: Path) -> tuple[float, float, int]:
    """Seconds, megabytes at most, and ratings of the week."""
    started = time.perf_counter()
    words = [sys.executable, "-c", CHILD, json.dumps(environ(directory))]
    told = subprocess.run(words, capture_output=True, text=True, check=True)
    seconds, megabytes, n = json.loads(told.stdout.splitlines()[-1])
    print(
        f"  process from start to end {time.perf_counter() - started:.1f} s, of it counting {seconds:.2f} s"
    )
    return seconds, megabytes, n


def bench_a_week_of_a_year_with_a_million_ratings(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    for ratings, weeks in ((RATINGS, WEEKS), (100_000, 1)):
        with store.begin() as tx:
            tx.connection.execute(text("DELETE FROM ratings"))
        filled(store, settings, ratings, weeks)
        print(
            f"\n{ratings:,} ratings over {weeks} weeks, 100 units, {WITH_WORDS:.0%} with words, seed {SEED}:"
        )
        seconds, megabytes, n = counted(tmp_path)
        print(f"  the week has {n:,} ratings: {seconds:.2f} s and {megabytes:.0f} MB at most, on one core")
        assert n > 0
    store.dispose()
