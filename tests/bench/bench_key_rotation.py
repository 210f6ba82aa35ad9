"""How long a change of keys takes, and what a turn waits meanwhile: rows a second, and the slowest turns."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.keyfile import KeyFile, create
from bot.keys import rotating
from bot.keys.opening import meet
from bot.settings import Settings, load_settings
from bot.wiring import build_house, sync_units
from storage import resealing, schema
from storage.models import Citizen, Handle, Rating
from storage.store import Store
from storage.vault import Vault
from tests.bot.citizens import Chat
from tests.doubles.postgres import postgres, postgres_url

PEOPLE = 10_000  # an address and a rating with words each
FIRST = 1_000_000  # an id that the database does not give itself
THINKS = 0.02  # seconds between two turns of the one who talks
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, settings_environ: dict[str, str]) -> Iterator[Settings]:
    environ = {name: value for name, value in settings_environ.items() if name != "SUARA_SECRET_KEY"}
    with ExitStack() as stack:
        if request.param == "postgresql":
            environ["SUARA_STORAGE__URL"] = stack.enter_context(
                postgres_url(stack.enter_context(postgres(durable=True)))
            )
        yield load_settings(environ=environ)


def bench_a_key_is_changed_beside_turns(settings: Settings, tmp_path: Path) -> None:
    create(settings.storage.key_file)
    store, other = _opened(settings), _opened(settings)
    schema.upgrade(store)
    meet(store, NOW)
    sync_units(settings, store)
    _fill(store)
    waits: list[float] = []
    done = threading.Event()
    talker = threading.Thread(target=_talk, args=(other, settings, waits, done))
    talker.start()
    done.wait(1)
    before = len(waits)
    began = time.perf_counter()
    left = rotating.rotate(settings, store, "bench", lambda *_: None, everywhere=True)
    seconds = time.perf_counter() - began
    done.set()
    talker.join()
    calm, during = sorted(waits[:before]), sorted(waits[before:])
    print(
        f"\n{settings.storage.url.partition(':')[0]:<11}{2 * PEOPLE:>7} rows in {seconds:5.1f} s, "
        f"{2 * PEOPLE / seconds:6.0f} a second; a turn waits {_at(calm, 0.5):.0f} ms before, "
        f"{_at(during, 0.5):.0f} ms meanwhile (99 %: {_at(calm, 0.99):.0f} and {_at(during, 0.99):.0f} ms)"
    )
    assert left == {}
    with store.reading() as tx:
        assert resealing.left(tx) == {}
    store.dispose()
    other.dispose()


def _opened(settings: Settings) -> Store:
    file = KeyFile(settings.storage.key_file)
    return Store(settings.storage.url, Vault.of(file.ring, file.newer))


def _fill(store: Store) -> None:
    for start in range(0, PEOPLE, 2_000):
        with store.begin() as tx:
            ids = range(start + FIRST, start + FIRST + 2_000)
            people = [{"id": n, "language": "id", "first_seen_at": NOW, "last_seen_at": NOW} for n in ids]
            tx.connection.execute(Citizen.__table__.insert(), people)
            tx.connection.execute(Handle.__table__.insert(), [_handle(store.vault, n) for n in ids])
            tx.connection.execute(Rating.__table__.insert(), [_rating(store.vault, n) for n in ids])


def _handle(vault: Vault, number: int) -> dict[str, object]:
    value = f"{number:010}"
    sealed, hashed = vault.seal(value, "handles.value"), vault.hash("telegram.chat", value)
    return {"citizen_id": number, "channel": "telegram", "kind": "chat", "hash": hashed, "value": sealed}


def _rating(vault: Vault, number: int) -> dict[str, object]:
    words = vault.seal(f"Antreannya panjang sekali, {number} orang", "ratings.words")
    at = NOW - timedelta(minutes=number - FIRST)
    given = {"unit": "disdukcapil", "service": "", "score": 2, "channel": "telegram", "given_at": at}
    return {"citizen_id": number, "talk": "t", "words": words, **given}


def _talk(store: Store, settings: Settings, waits: list[float], done: threading.Event) -> None:
    chat = Chat(store, build_house(settings), datetime.now(UTC), "somebody")
    chat.types("halo")
    while not done.is_set():
        began = time.perf_counter()
        chat.types("/start u-disdukcapil")
        waits.append((time.perf_counter() - began) * 1000)
        done.wait(THINKS)


def _at(waits: list[float], share: float) -> float:
    return waits[int(share * (len(waits) - 1))] if waits else float("nan")
