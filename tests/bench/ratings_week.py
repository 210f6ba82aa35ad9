"""A database with ratings of a hundred units, made up: so many, evenly over so many weeks before an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert, text

from analytics.labelled import sentences
from bot.settings import Settings, load_settings
from storage.models import Citizen, Rating
from storage.store import Store

UNITS, CHUNK, PEOPLE = 100, 20_000, 200_000
LAST = date(2026, 11, 16)  # the Monday of the last week
WEEK, TODAY = "2026-W47", date(2026, 11, 24)
END = datetime.combine(LAST + timedelta(days=7), datetime.min.time(), UTC) - timedelta(hours=7)  # in Serang
WITH_WORDS = 0.3
SEED = 20261124


def environ(directory: Path) -> dict[str, str]:
    key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    return {
        "SUARA_STORAGE__URL": f"sqlite:///{directory}/suara.db",
        "SUARA_STORAGE__MEDIA_DIR": f"{directory}/media",
        "SUARA_SECRET_KEY": key,
    }


def settings_in(directory: Path) -> Settings:
    return load_settings(environ=environ(directory))


def peopled(store: Store) -> None:
    """Citizens of whom nothing is known but that they are."""
    rows = [{"language": "id", "first_seen_at": END, "last_seen_at": END}] * CHUNK
    with store.begin() as tx:
        for _ in range(PEOPLE // CHUNK):
            tx.connection.execute(insert(Citizen), rows)


def filled(store: Store, settings: Settings, ratings: int, weeks: int) -> None:
    """So many ratings by those people."""
    random = np.random.default_rng(SEED)
    units = [unit.key for unit in settings.units][:UNITS]
    written = said(random)
    for start in range(0, ratings, CHUNK):
        rows = list(_rows(store, random, units, written, start, weeks))
        with store.begin() as tx:
            tx.connection.execute(insert(Rating), rows)
    with store.begin() as tx:
        tx.connection.execute(text("ANALYZE"))


def _rows(
    store: Store, random: Any, units: list[str], written: Iterator[str], start: int, weeks: int
) -> Iterator[dict[str, Any]]:
    ages = np.sort(random.random(CHUNK))[::-1] * weeks * 7 * 24 * 3600
    scores, places = random.integers(1, 5, CHUNK), random.integers(0, len(units), CHUNK)
    people, worded = random.integers(1, PEOPLE, CHUNK), random.random(CHUNK) < WITH_WORDS
    for n in range(CHUNK):
        yield {
            "talk": f"t{start + n}",
            "citizen_id": int(people[n]),
            "unit": units[places[n]],
            "service": "",
            "score": int(scores[n]),
            "channel": "telegram",
            "given_at": END - timedelta(seconds=float(ages[n])),
            "words": store.vault.seal(next(written), "ratings.words") if worded[n] else None,
        }


def said(random: np.random.Generator) -> Iterator[str]:
    """What people write: a labelled sentence begun and another ended, so that hardly any text comes twice."""
    known = [one.text.split(" ") for one in sentences()]
    while True:
        for one, other in random.integers(0, len(known), (CHUNK, 2)):
            begun, ended = known[one], known[other]
            yield " ".join(begun[: (len(begun) + 1) // 2] + ended[len(ended) // 2 :])
