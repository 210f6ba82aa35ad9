"""Reads and counts what a report tells, once, as its words see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.counting import words_of
from bot.offices.office import Mistaken
from bot.outside.asked import asked
from bot.outside.policies import touching
from bot.settings import Settings
from handlers.policy_words import PolicySeen
from handlers.report_seen import TELLING, CasesSeen, ChangeSeen, FollowedSeen, IndexSeen, ReportSeen
from handlers.response_words import AskedSeen
from handlers.talk import speaking
from handlers.units import in_spoken
from storage import frames, officials, trainings
from storage.store import Store
from storage.trainings import TrainingRow

if TYPE_CHECKING:  # pandas is loaded where a report is made
    import pandas as pd

    from analytics.period import Period
    from analytics.report import Month, Report
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
    policies: Sequence[PolicySeen]
    asked: AskedSeen | None


def seen_of(store: Store, settings: Settings, unit: str, period: str, today: date) -> ReportSeen:
    """Everything a report tells. Raises BadPeriod; Mistaken: no such unit, or not yet begun."""
    from analytics.period import Period
    from analytics.report import counted

    if unit not in settings.unit_by_key:
        raise Mistaken(f"config.yaml has no unit with the key {unit}")
    wanted = Period.parse(period, settings.zone)
    if wanted.first > today:
        raise Mistaken(f"{wanted.name} has not begun yet")
    rows = _read(store, settings, unit, wanted, today)
    served = next((one for one in settings.served if (one.unit, one.period) == (unit, wanted.name)), None)
    people, profile = (served.people, served.profile) if served else (None, {})
    found = counted(rows.forms, wanted, people, profile, settings.survey.weight)
    with speaking(settings.city.languages[0]):
        return _seen(settings, unit, wanted, rows, found, today)


def _read(store: Store, settings: Settings, unit: str, period: Period, today: date) -> _Rows:
    from analytics.report import begin

    since, until = period.start.astimezone(UTC), period.end.astimezone(UTC)
    first = datetime.combine(begin(period), datetime.min.time(), settings.zone).astimezone(UTC)
    with store.reading() as tx:
        forms, ratings = frames.surveys(tx, first, until), frames.ratings(tx, since, until)
        cases = frames.cases(tx, since, until)
        people = [official.name for official in officials.all_active(tx)]
        held = [row for row in trainings.every(tx, unit) if period.first <= row.held_on < period.after]
        tried = touching(tx, settings, unit, period.first, period.after, today)
        sent = asked(tx, settings, unit, period)
    own = (cases["unit"] == unit) & (cases["route"] == "unit")
    mine, rated = forms[forms["unit"] == unit], ratings[ratings["unit"] == unit]
    return _Rows(mine, rated, cases[own], people, held, tried, sent)


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
        followed=_followed(found),
        months=[(month.first, _month(month)) for month in found.months],
        elements={key: (one.sum, float(one.nrr)) for key, one in found.index.elements.items() if one.nrr},
        profile=found.profile,
        withheld=found.withheld,
        cases=_cases(settings, rows.cases, period),
        ratings=len(rows.ratings),
        themes=themes,
        quotes=quotes,
        trainings=[(topics.get(row.topic) or row.topic, row.held_on) for row in rows.trainings],
        policies=rows.policies,
        forms=found.forms.to_numpy().tolist(),
        merged=[(one.name, one.closed) for one in settings.units if one.merged_into == unit],
        closed=settings.unit_by_key[unit].closed,
        asked=rows.asked,
    )


def _followed(found: Report) -> FollowedSeen | None:
    weakest = found.followed
    if weakest is None:
        return None
    return FollowedSeen(weakest.key, weakest.before, weakest.now, _change(weakest.change))


def _month(month: Month) -> IndexSeen:
    return _index(month.index, month.standing) if month.shown else IndexSeen(month.index.n)


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
    categories = own["category"].dropna().value_counts().items()
    return CasesSeen(
        **_not_small(own), categories=[(names.get(str(key)) or str(key), int(n)) for key, n in categories]
    )


def _not_small(cases: pd.DataFrame) -> Mapping[str, int | None]:
    """How many, and what became of them: no part whose people, or those who are no part of it, are few."""
    from analytics.suppression import is_small

    whole, closed = len(cases), int(cases["closed_at"].notna().sum())
    parts = {
        "answered": (int(cases["answered_at"].notna().sum()), whole),
        "open": (whole - closed, whole),
        "fixed": (int((cases["state"] == "fixed").sum()), closed),
    }
    told = {
        name: None if is_small(part, TELLING) or is_small(of - part, TELLING) else part
        for name, (part, of) in parts.items()
    }
    return {"opened": None, **dict.fromkeys(parts)} if is_small(whole, TELLING) else {"opened": whole, **told}


def _words(settings: Settings, rows: _Rows) -> tuple[list[tuple[str, int]], list[str]]:
    """What the words of the ratings were about, from five texts on, and masked quotes of three at most."""
    from analytics.quotes import ENOUGH, quotes
    from analytics.suppression import is_small

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
    told = [(names.get(key) or key, n) for key, n in ranked if not is_small(n, TELLING)]
    return told, quotes(by_score, mask, rows.people)
