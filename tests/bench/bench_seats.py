"""Answers to an invitation while very many were invited: turns a second, and never a seat too many."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sqlalchemy import insert, text

from bot.settings import load_settings
from bot.turns import take_turns
from bot.wiring import build_house, sync_units
from storage import schema, seats
from storage.models import Citizen, Invitation
from storage.store import Store
from storage.vault import Vault
from tests.bot.coming import Coming
from tests.storage.given import NOW

INVITED, ANSWERS, SEATS, BATCH = 100_000, 1000, 300, 50


def bench_a_thousand_answers_among_a_hundred_thousand_invited(tmp_path: Path) -> None:
    """On SQLite, batches of fifty: three hundred seats, seven hundred in line."""
    coming = city(tmp_path)
    row = coming.announced(citizens=SEATS)
    filled(coming)
    people = [str(number) for number in range(ANSWERS)]
    coming.invites(*people)
    taps = [coming.tap(coming.chat(one), "come") for one in people]
    began = time.perf_counter()
    for start in range(0, ANSWERS, BATCH):
        with coming.store.begin() as tx:
            take_turns(tx, taps[start : start + BATCH], coming.house, coming.now)
    took = time.perf_counter() - began
    with coming.store.reading() as tx:
        assert seats.taken(tx, row.id) == {"citizens": SEATS}
        line = seats.line(tx, row.id, "citizens")
    assert [word.place for word in line] == list(range(1, ANSWERS - SEATS + 1))
    print(f"\n{INVITED} invited, {ANSWERS} answers in {took:.1f} s: {ANSWERS / took:.0f} a second")


def city(place: Path) -> Coming:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SUARA_")}
    settings = load_settings(environ={**environ, "SUARA_STORAGE__MEDIA_DIR": str(place / "media")})
    store = Store(f"sqlite:///{place}/suara.db", Vault(bytes(range(32))))
    schema.upgrade(store)
    sync_units(settings, store)
    return Coming(store, build_house(settings), settings, NOW)


def filled(coming: Coming) -> None:
    """Very many who were invited and say nothing."""
    with coming.store.begin() as tx:
        person = {"language": "id", "first_seen_at": NOW, "last_seen_at": NOW}
        new = insert(Citizen).returning(Citizen.id)
        ids = tx.connection.execute(new, [person] * INVITED).scalars().all()
        silent = {"forum_id": coming.row.id, "invited_at": NOW, "answer": "", "group": "citizens"}
        tx.connection.execute(insert(Invitation), [{**silent, "citizen_id": one} for one in ids])
    with coming.store.begin() as tx:
        tx.connection.execute(text("ANALYZE"))
