"""The numbers of a week, counted in a child process that ends: a digest never stalls a turn."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.calendar import WorkingDays
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
    from analytics.growing import WEEKS as BEFORE
    from analytics.pasted import pasted
    from analytics.period import Week as WeekOf
    from analytics.week_desk import WEEKS
    from analytics.week_talk import talked_more
    from analytics.weekly import week_numbers
    from bot.fix_days import CONFIRMED, with_fix_days
    from bot.steering import steered_units
    from storage import frames, officials
    from storage.store import Store
    from storage.vault import Vault

    of = WeekOf.parse(week, settings.zone)
    store = Store(settings.storage.url, Vault(settings.secret_key()))
    try:
        with store.reading() as tx:
            since, until = _utc(of.previous().start), _utc(of.end)
            talked = _utc(of.start - timedelta(weeks=BEFORE))
            compared = _utc(of.end - timedelta(weeks=WEEKS))
            people = [official.name for official in officials.all_active(tx)]
            ratings = frames.ratings(tx, talked, until)
            surveys = frames.surveys(tx, since, until)
            cases = frames.cases(tx, compared, until)
            # From the opening on: a clock that stood still before the twelve weeks stood still all the same.
            opened = cases.loc[cases["state"] == CONFIRMED, "opened_at"]
            begun = min([compared, *(moment.to_pydatetime() for moment in opened)])
            steps = frames.steps(tx, begun, until)
            answers = frames.answers(tx, _utc(of.start), until)
            steered = steered_units(tx, settings, of)
    finally:
        store.dispose()
    units = {unit.key: unit.label for unit in settings.units if unit.closed is None}
    themes, masks = words_of(settings)
    weight = settings.survey.weight
    free = settings.deadlines.holidays
    cases = with_fix_days(cases, steps, WorkingDays(free.add, free.remove), settings.zone)
    numbers = week_numbers(
        *(ratings, surveys, cases, steps, of, units, themes, masks, weight, today, people),
        about=_about(settings),
    ).with_steering(steered)
    alike = [one.as_json() for one in pasted(answers, masks, people)]
    more = [one.as_json() for one in talked_more(ratings, of, themes, themes.wording.words)]
    return json.dumps({**numbers.as_json(), "pasted": alike, "growing": more})


def _about(settings: Settings) -> Any:
    """Each unit's group; config.yaml knows the people served of longer periods than a week."""
    from analytics.weekly import About

    return {unit.key: About(unit.group) for unit in settings.units if unit.closed is None}


def words_of(settings: Settings) -> tuple[Any, Any]:
    """The city's words as analytics takes them: what finds themes in texts, and what to mask."""
    # scikit-learn takes seconds to load and stays in this process.
    from analytics.labelled import sentences, wording
    from analytics.masking import Mask
    from analytics.themes import Lexicon
    from analytics.topics import Topics
    from handlers.masks import hints, labels, not_names

    lexicon = Lexicon({theme.key: theme.words for theme in settings.themes}, dict(settings.spelling))
    denied = frozenset(theme.key for theme in settings.themes if theme.deniable)
    themes = Topics(lexicon, wording(dict(settings.spelling)), sentences(), denials=denied)
    return themes, Mask(labels(), tuple(settings.mask.titles), not_names(), hints())


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
