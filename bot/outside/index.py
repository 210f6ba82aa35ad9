"""The index of a unit and period: how sure, out of how many, and as the visitors would give it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Any

from bot.config.city import Served
from bot.offices.office import Mistaken
from bot.settings import Settings
from handlers import index_words
from handlers.talk import speaking
from storage import frames
from storage.store import Store

if TYPE_CHECKING:
    import pandas as pd

BY = ("service", "channel", "sex", "age", "education", "occupation")


def index_of(store: Store, settings: Settings, unit: str, period: str, by: str | None) -> Mapping[str, Any]:
    """The numbers, and their words in the city's first language. Raises BadPeriod, Mistaken."""
    from analytics.period import Period

    if unit not in settings.unit_by_key:
        raise Mistaken(f"config.yaml has no unit with the key {unit}")
    if by is not None and by not in BY:
        raise Mistaken(f"{by} is none of {', '.join(BY)}")
    wanted = Period.parse(period, settings.zone)
    with store.reading() as tx:
        forms = frames.surveys(tx, wanted.start.astimezone(UTC), wanted.end.astimezone(UTC))
    served = _served(settings, unit, wanted.name)
    numbers = _counted(forms[forms["unit"] == unit], settings, served, by)
    with speaking(settings.city.languages[0]):
        text = index_words.told(numbers, settings.unit_by_key[unit].name, wanted.name)
    return {"unit": unit, "period": wanted.name, **numbers, "text": text}


def _served(settings: Settings, unit: str, period: str) -> Served | None:
    return next((one for one in settings.served if (one.unit, one.period) == (unit, period)), None)


def _counted(
    forms: pd.DataFrame, settings: Settings, served: Served | None, by: str | None
) -> dict[str, Any]:
    from analytics.poststratified import weighted
    from analytics.skm import skm
    from analytics.standing import form_sums, index_row, standing

    weight = settings.survey.weight
    beside = weighted(forms, served.profile) if served and served.profile else None
    stands = standing(form_sums(forms), served.people if served else None, weight)
    groups = forms.groupby(forms[by].fillna("")) if by else ()
    return {
        "skm": skm(forms, weight).as_json(),
        "standing": stands.as_json(),
        "weighted": None if beside is None else {"ikm": round(beside.ikm, 2), "worth": round(beside.worth)},
        "by": by,
        "groups": [{"key": str(key), **index_row(some, weight)} for key, some in groups],
    }
