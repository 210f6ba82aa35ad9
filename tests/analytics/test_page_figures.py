"""What the public page tells of a period: right where it is shown, and solved in vain for what is hidden."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.opendata import REST, open_data
from analytics.page_figures import page_figures
from tests.analytics.attack import Reader
from tests.analytics.test_opendata import SMALLEST, ratings, surveys

SCORES = (1, 2, 3, 4)


def told(given: pd.DataFrame, forms: pd.DataFrame) -> dict[str, Any]:
    return page_figures(given, forms, open_data(given, forms, SMALLEST), SMALLEST)


def test_the_city_and_each_unit_are_told_of_as_they_were_counted() -> None:
    found = told(
        ratings(("a", "web", 4, 20), ("a", "web", 1, 10), ("b", "web", 3, 10)),
        surveys(("a", "", 4, 20), ("b", "", 3, 20), sex="female"),
    )
    assert (found["city"]["n"], found["city"]["ikm"]) == (40, 87.5)
    assert found["units"]["a"]["ikm"] == 100.0
    assert found["city_faces"] == {"n": 40, "score_1": 10, "score_2": 0, "score_3": 10, "score_4": 20}
    assert found["faces"]["b"]["n"] == 10
    assert found["respondents"] == {"sex": {"female": 40}}


def test_nothing_is_told_of_the_city_when_the_rows_are_others_than_those_published() -> None:
    given, forms = ratings(("a", "web", 4, 20)), surveys(("a", "", 4, 20))
    tables = open_data(given, forms, SMALLEST)
    found = page_figures(given[:-1], forms[:-1], tables, SMALLEST)
    assert (found["city"], found["city_faces"]) == (None, None)
    assert found["units"]["a"]["n"] == 20


@pytest.mark.parametrize("n", [0, 1, 4])
def test_of_too_few_people_nothing_is_told(n: int) -> None:
    found = told(ratings(("a", "web", 4, n)), surveys(("a", "", 4, n), sex="male"))
    assert found == {"city": None, "city_faces": None, "units": {}, "faces": {}, "respondents": {}}


def somebody(random: np.random.Generator) -> pd.DataFrame:
    return ratings(
        *(
            (f"u{unit}", "web", score, int(random.integers(0, 9) * random.integers(0, 3)))
            for unit in range(random.integers(2, 7))
            for score in SCORES
        )
    )


@pytest.mark.parametrize("seed", range(25))
def test_no_small_count_follows_from_the_page_and_its_tables_together(seed: int) -> None:
    frame = somebody(np.random.default_rng(seed))
    page = told(frame, surveys())
    reader = known(page)
    shown = frame.assign(unit=frame["unit"].where(frame["unit"].isin(list(page["faces"])), REST))
    counts = shown.groupby(["unit", "score"]).size()
    small = [cell for cell in hidden(page) if 0 < counts.get(cell, 0) < SMALLEST]
    for cell in small:
        least, most = reader.range_of([cell])
        assert least < most
    for score in SCORES:  # nor a total of the city
        if page["city_faces"] and 0 < (frame["score"] == score).sum() < SMALLEST:
            least, most = reader.range_of([(unit, score) for unit in page["faces"]])
            assert least < most


def hidden(page: dict[str, Any]) -> list[tuple[str, int]]:
    return [(u, s) for u, row in page["faces"].items() for s in SCORES if row[f"score_{s}"] is None]


def known(page: dict[str, Any]) -> Reader:
    """Everything that a reader of the page knows."""
    reader, units = Reader(), list(page["faces"])
    for unit in units:
        for score in SCORES:
            reader.unknown((unit, score))
    for unit, row in page["faces"].items():
        reader.knows([(unit, score) for score in SCORES], row["n"])
        for score in SCORES:
            if (count := row[f"score_{score}"]) is not None:
                reader.knows([(unit, score)], count)
    for score in SCORES:
        if page["city_faces"] and (count := page["city_faces"][f"score_{score}"]) is not None:
            reader.knows([(unit, score) for unit in units], count)
    return reader
