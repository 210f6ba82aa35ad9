"""The log behind the turns: sealed every minute, closed every day, told to whoever oversees."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.auditing import close_day, close_the_day, jobs, seal_all
from bot.settings import Settings
from bot.wiring import Engine, build_engine, open_store
from storage import audit, audit_heads, audit_sealing, schema
from storage.audit_checking import check
from storage.store import Tx
from tests.bot.citizens import Chat, pushed
from tests.bot.desks import Desks

NOW = datetime(2026, 11, 24, 17, 10, tzinfo=UTC)  # ten minutes past midnight in the city
DAY = timedelta(days=1)


@pytest.fixture
def engine(settings: Settings) -> Engine:
    store = open_store(settings)
    schema.upgrade(store)
    store.dispose()
    return build_engine(settings)


def closed(engine: Engine, now: datetime) -> str | None:
    with engine.store.begin() as tx:
        return close_day(tx, engine.house, now)


def test_sealing_takes_short_steps_until_nothing_is_left(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = audit_sealing.seal
    monkeypatch.setattr(audit_sealing, "seal", lambda tx, now: seal(tx, now, most=2))
    with engine.store.begin() as tx:
        for _ in range(5):
            audit.add(tx, "export", "operator", NOW)
    asyncio.run(seal_all(engine, NOW, NOW))
    asyncio.run(seal_all(engine, NOW, NOW))
    with engine.store.reading() as tx:
        checked = check(tx)
    assert (checked.rows, checked.seals, checked.waiting, checked.found) == (5, 3, 0, 0)


def test_who_oversees_gets_the_code_of_the_day_once(engine: Engine) -> None:
    desks = Desks(engine.store, engine.house, NOW)
    desks.official("overseer", None, "81")
    asyncio.run(close_the_day(engine, NOW, NOW))
    asyncio.run(close_the_day(engine, NOW, NOW + timedelta(hours=2)))
    with engine.store.reading() as tx:
        head = audit_heads.last(tx)
    assert head is not None
    said = pushed(engine.store, NOW + timedelta(hours=9), "81")
    assert [head.code in say.words for say in said] == [True]
    assert "24 November 2026" in said[0].words


def test_after_days_without_us_there_is_one_head_for_all_of_them(engine: Engine) -> None:
    codes = [closed(engine, NOW), closed(engine, NOW + 5 * DAY), closed(engine, NOW + 5 * DAY)]
    assert [code is not None for code in codes] == [True, True, False]


def test_without_anybody_who_oversees_the_head_is_made_all_the_same(engine: Engine) -> None:
    assert closed(engine, NOW) is not None


def test_the_timetable_seals_every_minute_and_closes_the_day_after_midnight(engine: Engine) -> None:
    due = {job.name: job.next_after(NOW) for job in jobs(engine)}
    assert due == {"seal": NOW + timedelta(minutes=1), "head": NOW + DAY}


def test_a_whole_day_of_turns_is_sealed_and_clean(engine: Engine) -> None:
    chat = Chat(engine.store, engine.house, NOW)
    chat.types("/lapor")
    asyncio.run(close_the_day(engine, NOW, NOW + DAY))
    with engine.store.reading() as tx:
        assert _clean(tx)


def _clean(tx: Tx) -> bool:
    return check(tx).found == 0
