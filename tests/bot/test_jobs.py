"""The timetable's jobs on a whole engine: reminders once, retention, and the weeks a digest tells of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import digests, jobs
from bot.nudging import nudge
from bot.settings import Settings
from bot.wiring import Engine, build_engine, build_house, open_store
from handlers.talk.stored import say_from_json
from storage import cases, officials, outbox, schema
from tests.bot.citizens import Chat, pushed
from tests.bot.desks import Desks

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture
def ready(settings: Settings) -> Settings:
    store = open_store(settings)
    schema.upgrade(store)
    store.dispose()
    return settings


@asynccontextmanager
async def engine_of(settings: Settings) -> AsyncIterator[Engine]:
    engine = build_engine(settings)
    try:
        yield engine
    finally:
        engine.writer.close()
        engine.store.dispose()


def test_a_survey_left_open_is_asked_after_once_with_its_open_question(ready: Settings) -> None:
    async def day() -> list[str]:
        async with engine_of(ready) as engine:
            chat = Chat(engine.store, engine.house, NOW)
            chat.types("/start srvy")
            chat.types("/survei")
            chat.types("disdukcapil")
            open_question = chat.says[-1].words
            late = NOW + timedelta(hours=21)
            for hours in (0, 1, 30):
                await nudge(engine, late, late + timedelta(hours=hours))
            said = pushed(engine.store, late + timedelta(hours=40), "4711")
            assert open_question in said[0].words
            return [say.words for say in said]

    assert len(asyncio.run(day())) == 1


def test_nobody_is_reminded_early_or_after_stop(ready: Settings) -> None:
    async def day() -> int:
        async with engine_of(ready) as engine:
            chat = Chat(engine.store, engine.house, NOW)
            chat.types("/survei")
            chat.types("disdukcapil")
            await nudge(engine, NOW, NOW + timedelta(hours=19))
            early = len(pushed(engine.store, NOW + timedelta(hours=19), "4711"))
            chat.types("/stop")
            await nudge(engine, NOW, NOW + timedelta(hours=30))
            return early + len(pushed(engine.store, NOW + timedelta(hours=30), "4711"))

    assert asyncio.run(day()) == 0


def test_the_night_takes_what_is_old_and_leaves_what_is_open(ready: Settings) -> None:
    async def night() -> tuple[int, int]:
        async with engine_of(ready) as engine:
            chat = Chat(engine.store, engine.house, NOW)
            chat.types("/survei")
            chat.types("disdukcapil")
            await jobs.forget_what_is_old(engine, NOW, NOW + timedelta(days=20))
            with engine.store.reading() as tx:
                kept = tx.connection.exec_driver_sql("SELECT count(*) FROM talks WHERE ended_at IS NULL")
                seen = tx.connection.exec_driver_sql("SELECT count(*) FROM updates")
                return kept.scalar_one(), seen.scalar_one()

    assert asyncio.run(night()) == (1, 0)


def test_a_digest_is_put_in_the_outbox_once_per_official_and_week(ready: Settings) -> None:
    async def monday() -> tuple[list[int], list[str]]:
        async with engine_of(ready) as engine:
            for role, unit, address in (("head", "disdukcapil", "9001"), ("coordinator", None, "9002")):
                with engine.store.begin() as tx:
                    officials.invite(tx, role, unit, "Pejabat", f"c{address}", NOW + timedelta(days=1), NOW)
                Chat(engine.store, engine.house, NOW, address).types(f"/start i-c{address}")
            sent = [await digests.post(engine, "2026-W47", NOW) for _ in range(2)]
            with engine.store.begin() as tx:
                rows = outbox.claim(tx, "bulk", NOW, timedelta(seconds=30), 10)
            return sent, [say_from_json(row.body)[0].words for row in rows]

    sent, texts = asyncio.run(monday())
    assert sent == [2, 0]
    assert "Dinas Kependudukan" in texts[0]
    assert "Kota Serang" in texts[1]


def test_a_unit_closes_on_its_day_while_the_program_runs(ready: Settings) -> None:
    day = datetime.now(UTC) + timedelta(days=30)
    old = ready.units[0].key
    ends = ready.units[0].model_copy(update={"closed": day.astimezone(ready.zone).date()})
    until = ready.model_copy(update={"units": (ends, *ready.units[1:])})

    async def months() -> tuple[list[str | None], list[str]]:
        async with engine_of(until) as engine:
            desks = Desks(engine.store, engine.house, NOW)
            desks.official("head", old, "9001")
            coordinator = desks.official("coordinator", None, "9002")
            number = desks.opens("4711", unit=old)
            before = desks.row(number).unit
            for moment in (day - timedelta(days=1), day, day):
                await jobs.leave_closed(engine, moment, moment)
                assert (old in engine.house.city_on(engine.house.today(moment)).open_units()) == (
                    moment < day
                )
                assert (desks.row(number).unit == old) == (moment < day)
            assert desks.row(number).owner_id == coordinator
            with engine.store.reading() as tx:
                steps = [step.reason for step in cases.events(tx, desks.row(number).id)]
            return [before, desks.row(number).unit], steps

    passed, steps = asyncio.run(months())
    assert passed == [old, None]
    assert steps.count("unit_closed") == 1


@pytest.mark.parametrize(
    ("due", "last", "weeks"),
    [
        ("2026-11-23", None, ["2026-W47"]),
        ("2026-11-23", "2026-11-16", ["2026-W47"]),
        ("2026-11-23", "2026-11-09", ["2026-W46", "2026-W47"]),
        ("2026-11-24", "2026-11-16", ["2026-W47"]),
        ("2026-11-23", "2026-06-01", ["2026-W44", "2026-W45", "2026-W46", "2026-W47"]),
        ("2027-01-04", "2026-12-28", ["2026-W53"]),
    ],
)
def test_a_digest_tells_of_last_week_and_of_those_joined_to_it(
    settings: Settings, due: str, last: str | None, weeks: list[str]
) -> None:
    house = build_house(settings)

    def at_half_past_seven(day: str) -> datetime:
        return datetime.fromisoformat(f"{day}T07:30").replace(tzinfo=house.zone)

    told = digests.weeks_due(at_half_past_seven(due), at_half_past_seven(last) if last else None, house)
    assert told == weeks


def test_a_digest_late_by_more_than_three_days_waits_for_the_next(ready: Settings) -> None:
    async def late() -> int:
        async with engine_of(ready) as engine:
            with engine.store.begin() as tx:
                officials.invite(tx, "coordinator", None, "Pejabat", "c1", NOW + timedelta(days=1), NOW)
            Chat(engine.store, engine.house, NOW, "9001").types("/start i-c1")
            await digests.send_digests(engine, NOW - timedelta(days=4), NOW)
            return len(pushed(engine.store, NOW, "9001"))

    assert asyncio.run(late()) == 0


class Silent:
    """An intake in which nothing happened for a while, and a network that holds a queue."""

    def __init__(self, minutes: int, waiting: int) -> None:
        self._seconds, self.pending = minutes * 60, waiting

    def silent_for(self) -> float:
        return self._seconds

    async def waiting(self) -> int:
        return self.pending


@pytest.mark.parametrize(
    ("minutes", "waiting", "heard", "alarms"),
    [(61, 7, 90, 1), (59, 7, 90, 0), (61, 0, 90, 0), (61, 7, 30, 0)],
    ids=["a queue stands", "not yet an hour", "nothing waits", "another process has heard"],
)
def test_operators_are_alarmed_once_an_hour_when_a_queue_stands_and_nothing_is_confirmed(
    ready: Settings, minutes: int, waiting: int, heard: int, alarms: int
) -> None:
    async def hour() -> int:
        async with engine_of(ready) as engine:
            with engine.store.begin() as tx:
                officials.invite(tx, "operator", None, "Pejabat", "c1", NOW + timedelta(days=1), NOW)
            Chat(engine.store, engine.house, NOW, "9001").types("/start i-c1")
            silent: Any = Silent(minutes, waiting)
            watched = Engine(**{**vars(engine), "intake": silent, "networks": {"telegram": silent}})
            later = NOW + timedelta(minutes=heard)
            for _ in range(2):
                await jobs.watch_for_silence(watched, NOW, later)
            return len(pushed(engine.store, later, "9001"))

    assert asyncio.run(hour()) == alarms
