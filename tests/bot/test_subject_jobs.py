"""The timetable's part in the rights of data subjects, and keys that are changed in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.keyfile import KeyFile, create, read_ring, write_ring
from bot.keys import background
from bot.media import seal_copy, write_durably
from bot.settings import Settings, load_settings
from bot.subjects import jobs
from bot.writer import Writer
from handlers.talk.stored import say_from_json
from storage import citizens, resealing, restrictions, subjects
from storage.citizens import Handle
from storage.models import Official, Outbox
from storage.store import Store
from storage.vault import Keyring, Vault
from tests.storage import given
from tests.storage.given import DAY

CHAT = Handle("telegram", "chat", "1")


@dataclass
class Bulk:
    """A lane of which only its waking matters."""

    woken: int = 0

    def wake(self) -> None:
        self.woken += 1


@dataclass
class Running:
    """As much of an engine as these jobs touch."""

    settings: Settings
    store: Store
    writer: Writer
    bulk: Bulk = field(default_factory=Bulk)


@pytest.fixture
def settings(settings_environ: dict[str, str]) -> Settings:
    environ = {name: value for name, value in settings_environ.items() if name != "SUARA_SECRET_KEY"}
    return load_settings(environ=environ)


@pytest.fixture
def engine(settings: Settings, url: str) -> Iterator[Any]:
    create(settings.storage.key_file)
    file = KeyFile(settings.storage.key_file)
    store = Store(url, Vault.of(file.ring, file.newer))
    engine = Running(settings, store, Writer(store))
    yield engine
    engine.writer.close()
    store.dispose()


def run(job: Any, engine: Any, now: datetime) -> None:
    asyncio.run(job(engine, now, now))


def reminders(store: Store) -> list[str]:
    with store.reading() as tx:
        bodies = tx.connection.execute(select(Outbox.body).order_by(Outbox.id)).scalars()
        return [say_from_json(tx.vault.open(body or b"", "outbox.body"))[0].words for body in bodies]


def test_coordinators_and_operators_hear_of_what_is_due_by_number_alone(engine: Any, now: datetime) -> None:
    with engine.store.begin() as tx:
        for number, role in enumerate(("coordinator", "operator", "officer"), start=10):
            handle = Handle("telegram", "chat", str(number))
            chat = citizens.lock(tx, {handle: "id"}, now)[handle].id
            official = given.official(tx, role=role)
            bound = Official.__table__.update().where(Official.id == official)
            tx.connection.execute(bound.values(citizen_id=chat, bound_at=now))
        who = citizens.lock(tx, {CHAT: "id"}, now)[CHAT].id
        subjects.asked(tx, who, "correction", "telegram", now, words="rahasia", state=subjects.OPEN)
    run(jobs.look_after_requests, engine, now + DAY)
    assert reminders(engine.store) == []
    run(jobs.look_after_requests, engine, now + timedelta(hours=73))
    told = reminders(engine.store)
    assert len(told) == 2
    assert all("1 permintaan" in words and "terlambat" in words and "rahasia" not in words for words in told)
    assert engine.bulk.woken == 1


def test_a_rest_whose_day_has_come_is_over(engine: Any, now: datetime) -> None:
    with engine.store.begin() as tx:
        who = citizens.lock(tx, {CHAT: "id"}, now)[CHAT].id
        restrictions.restrict(tx, who, now + DAY, now)
    run(jobs.look_after_requests, engine, now + 2 * DAY)
    with engine.store.reading() as tx:
        assert not restrictions.is_resting(tx, who)


def test_who_was_forgotten_stands_in_the_file_apart(engine: Any, now: datetime) -> None:
    with engine.store.begin() as tx:
        citizens.forget(tx, citizens.lock(tx, {CHAT: "id"}, now)[CHAT].id, now)
    run(jobs.keep_forgotten, engine, now)
    assert len(engine.settings.storage.forgotten_file.read_text().splitlines()) == 1
    assert {job.name for job in jobs.jobs(engine)} == {"forgotten", "requests"}


def test_what_a_killed_command_left_is_sealed_again_in_the_background(
    engine: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "LOOK_SECONDS", 0.01)
    store, directory = engine.store, engine.settings.storage.media_dir
    with store.begin() as tx:
        citizens.lock(tx, {CHAT: "id"}, now)
    write_durably(directory / "photo", seal_copy(b"x", "photo", store.vault))
    key_file: Path = engine.settings.storage.key_file
    write_ring(key_file, Keyring(bytes(32), (read_ring(key_file).key,)))
    asyncio.run(_until_sealed(engine, directory))
    with store.reading() as tx:
        assert resealing.left(tx) == {}
    assert (directory / "photo").read_bytes()[:5] == store.vault.header


async def _until_sealed(engine: Any, directory: Path) -> None:
    stop = asyncio.Event()
    keeping = asyncio.create_task(background.keep_sealed(engine, stop))
    with engine.store.begin():
        pass  # any transaction hears of the new key
    async with asyncio.timeout(30):
        while (directory / "photo").read_bytes()[:5] != engine.store.vault.header:
            await asyncio.wait({keeping}, timeout=0.02)
    stop.set()
    await keeping


def test_nothing_is_looked_through_while_there_is_one_key(engine: Any) -> None:
    async def soon() -> None:
        stop = asyncio.Event()
        keeping = asyncio.create_task(background.keep_sealed(engine, stop))
        stop.set()
        await keeping

    with engine.store.reading() as tx:
        before = tx.vault.ring
    asyncio.run(soon())
    assert engine.store.vault.ring is before
