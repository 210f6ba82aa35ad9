"""The timetable where templates go out: looked at, released, accounted for; an alarm that arrives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import template_jobs
from bot.config.sections import WhatsApp
from bot.settings import Settings, load_settings
from bot.templates.files import templates
from bot.templates.standing import Standing
from bot.timetable import Job
from bot.verdict import TOKEN_ENDED
from bot.wiring import Engine, build_engine, open_store
from handlers.talk import Say
from handlers.talk.stored import say_to_json
from storage import citizens, network_facts, officials, outbox, outbox_holds, schema, template_sends
from storage.citizens import Handle
from storage.outbox import Message
from storage.outbox_holds import CEILING, PEOPLE
from storage.template_sends import Paid
from tests.bot.citizens import pushed
from tests.bot.test_template_account import environ_of
from tests.doubles.cloudapi import CloudApi
from tests.doubles.fixtures import cloudapi

__all__ = ["cloudapi"]
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)  # a Tuesday
PAUSE = timedelta(minutes=5)


@pytest.fixture
def settings(settings_environ: dict[str, str], cloudapi: CloudApi) -> Settings:
    ready = load_settings(environ=settings_environ | environ_of(cloudapi))
    store = open_store(ready)
    schema.upgrade(store)
    store.dispose()
    return ready


@asynccontextmanager
async def engine_of(settings: Settings) -> AsyncIterator[Engine]:
    """An engine that sends nothing itself: rows are looked at where they lie."""
    silent = settings.model_copy(update={"whatsapp": WhatsApp()})
    engine = replace(build_engine(silent), settings=settings)
    try:
        yield engine
    finally:
        for network in engine.networks.values():
            await network.close()
        engine.writer.close()
        engine.store.dispose()


def citizen(engine: Engine, address: str, channel: str = "whatsapp") -> int:
    handle = Handle(channel, "chat", address)
    with engine.store.begin() as tx:
        return citizens.lock(tx, {handle: "id"}, NOW)[handle].id


def operator(engine: Engine, channel: str = "telegram") -> int:
    chat = citizen(engine, "op", channel)
    with engine.store.begin() as tx:
        officials.invite(tx, "operator", None, "Operator", "C0DE", NOW + PAUSE, NOW)
        assert officials.bind(tx, "C0DE", chat, NOW) is not None
    return chat


def push(engine: Engine, citizen_id: int, purpose: str = "invitation", count: int = 1) -> list[int]:
    message = Message("bulk", "whatsapp", citizen_id, purpose, say_to_json(Say("kabar")))
    with engine.store.begin() as tx:
        return [row for row in outbox.add(tx, [message] * count, NOW) if row is not None]


def pay(engine: Engine, outbox_id: int, price: int, at: datetime = NOW, category: str = "marketing") -> None:
    paid = Paid(outbox_id, "whatsapp", "invitation", "t_v1", category, price, f"{at:%Y-%m}", at)
    with engine.store.begin() as tx:
        template_sends.reserve(tx, [paid])


def run(job: object) -> None:
    asyncio.run(job)  # type: ignore[arg-type]  # a coroutine of the test


def test_which_templates_are_approved_is_looked_at_regularly(settings: Settings, cloudapi: CloudApi) -> None:
    async def scene() -> None:
        async with engine_of(settings) as engine:
            await template_jobs.look_at_templates(engine, NOW, NOW)
            with engine.store.reading() as tx:
                assert network_facts.of(tx, "whatsapp") == {}
            cloudapi.templates.instant = True
            there = template_jobs.account.connected(settings)
            assert there is not None
            await there.create("message_waiting_v1", "id", "utility", "Kabar.", (), ())
            await there.close()
            await template_jobs.look_at_templates(engine, NOW, NOW)
            with engine.store.reading() as tx:
                standing = Standing(network_facts.of(tx, "whatsapp"))
            assert standing.state(templates()["message_waiting"], "id") == "approved"
            cloudapi.revoke()
            await template_jobs.look_at_templates(engine, NOW, NOW)  # what was known stays known

    run(scene())


def test_how_the_network_rates_our_number_sets_the_pace_and_what_it_does_not_say_stays(
    settings: Settings, cloudapi: CloudApi
) -> None:
    async def scene() -> None:
        async with engine_of(settings) as engine:
            paces = []
            for quality in ("GREEN", "YELLOW", "RED", "UNKNOWN", "GREEN"):
                cloudapi.network.quality = quality
                await template_jobs.look_at_rating(engine, NOW, NOW)
                with engine.store.reading() as tx:
                    standing = Standing(network_facts.of(tx, "whatsapp"))
                paces.append((standing.pace, standing.people_a_day(1000)))
            assert paces == [(1.0, 250), (0.5, 125), (0.1, 25), (0.1, 25), (1.0, 250)]
            cloudapi.network.people_a_day = 2_000
            await template_jobs.look_at_rating(engine, NOW, NOW)
            with engine.store.reading() as tx:
                assert Standing(network_facts.of(tx, "whatsapp")).people_a_day(9_000) == 2_000
            cloudapi.revoke()
            await template_jobs.look_at_rating(engine, NOW, NOW)  # what was known stays known

    run(scene())


def test_a_raised_ceiling_or_limit_releases_as_much_as_there_is_room_for(settings: Settings) -> None:
    async def scene() -> None:
        async with engine_of(settings) as engine:
            dear, many = (
                push(engine, citizen(engine, "7"), count=3),
                push(engine, citizen(engine, "8"), count=2),
            )
            with engine.store.begin() as tx:
                outbox_holds.hold(tx, dear, CEILING, NOW + timedelta(days=7))
                outbox_holds.hold(tx, many, PEOPLE, NOW + timedelta(hours=20))
                network_facts.note(tx, "whatsapp", "people_a_day", "1", NOW)
            pay(engine, 9_999, 1_000_000 - 2 * 587)
            await template_jobs.release_what_may_go(engine, NOW, NOW)
            with engine.store.begin() as tx:
                due = outbox.claim(tx, "bulk", NOW, PAUSE, 10)
            assert [row.id for row in due] == [*dear[:2], many[0]]

    run(scene())


def test_operators_are_told_once_a_week_what_templates_cost(settings: Settings) -> None:
    async def scene() -> None:
        async with engine_of(settings) as engine:
            operator(engine)
            monday = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
            pay(engine, 1, 587)
            pay(engine, 2, 587)
            pay(engine, 3, 357, NOW - timedelta(days=7), "utility")
            for _ in range(2):
                await template_jobs.tell_costs(engine, monday, monday)
            (told,) = pushed(engine.store, monday, "op")
            assert "23 – 29 November 2026" in told.words
            assert "• undangan: 2, Rp1.174" in told.words
            assert "Rp1.531 dari Rp1.000.000" in told.words

    run(scene())


def test_a_token_that_ended_is_told_to_operators_on_another_network_once_an_hour(settings: Settings) -> None:
    async def scene() -> None:
        async with engine_of(settings) as engine:
            operator(engine)
            await template_jobs.watch_tokens(engine, NOW, NOW)
            rows = push(engine, citizen(engine, "7"), count=3)
            with engine.store.begin() as tx:
                outbox.retry(tx, rows[0], NOW + PAUSE, TOKEN_ENDED, counts=False)
            for minute in range(2):
                now = NOW + timedelta(minutes=minute)
                await template_jobs.watch_tokens(engine, now, now)
            with engine.store.reading() as tx:
                assert outbox.counts(tx) == {("bulk", "pending"): 4}
            (alarm,) = pushed(engine.store, NOW + timedelta(minutes=2), "op")
            assert "WhatsApp" in alarm.words
            assert "3 pesan" in alarm.words

    run(scene())


def test_only_the_alarm_runs_where_there_is_no_network_with_templates(settings: Settings) -> None:
    async def names(chosen: Settings) -> list[str]:
        async with engine_of(chosen) as engine:
            found: list[Job] = template_jobs.jobs(engine)
            return [job.name for job in found]

    assert asyncio.run(names(settings)) == ["token", "templates", "rating", "windows", "costs"]
    off = settings.model_copy(update={"whatsapp": WhatsApp()})
    assert asyncio.run(names(off)) == ["token"]


def test_without_an_account_nothing_is_looked_at(settings: Settings, cloudapi: CloudApi) -> None:
    nameless = settings.whatsapp.model_copy(update={"waba_id": None})

    async def scene() -> None:
        async with engine_of(settings.model_copy(update={"whatsapp": nameless})) as engine:
            await template_jobs.look_at_rating(engine, NOW, NOW)
            await template_jobs.look_at_templates(engine, NOW, NOW)
            with engine.store.reading() as tx:
                assert network_facts.of(tx, "whatsapp") == {}

    run(scene())
