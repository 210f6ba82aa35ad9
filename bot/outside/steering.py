"""Where the ratings of a week look steered: read with voices that are nobody's names, and told in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.calendar import WorkingDays
from bot.offices.mistaken import Mistaken
from bot.settings import Settings
from handlers import steering_words
from handlers.talk import speaking
from storage.store import Store, Tx

if TYPE_CHECKING:
    import pandas as pd

    from analytics.period import Week
    from analytics.steering import UnitSteering


def steered_units(tx: Tx, settings: Settings, week: Week) -> tuple[UnitSteering, ...]:
    """Every unit that was rated in the week, with what looks steered and both figures. Loads pandas."""
    from analytics.steering import WEEKS
    from storage import frames

    start = week.start.astimezone(UTC)
    since, until = (week.start - timedelta(weeks=WEEKS)).astimezone(UTC), week.end.astimezone(UTC)
    return seen_in(frames.voices(tx, since, until, words_from=start), settings, week)


def seen_in(ratings: pd.DataFrame, settings: Settings, week: Week) -> tuple[UnitSteering, ...]:
    """The same of ratings that are read already: the week's and those of the eight before, as `voices`."""
    from analytics.steering import steering
    from analytics.wording import Wording

    return steering(ratings, week, [digest_at(settings, week)], Wording(settings.spelling).words).units


def digest_at(settings: Settings, week: Week) -> datetime:
    """When the digest of the week before went out in this week."""
    due, free = settings.timetable.digest, settings.deadlines.holidays
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(due.day)
    working = WorkingDays(free.add, free.remove).next_working(week.monday + timedelta(days=days))
    return datetime.combine(working, due.at, settings.zone)


def told(store: Store, settings: Settings, week: str, unit: str | None) -> Mapping[str, Any]:
    """The week's units, or one of them, as numbers and under `text` in the city's first language."""
    from analytics.period import Week

    if unit is not None and unit not in settings.unit_by_key:
        raise Mistaken(f"config.yaml has no unit with the key {unit}")
    of = Week.parse(week, settings.zone)
    with store.reading() as tx:
        found = steered_units(tx, settings, of)
    lines: list[Any] = [line.as_json() for line in found if unit in (None, line.unit)]
    names = {key: one.label for key, one in settings.unit_by_key.items()}
    with speaking(settings.city.languages[0]):
        return {"week": str(of), "units": lines, "text": steering_words.report(lines, names)}
