"""Tidy tables: nothing anybody wrote, an index with its interval, a meaning for every column."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from analytics.sheets import BadSheet
from analytics.skm import ELEMENTS
from analytics.tidy import INDEX_COLUMNS, dictionary, index_by_month, without_texts, write

WIB = ZoneInfo("Asia/Jakarta")


def forms(*groups: tuple[str, str, int, int]) -> pd.DataFrame:
    rows = [
        {"unit": unit, "given_at": given_at, **dict.fromkeys(ELEMENTS, answer)}
        for unit, given_at, answer, n in groups
        for _ in range(n)
    ]
    frame = pd.DataFrame(rows, columns=["unit", "given_at", *ELEMENTS])
    return frame.assign(given_at=pd.to_datetime(frame["given_at"], utc=True)).astype(
        dict.fromkeys(ELEMENTS, "Int64")
    )


def test_words_are_left_out() -> None:
    frame = pd.DataFrame({"score": [4], "words": ["rahasia"]})
    assert list(without_texts(frame).columns) == ["score"]
    assert list(without_texts(frame[["score"]]).columns) == ["score"]


def test_a_month_is_that_of_the_city() -> None:
    frame = forms(
        ("a", "2026-10-31T18:00:00Z", 4, 2),
        ("a", "2026-10-31T16:00:00Z", 3, 1),
        ("b", "2026-11-05T03:00:00Z", 3, 40),
    )
    found = index_by_month(frame, WIB)
    assert list(found.columns) == list(INDEX_COLUMNS)
    assert found[["unit", "period", "n", "ikm"]].to_numpy().tolist() == [
        ["a", "2026-10", 1, 75.0],
        ["a", "2026-11", 2, 100.0],
        ["b", "2026-11", 40, 75.0],
    ]


def test_no_forms_are_an_empty_table_with_its_columns() -> None:
    assert list(index_by_month(forms(), WIB).columns) == list(INDEX_COLUMNS)


def test_every_column_has_its_meaning_in_every_language() -> None:
    tables = {"ratings": pd.DataFrame({"score": [1]})}
    (row,) = dictionary(tables, {"score": ["nilai", "score"]}, ("id", "en")).to_dict("records")
    assert row == {"table": "ratings", "column": "score", "type": "int64", "id": "nilai", "en": "score"}
    with pytest.raises(KeyError):
        dictionary(tables, {}, ("id",))


def test_a_table_is_written_as_its_ending_says(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": ["=1+1"], "n": pd.array([None], dtype="Int64")})
    write(frame, tmp_path / "a.parquet")
    assert pd.read_parquet(tmp_path / "a.parquet")["name"].tolist() == ["=1+1"]
    write(frame, tmp_path / "a.csv")
    assert "'=1+1" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(BadSheet):
        write(frame, tmp_path / "a.txt")
