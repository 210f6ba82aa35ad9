"""Publishes every period that is over: counted once, in a child process that ends, and never again."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.counting import modest
from bot.offices.office import Mistaken
from bot.settings import Settings
from storage.store import Store

if TYPE_CHECKING:
    from analytics.period import Period

log = structlog.get_logger()


async def publish_in_child(settings: Settings, now: datetime) -> list[str]:
    """`publish` in a process of its own. Raises what it raised."""
    # Spawned, not forked: a fork would take over this process's threads and open connections.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=modest) as child:
        return await asyncio.get_running_loop().run_in_executor(child, publish, settings, now)


def publish(settings: Settings, now: datetime) -> list[str]:
    """Publish what is over and was not published; the names of what is new. Safe to repeat.

    A period that shares days with one published otherwise is left out: the difference of the two would tell
    what is hidden in either.
    """
    from bot.keys.opening import store_of
    from bot.outside.grid import closed_periods

    store = store_of(settings)
    try:
        today = now.astimezone(settings.zone).date()
        periods = closed_periods(settings, today)
        return [name for period in periods for name in _published(store, settings, period, now)]
    finally:
        store.dispose()


def _published(store: Store, settings: Settings, period: Period, now: datetime) -> list[str]:
    from bot.outside import figures
    from bot.wiring import build_house

    new = []
    try:
        if _page(store, settings, period, now):
            new.append(f"index {period.name}")
        settled = now >= period.end + timedelta(days=settings.figures.cases_after_days)
        if settled and not _is_kept(store, period.name) and _has_cases(store, period):
            figures.freeze(store, settings, build_house(settings), period.name, now)
            new.append(f"cases {period.name}")
    except Mistaken as reason:
        log.info("period not published", reason=str(reason))
    return new


def _is_kept(store: Store, name: str) -> bool:
    from storage import figures

    with store.reading() as tx:
        return figures.frozen(tx, name) is not None


def _page(store: Store, settings: Settings, period: Period, now: datetime) -> bool:
    """Whether the page's numbers of the period are new."""
    from analytics.page_figures import page_figures
    from bot.outside.exports import published_tables
    from bot.outside.grid import PAGE
    from storage import figures, frames

    name, since, until = f"{PAGE}{period.name}", period.start.astimezone(UTC), period.end.astimezone(UTC)
    if _is_kept(store, name):
        return False
    with store.reading() as tx:
        ratings, surveys = frames.ratings(tx, since, until), frames.surveys(tx, since, until)
    if ratings.empty and surveys.empty:  # before the first day, or nobody came: nothing to tell for ever
        return False
    tables = published_tables(store, settings, period, now)
    smallest, weight = settings.figures.smallest_cell, settings.survey.weight
    numbers = page_figures(ratings, surveys, tables, smallest, weight)
    numbers["published_on"] = now.astimezone(settings.zone).date().isoformat()
    with store.begin() as tx:
        figures.freeze(tx, name, json.dumps(numbers), now)
    return True


def _has_cases(store: Store, period: Period) -> bool:
    from storage import frames

    since, until = period.start.astimezone(UTC), period.end.astimezone(UTC)
    with store.reading() as tx:
        return bool((frames.cases(tx, since, until)["opened_at"] >= since).any())
