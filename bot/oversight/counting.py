"""The overseers' week, counted in a child process, for each without what is closed to them."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.calendar import WorkingDays
from bot.counting import alone, words_of
from bot.settings import Settings
from handlers.oversight_digest import Seen

if TYPE_CHECKING:
    import pandas as pd

    from analytics.period import Week
    from storage.audit import AuditRow

NOT_TOLD = frozenset({"report_made"})  # numbers and masked words, asked for by those who may


async def count_oversight(settings: Settings, week: str, today: date) -> dict[int, Seen]:
    """Official to their numbers of the week. Raises what the child raised."""
    context, loop = multiprocessing.get_context("spawn"), asyncio.get_running_loop()
    with ProcessPoolExecutor(1, mp_context=context, initializer=alone) as child:
        found = json.loads(await loop.run_in_executor(child, oversight_json, settings, week, today))
    return {int(official): seen for official, seen in found.items()}


def oversight_json(settings: Settings, week: str, today: date) -> str:
    """Read the week once, and count it for each overseer without what is closed to them."""
    from analytics.period import Week as WeekOf

    of = WeekOf.parse(week, settings.zone)
    rows = _read(settings, of)
    counted: dict[frozenset[str], Any] = {}
    for closed in set(rows.closed.values()):
        counted[closed] = _counted(settings, rows, of, today, closed)
    return json.dumps({official: counted[closed] for official, closed in rows.closed.items()})


@dataclass(frozen=True)
class _Rows:
    """All that is counted from; `closed`: overseer to the numbers of the cases that are closed to them."""

    cases: pd.DataFrame
    moves: pd.DataFrame
    steps: pd.DataFrame
    owned: pd.DataFrame
    answers: pd.DataFrame
    log: Sequence[AuditRow]
    people: Sequence[str]
    closed: dict[int, frozenset[str]]


def _read(settings: Settings, of: Week) -> _Rows:
    from analytics.week_desk import WEEKS
    from storage import audit, desk_lists, frames, officials
    from storage.shut import shut_to
    from storage.store import Store
    from storage.vault import Vault

    store = Store(settings.storage.url, Vault(settings.secret_key()))
    since, until = of.start.astimezone(UTC), of.end.astimezone(UTC)
    compared = (of.end - timedelta(weeks=WEEKS)).astimezone(UTC)
    try:
        with store.reading() as tx:
            cases = frames.cases(tx, compared, until)
            return _Rows(
                cases=cases,
                moves=frames.steps(tx, _begun(cases, compared), until),
                steps=frames.watched_steps(tx, since, until),
                owned=frames.owned(tx),
                answers=frames.answers(tx, since, until),
                log=audit.between(tx, since, until),
                people=[one.name for one in officials.all_active(tx)],
                closed={
                    one.id: desk_lists.closed_numbers(tx, shut_to([one])) for one in officials.overseers(tx)
                },
            )
    finally:
        store.dispose()


def _begun(cases: pd.DataFrame, compared: datetime) -> datetime:
    opened: list[datetime] = [moment.to_pydatetime() for moment in cases["opened_at"]]
    return min([compared, *opened])


def _counted(
    settings: Settings, rows: _Rows, of: Week, today: date, closed: frozenset[str]
) -> dict[str, Any]:
    from analytics.oversight import oversight
    from analytics.pasted import pasted
    from bot.days.fix_days import with_fix_days

    free = settings.deadlines.holidays
    calendar = WorkingDays(free.add, free.remove)
    cases = with_fix_days(rows.cases, rows.moves, calendar, settings.zone)
    found = oversight(cases, rows.steps, rows.owned, of, today, closed)
    _, masks = words_of(settings)
    answers = rows.answers[~rows.answers["number"].isin(list(closed))]
    alike = [one.as_json() for one in pasted(answers, masks, rows.people)]
    return {**found.as_json(), "pasted": alike, "log": log_lines(rows.log, closed)}


def log_lines(log: Sequence[AuditRow], closed: frozenset[str]) -> list[dict[str, Any]]:
    """Each kind of line by each actor about each thing once, with how often; none about what is closed."""
    told = [one for one in log if one.kind not in NOT_TOLD and one.about.removeprefix("case:") not in closed]
    # How many were read together may count what is closed.
    abouts = ("" if closed and one.about.startswith("cases:") else one.about for one in told)
    counts = Counter((one.kind, one.actor, about) for one, about in zip(told, abouts, strict=True))
    return [
        {"kind": kind, "actor": actor, "about": about, "count": n}
        for (kind, actor, about), n in counts.items()
    ]
