"""The deadline jobs on a whole engine, and the command that shows how a deadline was counted."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot.calendar import WorkingDays
from bot.cli import app
from bot.days import deadline_jobs
from bot.days.deadline_jobs import keep_deadlines, retime_all
from bot.jobs import jobs
from bot.settings import Settings
from bot.wiring import Engine, build_engine, open_store
from storage import schema
from tests.bot.citizens import pushed
from tests.bot.days import HEAD, REPORTER, TUESDAY
from tests.bot.desks import Desks


@pytest.fixture
def ready(settings: Settings) -> Settings:
    store = open_store(settings)
    schema.upgrade(store)
    store.dispose()
    return settings


@pytest.fixture
def engine(ready: Settings) -> Engine:
    return build_engine(ready)


def closed(engine: Engine) -> None:
    engine.writer.close()
    engine.store.dispose()


def test_every_job_of_the_desk_is_on_the_timetable(engine: Engine) -> None:
    every = {job.name: job for job in jobs(engine)}
    assert {"deadlines", "retime", "units", "offices", "unread"} <= every.keys()
    quarter = every["deadlines"].next_after(TUESDAY) - TUESDAY
    assert quarter <= timedelta(minutes=15)
    closed(engine)


def test_all_cases_are_reminded_of_chunk_by_chunk_and_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline_jobs, "CHUNK", 3)
    desks = Desks(engine.store, engine.house, TUESDAY)
    desks.official("head", "dpupr", HEAD)
    numbers = [desks.opens(f"1{n:03d}") for n in range(8)]
    pushed(engine.store, TUESDAY)

    async def days() -> None:
        for hours in (48, 48, 49):
            now = TUESDAY + timedelta(hours=hours)
            await keep_deadlines(engine, now, now)

    asyncio.run(days())
    told = pushed(engine.store, TUESDAY + timedelta(hours=50), HEAD)
    assert sorted(say.case for say in told) == sorted(numbers)
    closed(engine)


def test_a_night_tells_of_moved_dates_and_the_next_night_of_nothing(engine: Engine) -> None:
    desks = Desks(engine.store, engine.house, TUESDAY)
    desks.official("head", "dpupr", HEAD)
    number = desks.opens(REPORTER)
    house = replace(engine.house, working_days=WorkingDays(added=[date(2026, 11, 27)]))
    changed = Engine(**{**vars(engine), "house": house})

    async def nights() -> None:
        for days in (1, 2):
            now = TUESDAY + timedelta(days=days)
            await retime_all(changed, now, now)

    asyncio.run(nights())
    assert desks.row(number).answer_due == date(2026, 12, 2)
    assert [kind for kind, _ in desks.happened(number)].count("retimed") == 1
    closed(engine)


# --- suara case deadline ---


@pytest.fixture
def suara(ready: Settings, environ: dict[str, str]) -> CliRunner:
    return CliRunner()


def test_the_command_shows_rule_day_and_what_became_of_every_day(suara: CliRunner, ready: Settings) -> None:
    engine = build_engine(ready)
    lebaran = datetime(2027, 3, 4, 3, tzinfo=UTC)
    number = Desks(engine.store, engine.house, lebaran).opens(REPORTER)
    closed(engine)
    shown = suara.invoke(app, ["case", "deadline", number, "--format", "json"])
    assert shown.exit_code == 0
    document = json.loads(shown.stdout)
    assert (document["rule"], document["working_days"], document["due"]) == ("verify", 3, "2027-03-17")
    assert document["counted"] == ["2027-03-05", "2027-03-16", "2027-03-17"]
    assert document["free"] == [f"2027-03-{day:02d}" for day in range(6, 16)]
    assert document["stood_still"] == []
    text = suara.invoke(app, ["case", "deadline", number.lower()])
    assert "due: 2027-03-17" in text.stdout


def test_the_command_says_that_there_is_no_such_case(suara: CliRunner) -> None:
    result = suara.invoke(app, ["case", "deadline", "KS-2611-XXXX"])
    assert result.exit_code == 2
    assert "no case has the number KS-2611-XXXX" in result.stderr
