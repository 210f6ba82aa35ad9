"""The numbers of a closed period as the public page tells them, with small counts hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.opendata import SCORES, Rows
from analytics.skm import ELEMENTS, Weight
from analytics.standing import index_row
from analytics.suppression import withheld

Numbers = dict[str, Any]


def page_figures(
    ratings: pd.DataFrame,
    surveys: pd.DataFrame,
    tables: Mapping[str, Rows],
    smallest: int,
    weight: Weight = "exact",
) -> Numbers:
    """The city's index and faces, each unit's, and who answered, as JSON has them; None is hidden.

    ratings, surveys  all of the period, as `opendata.open_data` takes them
    tables            what `open_data` made of them, perhaps some time ago

    Nothing is told of a unit that `tables` hide, so both can be public. Where the rows have changed since the
    tables were made, the city is not told: a reader would take one from the other.
    """
    complete = surveys[surveys[list(ELEMENTS)].notna().all(axis=1)]
    units, faces = _by_unit(tables["index_by_unit"]), _by_unit(tables["ratings_by_unit"])
    profile: dict[str, dict[str, int | None]] = {}
    for row in tables["respondents"]:
        profile.setdefault(row["question"], {})[row["answer"]] = row["n"]
    return {
        "city": index_row(complete, weight) if _same(units, len(complete)) else None,
        "city_faces": _faces(ratings, smallest) if _same(faces, len(ratings)) else None,
        "units": units,
        "faces": faces,
        "respondents": profile,
    }


def _by_unit(rows: Rows) -> dict[str, Any]:
    return {row["unit"]: {key: value for key, value in row.items() if key != "unit"} for row in rows}


def _same(told: Mapping[str, Any], n: int) -> bool:
    """Whether the tables are of these rows; where they tell of nobody, there were too few."""
    return bool(told) and sum(row["n"] for row in told.values()) == n


def _faces(ratings: pd.DataFrame, smallest: int) -> Numbers:
    """How often each score was given in the whole city: the totals that the table of units counts on."""
    total = {str(score): int((ratings["score"] == score).sum()) for score in SCORES}
    rare = withheld(total, smallest)
    shown = {f"score_{score}": None if score in rare else n for score, n in total.items()}
    return {"n": len(ratings), **shown}
