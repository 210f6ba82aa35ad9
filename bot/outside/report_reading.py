"""Reads and counts what a report tells, once, as its words see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.counting import words_of
from bot.offices.office import Mistaken
from bot.settings import Settings
from handlers.report_seen import CasesSeen, ChangeSeen, FollowedSeen, IndexSeen, ReportSeen
from handlers.talk import speaking
from handlers.units import in_spoken
from storage import frames, officials, trainings
from storage.store import Store
from storage.trainings import TrainingRow

if TYPE_CHECKING:  # pandas is loaded where a report is made
    import pandas as pd

    from analytics.period import Period
    from analytics.report import Report
    from analytics.skm import Skm
    from analytics.standing import Standing
    from analytics.uncertainty import Change

MOST_THEMES = 5


@dataclass(frozen=True)
class _Rows:
    """One unit's rows: forms since the period before, the rest of the period alone."""

    forms: pd.DataFrame
    ratings: pd.DataFrame
    cases: pd.DataFrame
    people: Sequence[str]
    trainings: Sequence[TrainingRow]


def seen_of(store: Store, settings: Settings, unit: str, period: str, today: date) -> ReportSeen:
    """Everything a report tells. Raises BadPeriod; Mistaken: no such unit, or not yet begun."""
    from analytics.period import Period
    from analytics.report import counted

    if unit not in settings.unit_by_key:
        raise Mistaken(f"config.yaml has no unit with the key {unit}")
    wanted = Period.parse(period, settings.zone)
    if wanted.first > today:
        raise Mistaken(f"{wanted.name} has not begun yet")
    rows = _read(store, settings, unit, wanted)
    served = next((one for one in settings.served if (one.unit, one.period) == (unit, wanted.name)), None)
    people, profile = (served.people, served.profile) if served else (None, {})
    found = counted(rows.forms, wanted, people, profile, settings.survey.weight)
    with speaking(settings.city.languages[0]):
        return _seen(settings, unit, wanted, rows, found, today)


def _read(store: Store, settings: Settings, unit: str, period: Period) -> _Rows:
    from analytics.report import begin

    since, until = period.start.astimezone(UTC), period.end.astimezone(UTC)
    first = datetime.combine(begin(period), datetime.min.time(), settings.zone).astimezone(UTC)
    with store.reading() as tx:
        forms, ratings = frames.surveys(tx, first, until), frames.ratings(tx, since, until)
        cases = frames.cases(tx, since, until)
        people = [official.name for official in officials.all_active(tx)]
        held = [row for row in trainings.every(tx, unit) if period.first <= row.held_on < period.after]
    own = (cases["unit"] == unit) & (cases["route"] == "unit")
    return _Rows(forms[forms["unit"] == unit], ratings[ratings["unit"] == unit], cases[own], people, held)


def _seen(
    settings: Settings, unit: str, period: Period, rows: _Rows, found: Report, today: date
) -> ReportSeen:
    topics = {topic.key: in_spoken(topic.name) for topic in settings.training_topics}
    served = next((one for one in settings.served if (one.unit, one.period) == (unit, period.name)), None)
    themes, quotes = _words(settings, rows)
    return ReportSeen(
        unit=settings.unit_by_key[unit].name,
        city=settings.city.name,
        period=period.name,
        first=period.first,
        last=period.after - timedelta(days=1),
        made_on=today,
        weight=settings.survey.weight,
        index=_index(found.index, found.standing),
        needed=found.standing.needed,
        served=served.people if served else None,
        weighted=found.weighted,
        before=_index(found.before, None),
        change=_change(found.change),
        followed=FollowedSeen(
            found.followed.key, found.followed.before, found.followed.now, _change(found.followed.change)
        )
        if found.followed
        else None,
        months=[(month.first, _index(month.index, month.standing)) for month in found.months],
        elements={key: (one.sum, float(one.nrr)) for key, one in found.index.elements.items() if one.nrr},
        profile=found.profile,
        cases=_cases(settings, rows.cases, period),
        ratings=len(rows.ratings),
        themes=themes,
        quotes=quotes,
        trainings=[(topics.get(row.topic) or row.topic, row.held_on) for row in rows.trainings],
        forms=found.forms.to_numpy().tolist(),
    )


def _index(index: Skm, stands: Standing | None) -> IndexSeen:
    ikm = None if index.ikm is None else float(index.ikm)
    low, high = (stands.low, stands.high) if stands else (None, None)
    return IndexSeen(
        index.n,
        index.incomplete,
        ikm,
        index.grade or "",
        None if low is None else float(low),
        None if high is None else float(high),
        stands.grades if stands else "",
    )


def _change(found: Change | None) -> ChangeSeen | None:
    return ChangeSeen(found.points, found.low, found.high) if found else None


def _cases(settings: Settings, cases: pd.DataFrame, period: Period) -> CasesSeen:
    """Counts of the unit's own cases that were opened in the period."""
    since, until = period.start.astimezone(UTC), period.end.astimezone(UTC)
    own = cases[(cases["opened_at"] >= since) & (cases["opened_at"] < until)]
    names = {category.key: in_spoken(category.name) for category in settings.categories}
    return CasesSeen(
        opened=len(own),
        answered=int(own["answered_at"].notna().sum()),
        fixed=int((own["state"] == "fixed").sum()),
        open=int(own["closed_at"].isna().sum()),
        categories=[
            (names.get(str(key)) or str(key), int(n))
            for key, n in own["category"].dropna().value_counts().items()
        ],
    )


def _words(settings: Settings, rows: _Rows) -> tuple[list[tuple[str, int]], list[str]]:
    """What the words of the ratings were about, from five texts on, and masked quotes of three at most."""
    from analytics.quotes import ENOUGH, quotes

    lexicon, mask = words_of(settings)
    said = rows.ratings.dropna(subset=["words"])
    if len(said) < ENOUGH:
        return [], []
    counts: dict[str, int] = {}
    for found in lexicon.themes_of_all(said["words"].tolist()):
        for theme in found:
            counts[theme] = counts.get(theme, 0) + 1
    names = {theme.key: in_spoken(theme.name) for theme in settings.themes}
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_THEMES]
    by_score = {score: said.loc[said["score"] == score, "words"].tolist() for score in (1, 2, 3, 4)}
    return [(names.get(key) or key, n) for key, n in ranked], quotes(by_score, mask, rows.people)
