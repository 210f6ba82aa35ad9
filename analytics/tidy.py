"""Tidy tables for those who count on with our numbers: one row an observation, one column a variable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.sheets import write_table
from analytics.skm import ELEMENTS, Weight
from analytics.standing import index_row

TEXTS = ("words",)  # never leave


def without_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without anything that somebody wrote."""
    return frame.drop(columns=[column for column in TEXTS if column in frame])


def index_by_month(surveys: pd.DataFrame, zone: ZoneInfo, weight: Weight = "exact") -> pd.DataFrame:
    """The index of every unit and month, with its interval and the mean of each element.

    surveys  unit, given_at (UTC), the nine elements 1..4 or missing
    """
    months = surveys["given_at"].dt.tz_convert(zone).dt.strftime("%Y-%m")
    rows = [
        {"unit": unit, "period": month, **index_row(forms, weight)}
        for (unit, month), forms in surveys.groupby([surveys["unit"], months])
    ]
    return pd.DataFrame(rows, columns=list(INDEX_COLUMNS))


INDEX_COLUMNS = (
    *("unit", "period", "n", "incomplete", "ikm", "grade", "low", "high"),
    *(f"nrr_{key}" for key in ELEMENTS),
)


def dictionary(
    tables: Mapping[str, pd.DataFrame], meanings: Mapping[str, Sequence[str]], languages: Sequence[str]
) -> pd.DataFrame:
    """One row for every column of every table: its type, and its meaning in each language.

    meanings  column -> the meaning in each of `languages`. KeyError for a column that has none.
    """
    rows = [
        {"table": name, "column": column, "type": str(frame[column].dtype)}
        | dict(zip(languages, meanings[column], strict=True))
        for name, frame in tables.items()
        for column in frame.columns
    ]
    return pd.DataFrame(rows)


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write as .csv, .xlsx (texts that would be run as a formula get an apostrophe) or .parquet.

    Raises BadSheet for any other ending.
    """
    if path.suffix.lower() == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        write_table(frame, path)
