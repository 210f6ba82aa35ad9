"""The numbers of a week, counted in a child process that ends: a digest never stalls a turn."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.calendar import WorkingDays
from bot.settings import Settings
from handlers.week_lines import Week

if TYPE_CHECKING:
    import pandas as pd

    from analytics.period import Week as WeekPeriod
    from analytics.steering import UnitSteering


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
    from analytics.pasted import pasted
    from analytics.period import Week as WeekOf
    from analytics.week_talk import talked_more
    from analytics.weekly import week_numbers
    from bot.days.fix_days import with_fix_days

    of = WeekOf.parse(week, settings.zone)
    rows = _read(settings, of)
    themes, masks = words_of(settings)
    free = settings.deadlines.holidays
    cases = with_fix_days(rows.cases, rows.steps, WorkingDays(free.add, free.remove), settings.zone)
    units = {unit.key: unit.label for unit in settings.units if unit.closed is None}
    numbers = week_numbers(
        *(rows.ratings, rows.surveys, cases, rows.steps, of, units, themes, masks),
        *(settings.survey.weight, today, rows.people),
        about=_about(settings),
    ).with_steering(rows.steered)
    alike = [one.as_json() for one in pasted(rows.answers, masks, rows.people)]
    more = [one.as_json() for one in talked_more(rows.texts, of, themes, themes.wording.words)]
    return json.dumps({**numbers.as_json(), "pasted": alike, "growing": more})


@dataclass(frozen=True)
class _Rows:
    """All that a week is counted from, as frames; `people` are names that quotes must not hold."""

    ratings: pd.DataFrame
    texts: pd.DataFrame
    surveys: pd.DataFrame
    cases: pd.DataFrame
    steps: pd.DataFrame
    answers: pd.DataFrame
    steered: tuple[UnitSteering, ...]
    people: list[str]


def _read(settings: Settings, of: WeekPeriod) -> _Rows:
    from analytics.growing import WEEKS as BEFORE
    from analytics.week_desk import WEEKS
    from bot.outside.steering import steered_units
    from storage import frames, officials
    from storage.store import Store
    from storage.vault import Vault

    store = Store(settings.storage.url, Vault(settings.secret_key()))
    since, until = _utc(of.previous().start), _utc(of.end)
    compared = _utc(of.end - timedelta(weeks=WEEKS))
    try:
        with store.reading() as tx:
            cases = frames.cases(tx, compared, until)
            return _Rows(
                ratings=frames.ratings(tx, since, until),
                texts=frames.texts(tx, _utc(of.start - timedelta(weeks=BEFORE)), until),
                surveys=frames.surveys(tx, since, until),
                cases=cases,
                steps=frames.steps(tx, _begun(cases, compared), until),
                answers=frames.answers(tx, _utc(of.start), until),
                steered=steered_units(tx, settings, of),
                people=[official.name for official in officials.all_active(tx)],
            )
    finally:
        store.dispose()


def _begun(cases: pd.DataFrame, compared: datetime) -> datetime:
    """From when on steps are read: a clock that stood still before the twelve weeks did so all the same."""
    from bot.days.fix_days import CONFIRMED

    opened = cases.loc[cases["state"] == CONFIRMED, "opened_at"]
    begun: list[datetime] = [moment.to_pydatetime() for moment in opened]
    return min([compared, *begun])


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
