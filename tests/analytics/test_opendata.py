"""The open data set: right where it is shown, and solved in vain for what is hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.opendata import REST, open_data
from analytics.skm import ELEMENTS
from analytics.suppression import is_small
from tests.analytics.attack import Reader

SMALLEST = 5


def ratings(*counts: tuple[str, str, int, int]) -> pd.DataFrame:
    """Groups of (unit, channel, score, how many)."""
    rows = [
        {"unit": unit, "channel": channel, "score": score}
        for unit, channel, score, n in counts
        for _ in range(n)
    ]
    return pd.DataFrame(rows, columns=["unit", "channel", "score"])


def surveys(*groups: tuple[str, str, int, int], sex: str | None = None) -> pd.DataFrame:
    """Groups of (unit, service, the answer to all nine, how many)."""
    columns = ["unit", "service", "channel", *ELEMENTS, "sex", "age", "education", "occupation"]
    rows = [
        {"unit": unit, "service": service or None, "channel": "telegram", "sex": sex}
        | dict.fromkeys(ELEMENTS, answer)
        for unit, service, answer, n in groups
        for _ in range(n)
    ]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(ELEMENTS, "Int64"))


def test_counts_and_indices_are_those_of_the_rows() -> None:
    found = open_data(
        ratings(
            ("a", "telegram", 4, 30),
            ("a", "telegram", 1, 10),
            ("b", "telegram", 4, 8),
            ("b", "telegram", 1, 6),
        ),
        surveys(("a", "ktp", 4, 20), ("a", "kk", 3, 20), ("b", "", 3, 10), sex="female"),
        SMALLEST,
    )
    assert found["ratings_by_unit"][0] == {
        "unit": "a", "n": 40, "score_1": 10, "score_2": 0, "score_3": 0, "score_4": 30,
    }  # fmt: skip
    a, b = found["index_by_unit"]
    assert (a["unit"], a["n"], a["ikm"], a["grade"]) == ("a", 40, 87.5, "B")
    assert a["low"] < 87.5 < a["high"]
    assert (b["n"], b["ikm"], b["low"]) == (10, 75.0, None)
    assert [(row["unit"], row["service"], row["n"]) for row in found["index_by_service"]] == [
        ("a", "kk", 20), ("a", "ktp", 20), ("b", "", 10),
    ]  # fmt: skip
    assert found["respondents"] == [{"question": "sex", "answer": "female", "n": 50}]


def test_small_units_are_told_of_together_and_their_services_not_at_all() -> None:
    found = open_data(
        ratings(("a", "telegram", 4, 30)),
        surveys(("a", "x", 4, 20), ("b", "y", 3, 2), ("c", "z", 3, 4)),
        SMALLEST,
    )
    assert [(row["unit"], row["n"]) for row in found["index_by_unit"]] == [(REST, 6), ("a", 20)]
    assert {row["unit"] for row in found["index_by_service"]} == {"a"}


@pytest.mark.parametrize("n", [0, 1, 4])
def test_where_there_are_too_few_of_all_nothing_is_told(n: int) -> None:
    found = open_data(ratings(("a", "telegram", 4, n)), surveys(("a", "x", 4, n), sex="male"), SMALLEST)
    assert all(rows == [] for rows in found.values())


def test_a_rare_answer_about_oneself_is_hidden_with_another() -> None:
    frame = pd.concat(
        [surveys(("a", "x", 4, n), sex=sex) for sex, n in (("female", 30), ("male", 20), ("other", 2))],
        ignore_index=True,
    )
    shown = {row["answer"]: row["n"] for row in open_data(ratings(), frame, SMALLEST)["respondents"]}
    assert shown == {"female": 30, "male": None, "other": None}


def test_an_incomplete_form_enters_no_index() -> None:
    frame = surveys(("a", "x", 4, 20))
    frame.loc[:4, "cost"] = pd.NA
    assert open_data(ratings(), frame, SMALLEST)["index_by_unit"][0]["n"] == 15


@pytest.mark.parametrize("seed", range(25))
def test_no_small_count_of_a_rating_follows_from_what_is_shown(seed: int) -> None:
    random = np.random.default_rng(seed)
    frame = ratings(
        *(
            (f"u{unit}", "telegram", score, int(random.integers(0, 9) * random.integers(0, 3)))
            for unit in range(random.integers(2, 7))
            for score in (1, 2, 3, 4)
        )
    )
    rows = open_data(frame, surveys(), SMALLEST)["ratings_by_unit"]
    reader = Reader()
    cells = [(row["unit"], score) for row in rows for score in (1, 2, 3, 4)]
    for cell in cells:
        reader.unknown(cell)
    for row in rows:
        reader.knows([(row["unit"], score) for score in (1, 2, 3, 4)], row["n"])
        for score in (1, 2, 3, 4):
            if (count := row[f"score_{score}"]) is not None:
                assert not 0 < count < SMALLEST
                reader.knows([(row["unit"], score)], count)
    told = frame.assign(unit=frame["unit"].where(frame["unit"].isin([row["unit"] for row in rows]), REST))
    for unit, score in cells:
        if is_small(int(((told["unit"] == unit) & (told["score"] == score)).sum()), SMALLEST):
            least, most = reader.range_of([(unit, score)])
            assert least < most
