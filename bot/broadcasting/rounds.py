"""What is asked by itself, day by day: how a report was handled, how a visit was, the survey of a period."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

import structlog

from bot.broadcasting import handling, periodic
from bot.broadcasting.steering import SYSTEM
from bot.broadcasting.surveys import Sample
from bot.broadcasting.visits import Round, round_of
from bot.house import House
from bot.settings import Settings
from bot.timetable import Job, at
from bot.wiring import Engine
from storage import broadcasts, survey_sends
from storage.store import Tx

log = structlog.get_logger()
HANDLING, VISIT = "handling", "visit"
# Hour and minute in the city: one after the other, so that the later one knows whom the earlier one asks.
HANDLING_AT, VISITS_AT, PERIODS_AT = (9, 0), (9, 30), (10, 0)
LONGEST = timedelta(days=7)  # visits that a machine which slept makes up for

Begin = Callable[[Tx, Settings, House, datetime], int]


def jobs(engine: Engine) -> list[Job]:
    """Each makes broadcasts, or none where nobody is to be asked; safe to repeat."""
    zone = engine.settings.zone
    return [
        Job("ask_handling", at(zone, *HANDLING_AT), partial(_ask, engine, ask_handling)),
        Job("ask_visitors", at(zone, *VISITS_AT), partial(_ask, engine, ask_visitors)),
        Job("ask_periods", at(zone, *PERIODS_AT), partial(_ask_offices, engine)),
    ]


def ask_handling(tx: Tx, settings: Settings, house: House, now: datetime) -> int:
    """One broadcast a day to those whose report was closed long enough ago; 0: nobody is to be asked."""
    if _made_today(tx, HANDLING, house, now) or not handling.to_ask(tx, settings, now):
        return 0
    broadcasts.create(tx, HANDLING, made_by=SYSTEM, now=now)
    return 1


def ask_visitors(tx: Tx, settings: Settings, house: House, now: datetime) -> int:
    """One broadcast a day to a share of those who visited so many days ago; 0: nobody did."""
    share, days = settings.survey.visit_share, settings.survey.visit_after_days
    if not share or _made_today(tx, VISIT, house, now):
        return 0
    until = _midnight(house, now - timedelta(days=days - 1))
    since = max(_seen_until(tx, now) or until - timedelta(days=1), until - LONGEST)
    if not survey_sends.visited(tx, since, until):
        return 0
    seed = f"{settings.city.key}:{VISIT}:{house.today(until - timedelta(hours=1))}"
    wanted = Round(since.isoformat(), until.isoformat(), share, seed)
    broadcasts.create(tx, VISIT, made_by=SYSTEM, now=now, audience=wanted.to_json())
    return 1


async def _ask(engine: Engine, begin: Begin, due_at: datetime, now: datetime) -> None:
    made = await engine.writer.write(lambda tx: begin(tx, engine.settings, engine.house, now))
    if made:
        log.info("asked", count=made)
        engine.feeder.wake()


async def _ask_offices(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Whom to ask of a hundred offices is read beside the turns."""
    due = await asyncio.to_thread(_plan, engine, now)
    if due and (made := await engine.writer.write(partial(periodic.create, due=due, now=now))):
        log.info("asked", count=made)
        engine.feeder.wake()


def _plan(engine: Engine, now: datetime) -> list[Sample]:
    with engine.store.reading() as tx:
        return periodic.plan(tx, engine.settings, engine.house, now)


def _made_today(tx: Tx, purpose: str, house: House, now: datetime) -> bool:
    return bool(broadcasts.made_since(tx, purpose, _midnight(house, now)))


def _seen_until(tx: Tx, now: datetime) -> datetime | None:
    """Up to when visits were looked at; None: not for a while."""
    before = broadcasts.made_since(tx, VISIT, now - 2 * LONGEST)
    return datetime.fromisoformat(round_of(before[-1]).until) if before else None


def _midnight(house: House, moment: datetime) -> datetime:
    return datetime.combine(house.today(moment), time.min, house.zone)
