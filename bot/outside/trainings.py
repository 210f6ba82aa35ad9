"""Trainings from the command line: what a unit needs, what it had, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.counting import words_of
from bot.offices.office import Mistaken
from bot.settings import Settings
from handlers import training_words
from handlers.talk import speaking
from handlers.training_words import EvidenceSeen, NeedSeen, TrainedSeen
from storage import frames, officials, trainings
from storage.store import Store, Tx
from storage.trainings import TrainingRow

if TYPE_CHECKING:
    import pandas as pd

    from analytics.training import Need, Topic

WINDOW_DAYS = 90  # before and after a training
LOOK_BACK_DAYS = 182  # what speaks for a need


def record(
    store: Store, settings: Settings, unit: str, topic: str, held_on: date, people: int | None
) -> None:
    """A training was held."""
    _check_unit(settings, unit)
    if topic not in (known := [one.key for one in settings.training_topics]):
        raise Mistaken(f"{topic} is none of the training_topics: {', '.join(known)}")
    with store.begin() as tx:
        trainings.record(tx, TrainingRow(unit, topic, held_on, people), datetime.now(UTC))


def needs(
    store: Store, settings: Settings, unit: str | None, now: datetime, *, words: bool = False
) -> Mapping[str, Any]:
    """What this unit or all could be trained in: evidence and, in the city's first language, the text.

    Masked quotes only with `words`.
    """
    from analytics.training import needs as found_needs

    if unit is not None:
        _check_unit(settings, unit)
    since = now - timedelta(days=LOOK_BACK_DAYS)
    with store.reading() as tx:
        surveys, ratings = frames.surveys(tx, since, now), frames.ratings(tx, since, now)
        people = [official.name for official in officials.all_active(tx)]
    themes, mask = words_of(settings)
    texts = _texts(ratings, themes)
    groups = {one.key: one.group for one in settings.units}
    found = [
        need
        for need in found_needs(surveys, texts, groups, _topics(settings))
        if unit is None or need.unit == unit
    ]
    seen = [(need.unit, _seen(need, texts, mask, people)) for need in found]
    if not words:
        seen = [(key, replace(need, quotes=[])) for key, need in seen]
    return {"needs": [_plain(need) for need in found], "text": _text(settings, seen, unit)}


def held(store: Store, settings: Settings, unit: str) -> Mapping[str, Any]:
    """The trainings of a unit with before and after."""
    from analytics.training import after_training

    _check_unit(settings, unit)
    topics = {topic.key: topic for topic in _topics(settings)}
    with store.reading() as tx:
        rows = trainings.every(tx, unit)
        forms = _forms_around(tx, rows, settings)
    own = forms[forms["unit"] == unit]
    changes = [
        (
            row,
            after_training(own, topics[row.topic], row.held_on, WINDOW_DAYS) if row.topic in topics else None,
        )
        for row in rows
    ]
    seen = [
        TrainedSeen(row.topic, row.held_on, row.people, *((c.points, c.low, c.high) if c else (None,) * 3))
        for row, c in changes
    ]
    names = {topic.key: topic.name for topic in settings.training_topics}
    with speaking(settings.city.languages[0]):
        text = training_words.trained(settings.unit_by_key[unit].label, seen, names)
    return {"trainings": [vars(one) for one in seen], "text": text}


def _topics(settings: Settings) -> list[Topic]:
    from analytics.training import Topic

    return [Topic(one.key, one.elements, one.themes) for one in settings.training_topics]


def _texts(ratings: pd.DataFrame, themes: Any) -> pd.DataFrame:
    told = ratings[ratings["words"].notna()]
    found = dict(zip(told.index, themes.themes_of_all(told["words"]), strict=True))
    return told.assign(themes=told.index.map(found))


def _seen(need: Need, texts: pd.DataFrame, mask: Any, people: Sequence[str]) -> NeedSeen:
    """The need with quotes from the unit's low ratings that speak of the same themes."""
    from analytics.quotes import quotes

    themes = {one.key for one in need.evidence if one.kind == "theme"}
    low = texts[(texts["unit"] == need.unit) & (texts["score"] <= 2)]
    about = low[low["themes"].map(lambda keys: bool(themes & set(keys)))] if themes else low
    by_score = {int(str(score)): list(some) for score, some in about.groupby("score")["words"]}
    evidence = [
        EvidenceSeen(one.kind, one.key, one.value, one.low, one.high, one.peers, one.n)
        for one in need.evidence
    ]
    return NeedSeen(need.topic, evidence, quotes(by_score, mask, people))


def _plain(need: Need) -> Mapping[str, Any]:
    return {"unit": need.unit, "topic": need.topic, "evidence": [vars(one) for one in need.evidence]}


def _text(settings: Settings, seen: Sequence[tuple[str, NeedSeen]], unit: str | None) -> str:
    topics = {topic.key: topic.name for topic in settings.training_topics}
    themes = {theme.key: theme.name for theme in settings.themes}
    units = [unit] if unit else list(dict.fromkeys(its for its, _ in seen))
    with speaking(settings.city.languages[0]):
        parts = [
            training_words.needs(
                settings.unit_by_key[one].label, [need for its, need in seen if its == one], topics, themes
            )
            for one in units
        ]
    return "\n\n".join(parts)


def _forms_around(tx: Tx, rows: Sequence[TrainingRow], settings: Settings) -> pd.DataFrame:
    """The city's forms from the first window before to the last window after these trainings."""
    days = [row.held_on for row in rows] or [date(2000, 1, 1)]
    window = timedelta(days=WINDOW_DAYS + 1)
    since, until = (
        datetime.combine(one, datetime.min.time(), settings.zone).astimezone(UTC)
        for one in (min(days) - window, max(days) + window)
    )
    forms = frames.surveys(tx, since, until)
    local = forms["given_at"].dt.tz_convert(settings.zone).dt.tz_localize(None)
    return forms.assign(day=local.dt.normalize())


def _check_unit(settings: Settings, unit: str) -> None:
    if unit not in settings.unit_by_key:
        raise Mistaken(f"config.yaml has no unit with the key {unit}")
