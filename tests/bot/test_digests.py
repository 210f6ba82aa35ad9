"""Digests of many officials: queued two hundred at a time, each once, and worded while others write."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

import pytest
from sqlalchemy import select

from bot import digests
from bot.settings import Settings
from bot.wiring import Engine, build_engine, open_store, sync_units
from handlers.week_lines import Week
from storage import digest_reads, schema
from storage.models import DigestRead, Outbox
from storage.store import Tx
from tests.bot.appointed import appointed
from tests.bot.offices import OTHER, UNIT
from tests.handlers.test_summaries import line, week_of
from tests.storage.given import DAY, NOW

T = TypeVar("T")
WEEK = "2026-W47"
MANY = 450


@pytest.fixture
def many(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A city with 450 officials who read digests, and a week whose numbers are known."""

    async def known(
        _settings: Settings, _week: str, _today: date, _units: Sequence[str]
    ) -> tuple[Week, dict[str, bytes]]:
        return week_of(line(unit=UNIT, name="Disdukcapil")), {}

    monkeypatch.setattr(digests, "count_and_draw", known)
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    with store.begin() as tx:
        appointed(
            tx, [("head", (UNIT, OTHER)[n % 2]) for n in range(MANY - 1)] + [("coordinator", None)], NOW
        )
    store.dispose()
    return settings


@contextmanager
def engine_of(settings: Settings) -> Iterator[Engine]:
    engine = build_engine(settings)
    try:
        yield engine
    finally:
        engine.writer.close()
        engine.store.dispose()


def queued(engine: Engine) -> list[str]:
    """The key of every digest in the outbox."""
    with engine.store.reading() as tx:
        return [key for key in tx.connection.scalars(select(Outbox.dedupe_key).order_by(Outbox.id)) if key]


def test_digests_are_queued_in_chunks_of_two_hundred_and_nobody_gets_two(
    many: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks: list[int] = []
    sent = digest_reads.sent

    def noted(tx: Tx, officials: Sequence[int], week: str, now: object) -> None:
        chunks.append(len(officials))
        sent(tx, officials, week, NOW)

    monkeypatch.setattr(digest_reads, "sent", noted)
    with engine_of(many) as engine:
        new = [asyncio.run(digests.post(engine, WEEK, NOW)) for _ in range(2)]
        assert new == [MANY, 0]
        assert chunks == [200, 200, 50]
        assert set(Counter(queued(engine)).values()) == {1}
        assert len(queued(engine)) == MANY


def test_after_a_crash_between_two_chunks_only_those_without_a_digest_get_one(
    many: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine_of(many) as engine:
        asyncio.run(_crashes_after(1, engine, monkeypatch))
        assert len(queued(engine)) == digests.CHUNK
        assert asyncio.run(digests.post(engine, WEEK, NOW + DAY)) == MANY - digests.CHUNK
        assert set(Counter(queued(engine)).values()) == {1}
        with engine.store.reading() as tx:
            first = tx.connection.scalars(select(DigestRead.sent_at)).all()
        assert Counter(first) == {NOW: digests.CHUNK, NOW + DAY: MANY - digests.CHUNK}


async def _crashes_after(chunks: int, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    posted: list[object] = []
    post = digests._post

    def dies(tx: Tx, **given: object) -> object:
        posted.append(given)
        if len(posted) > chunks:
            raise KeyError("killed")
        return post(tx, **given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(digests, "_post", dies)
        with pytest.raises(KeyError):
            await digests.post(engine, WEEK, NOW)


def test_while_digests_are_worded_others_write(many: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    worded, between = digests.digest_for, []

    with engine_of(many) as engine:

        def slowly(*given: object) -> object:
            # Would wait for itself for ever if words were found by the one thread that writes.
            between.append(engine.writer.submit(lambda _tx: len(between)).result(timeout=30))
            return worded(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(digests, "digest_for", slowly)
        monkeypatch.setattr(digests, "CHUNK", 3)
        few = _first(digests._readers, 4)
        monkeypatch.setattr(digests, "_readers", few)
        assert asyncio.run(digests.post(engine, WEEK, NOW)) == 4
    assert len(between) == 4


def _first(readers: Callable[..., list[T]], count: int) -> Callable[..., list[T]]:
    return lambda *given, **more: readers(*given, **more)[:count]
