"""The numbers of a week, counted in a child process that ends: a digest never stalls a turn."""

from __future__ import annotations

import asyncio
import gc
import json
import multiprocessing
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from bot.calendar import WorkingDays
from bot.settings import Settings
from handlers.week_lines import Week

if TYPE_CHECKING:
    import pandas as pd

    from analytics.period import Week as WeekPeriod
    from bot.outside.pictures import Drawn

log = structlog.get_logger()
MODEST = 15  # added to the niceness of a process that counts


async def count_week(settings: Settings, week: str, today: date) -> Week:
    """The numbers of the week as JSON has them (`WeekNumbers.as_json`). Raises what the child raised."""
    numbers, _ = await count_and_draw(settings, week, today, [])
    return numbers


async def count_and_draw(
    settings: Settings, week: str, today: date, units: Sequence[str]
) -> tuple[Week, Mapping[str, bytes]]:
    """The numbers of the week, and the picture (PNG) of each of these units that has one.

    Raises what the child raised over the numbers; a picture that fails is logged and missing.
    """
    # Spawned, not forked: a fork would take over this process's threads and open connections.
    context, loop = multiprocessing.get_context("spawn"), asyncio.get_running_loop()
    with ProcessPoolExecutor(1, mp_context=context, initializer=alone) as child:
        numbers: Week = json.loads(await loop.run_in_executor(child, week_json, settings, week, today))
        if not units:
            return numbers, {}
        try:
            drawn = await loop.run_in_executor(child, pictures_in_child, settings, week, units)
        except Exception as error:  # noqa: BLE001 - a digest without its picture is a digest all the same
            log.error("digest pictures not drawn", week=week, error=type(error).__name__)
            return numbers, {}
    for unit, reason in drawn.failed.items():
        log.error("digest picture not drawn", week=week, unit=unit, error=reason)
    return numbers, drawn.made


def pictures_in_child(settings: Settings, week: str, units: Sequence[str]) -> Drawn:
    """The units' pictures, drawn where the numbers were counted."""
    from bot.outside.pictures import pictures_of

    gc.enable()  # charts are full of cycles
    return pictures_of(settings, week, units)


def alone() -> None:
    """Make a process that only counts and ends quicker, smaller and modest; before pandas is loaded."""
    modest()
    # Hundreds of thousands of words are looked at and none of them is in a cycle: looking for cycles among
    # them takes a fifth of the time.
    gc.disable()
    # Arrow's own pool keeps what it was once given.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def modest() -> None:
    """On one core citizens are answered first: what this process makes has until somebody reads it."""
    with suppress(PermissionError):  # where a service may not change it, it is counted all the same
        os.nice(MODEST)


def week_json(settings: Settings, week: str, today: date) -> str:
    """Read the week's frames, one query each, and count them; `today` decides what is overdue."""
    # Loaded here: pandas is large, and only this process needs it.
    from analytics.pasted import pasted
    from analytics.period import Week as WeekOf
    from analytics.themes import Remembering
    from analytics.week_talk import talked_more
    from analytics.weekly import OVERSIGHT, week_numbers
    from bot.days.fix_days import with_fix_days
    from bot.outside.steering import seen_in

    of = WeekOf.parse(week, settings.zone)
    rows = _read(settings, of)
    themes, masks = words_of(settings)
    finder = Remembering(themes)  # the week's texts are also held against those before it
    free = settings.deadlines.holidays
    cases = with_fix_days(rows.cases, rows.steps, WorkingDays(free.add, free.remove), settings.zone)
    units = {unit.key: unit.label for unit in settings.units if unit.closed is None}
    numbers = week_numbers(
        *(rows.ratings, rows.surveys, cases, rows.steps, of, units, finder, masks),
        *(settings.survey.weight, today, rows.people),
        about=_about(settings),
    ).with_steering(seen_in(rows.ratings, settings, of))
    # Overseers have their own: how many answers bypassing cases got tells how many there are.
    answers = rows.answers[rows.answers["route"] != OVERSIGHT]
    alike = [one.as_json() for one in pasted(answers, masks, rows.people)]
    more = [one.as_json() for one in talked_more(rows.ratings, of, finder, themes.wording.words)]
    return json.dumps({**numbers.as_json(), "pasted": alike, "growing": more})


@dataclass(frozen=True)
class _Rows:
    """All that a week is counted from, as frames; `people` are names that quotes must not hold.

    `ratings` are those of the week and of the eight before it, whose words and voices are held against it.
    """

    ratings: pd.DataFrame
    surveys: pd.DataFrame
    cases: pd.DataFrame
    steps: pd.DataFrame
    answers: pd.DataFrame
    people: list[str]


def _read(settings: Settings, of: WeekPeriod) -> _Rows:
    from analytics import growing, steering
    from analytics.week_desk import WEEKS
    from bot.keys.opening import store_of
    from storage import frames, officials

    store = store_of(settings)
    since, until = _utc(of.previous().start), _utc(of.end)
    before = timedelta(weeks=max(growing.WEEKS, steering.WEEKS))
    compared = _utc(of.end - timedelta(weeks=WEEKS))
    try:
        with store.reading() as tx:
            cases = frames.cases(tx, compared, until)
            return _Rows(
                ratings=frames.voices(tx, _utc(of.start - before), until),
                surveys=frames.surveys(tx, since, until),
                cases=cases,
                steps=frames.steps(tx, _begun(cases, compared), until),
                answers=frames.answers(tx, _utc(of.start), until),
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
    from analytics.labelled import sentences, wording
    from analytics.masking import Mask
    from analytics.themes import Lexicon
    from analytics.topics import Topics
    from bot.learning import kept_in
    from handlers.masks import hints, labels, not_names

    lexicon = Lexicon({theme.key: theme.words for theme in settings.themes}, dict(settings.spelling))
    denied = frozenset(theme.key for theme in settings.themes if theme.deniable)
    learn = kept_in(settings.storage.learned)
    themes = Topics(lexicon, wording(dict(settings.spelling)), sentences(), denials=denied, learn=learn)
    return themes, Mask(labels(), tuple(settings.mask.titles), not_names(), hints())


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
