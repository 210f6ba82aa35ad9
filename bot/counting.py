"""The numbers of a week, counted in a child process that ends: a digest never stalls a turn."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

from bot.settings import Settings
from handlers.week_lines import Week


async def count_week(settings: Settings, week: str, today: date) -> Week:
    """The numbers of the week as JSON has them (`WeekNumbers.as_json`). Raises what the child raised."""
    # Spawned, not forked: a fork would take over this process's threads and open connections.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as child:
        counted = await asyncio.get_running_loop().run_in_executor(child, week_json, settings, week, today)
    numbers: Week = json.loads(counted)
    return numbers


def week_json(settings: Settings, week: str, today: date) -> str:
    """Read the week's frames, one query each, and count them; `today` decides what is overdue."""
    # Loaded here: pandas is large, and only this process needs it.
    from analytics.period import Week as WeekOf
    from analytics.weekly import week_numbers
    from storage import frames, officials
    from storage.store import Store
    from storage.vault import Vault

    of = WeekOf.parse(week, settings.zone)
    store = Store(settings.storage.url, Vault(settings.secret_key()))
    try:
        with store.reading() as tx:
            since, until = _utc(of.previous().start), _utc(of.end)
            people = [official.name for official in officials.all_active(tx)]
            ratings = frames.ratings(tx, since, until)
            surveys = frames.surveys(tx, since, until)
            cases = frames.cases(tx, since, until)
    finally:
        store.dispose()
    units = {unit.key: unit.label for unit in settings.units if unit.closed is None}
    lexicon, masks = words_of(settings)
    weight = settings.survey.weight
    numbers = week_numbers(ratings, surveys, cases, of, units, lexicon, masks, weight, today, people)
    return json.dumps(numbers.as_json())


def words_of(settings: Settings) -> tuple[Any, Any]:
    """The city's words as analytics takes them: themes to look for, and what to mask."""
    from analytics.masking import Mask
    from analytics.themes import Lexicon
    from handlers.masks import hints, labels, not_names

    lexicon = Lexicon({theme.key: theme.words for theme in settings.themes}, dict(settings.spelling))
    return lexicon, Mask(labels(), tuple(settings.mask.titles), not_names(), hints())


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
