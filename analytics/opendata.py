"""The open data set of a period: counts and indices for universities and NGOs, in which nobody can be known.

Rows with few people are told of together, small counts are hidden, and neither can be reckoned back from what
is shown (see `suppression`). No row is about one person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.skm import ELEMENTS, Weight
from analytics.standing import index_row
from analytics.suppression import folded, hidden, withheld

REST = "*"  # the rows that are only told of together; no key is called so
SCORES = (1, 2, 3, 4)
PROFILE = ("sex", "age", "education", "occupation")
Rows = list[dict[str, Any]]


def open_data(
    ratings: pd.DataFrame, surveys: pd.DataFrame, smallest: int, weight: Weight = "exact"
) -> dict[str, Rows]:
    """Table name -> rows as JSON has them; None is hidden.

    ratings  unit, channel, score 1..4
    surveys  unit, service, channel, the nine elements 1..4 or missing, the profile's answers or NA
    """
    complete = surveys[surveys[list(ELEMENTS)].notna().all(axis=1)]
    return {
        "ratings_by_unit": _scores(ratings, "unit", smallest),
        "ratings_by_channel": _scores(ratings, "channel", smallest),
        "index_by_unit": _indices(complete, ["unit"], smallest, weight),
        "index_by_service": _of_services(complete, smallest, weight),
        "index_by_channel": _indices(complete, ["channel"], smallest, weight),
        "respondents": [row for question in PROFILE for row in _answers(surveys, question, smallest)],
    }


def _told(frame: pd.DataFrame, by: str, smallest: int) -> pd.DataFrame:
    """The frame with the rows of small groups under REST; empty when all of it is small."""
    keys = frame[by].fillna("")
    sizes = {str(key): int(n) for key, n in keys.value_counts().items()}
    if 0 < len(frame) < smallest:
        return frame[:0]
    return frame.assign(**{by: keys.where(~keys.isin(folded(sizes, smallest)), REST)})


def _scores(ratings: pd.DataFrame, by: str, smallest: int) -> Rows:
    """How often each score was given, for each key; scores that nearly nobody gave are hidden everywhere."""
    told = _told(ratings, by, smallest)
    counts = {
        str(key): {str(score): int((some["score"] == score).sum()) for score in SCORES}
        for key, some in told.groupby(by)
    }
    total = {str(score): sum(row[str(score)] for row in counts.values()) for score in SCORES}
    rare = withheld(total, smallest) if any(total.values()) else frozenset()
    kept = {key: _grouped(row, rare) for key, row in counts.items()}
    out = hidden(kept, smallest)
    return [
        {
            by: key,
            "n": sum(row.values()),
            **{
                f"score_{score}": None if str(score) in rare or (key, str(score)) in out else row[str(score)]
                for score in SCORES
            },
        }
        for key, row in counts.items()
    ]


def _grouped(row: Mapping[str, int], rare: frozenset[str]) -> dict[str, int]:
    """The row with the withheld scores in one cell, whose sum a reader knows."""
    shown = {score: count for score, count in row.items() if score not in rare}
    return shown | ({REST: sum(row[score] for score in rare)} if rare else {})


def _indices(complete: pd.DataFrame, keys: Sequence[str], smallest: int, weight: Weight) -> Rows:
    """The index of each group, with its interval and the mean of each element."""
    told = _told(complete, keys[-1], smallest)
    return [
        {**dict(zip(keys, found, strict=True)), **index_row(forms, weight)}
        for found, forms in told.groupby(list(keys))
    ]


def _of_services(complete: pd.DataFrame, smallest: int, weight: Weight) -> Rows:
    """Services within the units that are shown by name: the others are no larger than their unit."""
    by_unit = _told(complete, "unit", smallest)
    return [
        row
        for unit, forms in by_unit.groupby("unit")
        if unit != REST
        for row in _indices(forms, ["unit", "service"], smallest, weight)
    ]


def _answers(surveys: pd.DataFrame, question: str, smallest: int) -> Rows:
    """How many gave each answer to a question about themselves, in the whole city."""
    counts = {str(key): int(n) for key, n in surveys[question].dropna().value_counts().sort_index().items()}
    if not counts or sum(counts.values()) < smallest:
        return []
    out = withheld(counts, smallest)
    return [
        {"question": question, "answer": answer, "n": None if answer in out else n}
        for answer, n in counts.items()
    ]
