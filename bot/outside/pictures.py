"""The digest's pictures: counted and drawn in a child process, one for each unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.offices.office import Mistaken
from bot.settings import Settings
from handlers import picture_words
from handlers.dates import decimal
from handlers.talk import speaking
from storage.store import Store

if TYPE_CHECKING:  # pandas is loaded where pictures are made
    import pandas as pd

    from analytics.period import Week
    from analytics.unit_weeks import WeekOfIndex, WeekOfScores


@dataclass(frozen=True)
class Drawn:
    """Pictures (PNG) by unit, and by unit what kind of failure kept one from being made."""

    made: Mapping[str, bytes]
    failed: Mapping[str, str]


def pictures_of(settings: Settings, iso_week: str, units: Sequence[str]) -> Drawn:
    """The pictures of these units; none of a unit that nobody rated that week. Raises BadPeriod."""
    from bot.keys.opening import store_of

    store = store_of(settings)
    made, failed = {}, {}
    try:
        week, ratings, surveys = _read(store, settings, iso_week)
    finally:
        store.dispose()
    for unit in units:
        try:
            if unit in settings.unit_by_key and _rated(unit, week, ratings, surveys):
                made[unit] = drawn(settings, unit, week, ratings, surveys)
        except Exception as error:  # noqa: BLE001 - handed back by name: one unit's failure is not the others'
            failed[unit] = type(error).__name__
    return Drawn(made, failed)


def _rated(unit: str, week: Week, *given: pd.DataFrame) -> bool:
    """Whether anything was given to the unit in the week itself."""
    return any(((some["unit"] == unit) & (some["given_at"] >= week.start)).any() for some in given)


def picture_of(store: Store, settings: Settings, unit: str, iso_week: str) -> bytes:
    """One unit's picture of the week as PNG. Raises BadPeriod, Mistaken."""
    if unit not in settings.unit_by_key:
        raise Mistaken(f"config.yaml has no unit with the key {unit}")
    week, ratings, surveys = _read(store, settings, iso_week)
    return drawn(settings, unit, week, ratings, surveys)


def write_picture(store: Store, settings: Settings, unit: str, iso_week: str, to: Path) -> None:
    """The same into a file, which must end in .png."""
    if to.suffix.lower() != ".png":
        raise Mistaken(f"{to.name}: a picture is written as .png")
    to.write_bytes(picture_of(store, settings, unit, iso_week))


def _read(store: Store, settings: Settings, iso_week: str) -> tuple[Week, pd.DataFrame, pd.DataFrame]:
    """The week, and twelve weeks of ratings and surveys of all units."""
    from analytics.period import Week
    from analytics.unit_weeks import WEEKS
    from storage import frames

    week = Week.parse(iso_week, settings.zone)
    since, until = (week.end - timedelta(weeks=WEEKS)).astimezone(UTC), week.end.astimezone(UTC)
    with store.reading() as tx:
        # Nobody's words are drawn, so none are opened.
        return week, frames.voices(tx, since, until, words_from=until), frames.surveys(tx, since, until)


def drawn(settings: Settings, unit: str, week: Week, ratings: pd.DataFrame, surveys: pd.DataFrame) -> bytes:
    """A unit's picture from the frames of all units."""
    from analytics import digest_picture, unit_weeks
    from analytics.digest_picture import DigestPicture, Extreme
    from analytics.small_png import small

    weeks = unit_weeks.last_weeks(ratings[ratings["unit"] == unit], week)
    forms = surveys[surveys["unit"] == unit]
    means, now = unit_weeks.element_means(forms), weeks[-1].scores
    indices = unit_weeks.index_weeks(forms, week, settings.survey.weight)
    # The index where this week has one: an old one would hide what the week's ratings tell.
    index = indices[-1].mean is not None
    with speaking(settings.city.languages[0]):
        picture = DigestPicture(
            weeks=[_point(one, last=one.week == week) for one in (indices if index else weeks)],
            scale=(25, 100) if index else (1, 4),
            scores=picture_words.scores(now.counts),
            extremes=[
                Extreme(*picture_words.element(*one)) for one in (means.strongest, means.weakest) if one
            ],
            words=picture_words.words(
                settings.unit_by_key[unit].name, settings.city.name, str(week), now.n, means.n, index=index
            ),
        )
    return small(digest_picture.draw(picture))


def _point(one: WeekOfScores | WeekOfIndex, *, last: bool) -> Any:
    from analytics.bars import Point

    text = decimal(one.mean) if last and one.mean is not None else ""
    return Point(picture_words.short_day(one.week.sunday), one.mean, one.low, one.high, text)
