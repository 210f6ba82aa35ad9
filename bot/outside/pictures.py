"""The digest's pictures: counted and drawn in a child process, one for each unit."""

from __future__ import annotations

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
    from analytics.unit_weeks import WeekOfScores


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
        return week, frames.ratings(tx, since, until), frames.surveys(tx, since, until)


def drawn(settings: Settings, unit: str, week: Week, ratings: pd.DataFrame, surveys: pd.DataFrame) -> bytes:
    """A unit's picture from the frames of all units."""
    from analytics import digest_picture, unit_weeks
    from analytics.digest_picture import DigestPicture, Extreme

    weeks = unit_weeks.last_weeks(ratings[ratings["unit"] == unit], week)
    means = unit_weeks.element_means(surveys[surveys["unit"] == unit])
    now = weeks[-1].scores
    with speaking(settings.city.languages[0]):
        picture = DigestPicture(
            weeks=[_point(one, last=one is weeks[-1]) for one in weeks],
            scale=(1, 4),
            scores=picture_words.scores(now.counts),
            extremes=[
                Extreme(*picture_words.element(*one)) for one in (means.strongest, means.weakest) if one
            ],
            words=picture_words.words(
                settings.unit_by_key[unit].name, settings.city.name, str(week), now.n, means.n
            ),
        )
    return digest_picture.draw(picture)


def _point(one: WeekOfScores, *, last: bool) -> Any:
    from analytics.bars import Point

    text = decimal(one.mean) if last and one.mean is not None else ""
    return Point(picture_words.short_day(one.week.sunday), one.mean, one.low, one.high, text)
