"""What the command line reads out of the database: digests, the index of a sheet, exports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from bot import digests
from bot.counting import count_week
from bot.offices.office import Mistaken
from bot.outside import looking
from bot.outside.looking import NOBODY, Asked
from bot.settings import Settings
from bot.wiring import build_engine, build_house, opened
from handlers.talk import speaking
from handlers.week_lines import Week

if TYPE_CHECKING:
    from analytics.skm import Weight

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# Columns that hold what people wrote, or would tell who they are.
_TEXTS = ("words",)


async def digest(
    settings: Settings, week: str, unit: str | None, asked: Asked = NOBODY, *, send: bool
) -> Mapping[str, Any]:
    """The week's numbers and their text, for the city or one unit; `send`: to all who have not got it.

    What people wrote is quoted only where somebody is named who reads it. Raises BadPeriod, Mistaken.
    """
    if unit is not None and unit not in settings.unit_by_key:
        raise Mistaken(f"config.yaml has no unit with the key {unit}")
    house, now = build_house(settings), datetime.now(UTC)
    with opened(settings) as store:
        shows = looking.may_look(store, house, asked, "digest", now)
        counted = await count_week(settings, week, house.today(now))
        numbers = counted if shows else cast(Week, looking.without_words(counted))
        with store.reading() as tx, speaking(settings.city.languages[0]):
            text = (
                digests.unit_text(tx, unit, numbers, settings, house, now)
                if unit
                else digests.city_text(numbers, settings)
            )
    shown = next((line for line in numbers["units"] if line["unit"] == unit), numbers)
    return {"numbers": shown, "text": text, "sent": await _send(settings, week, now) if send else None}


async def _send(settings: Settings, week: str, now: datetime) -> int:
    engine = build_engine(settings)
    try:
        return await digests.post(engine, week, now)
    finally:
        engine.writer.close()
        engine.store.dispose()


def skm_of(file: Path, weight: Weight) -> Mapping[str, Any]:
    """The index of the forms in a CSV or XLSX sheet. Raises BadSheet."""
    from analytics.sheets import read_forms
    from analytics.skm import skm

    return skm(read_forms(file), weight).as_json()
