"""What grows is told, and what is chance, more people, or copies of one text is not."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from analytics.growing import WEEKS, Growing, growing, recent
from analytics.period import Week

WEEK = Week.parse("2026-W47", ZoneInfo("Asia/Jakarta"))
COLUMNS = ["unit", "age", "themes"]


def texts(unit: str, weeks: Sequence[tuple[int, int]], theme: str = "queue") -> pd.DataFrame:
    """(texts about the theme, texts about nothing) of this week, the one before it, and so on."""
    rows = [
        (unit, age, themes)
        for age, (about, other) in enumerate(weeks)
        for themes in [[theme]] * about + [[]] * other
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def of(*parts: pd.DataFrame) -> list[tuple[str, str]]:
    return [(one.unit, one.theme) for one in growing(pd.concat(parts, ignore_index=True))]


def test_a_theme_that_jumps_is_told_with_its_numbers() -> None:
    frame = texts("rsud", [(9, 11), *[(2, 18)] * 4, *[(1, 19)] * 4])
    assert growing(frame) == [
        Growing("rsud", "queue", 9, 20, 12, 160, pytest.approx(float(hypergeom.sf(8, 180, 21, 20))))
    ]
    told = growing(frame)[0].as_json()
    assert (told["unit"], told["now"], told["before"], told["new"]) == ("rsud", 9, 12, False)


def test_a_theme_never_met_before_is_new() -> None:
    (found,) = growing(texts("rsud", [(5, 15), *[(0, 20)] * 8]))
    assert found.new


def test_twice_as_many_people_are_no_growing_theme() -> None:
    assert of(texts("rsud", [(40, 160), *[(4, 16)] * 8])) == []


def test_what_shrinks_or_is_too_rare_is_not_told() -> None:
    assert of(texts("rsud", [(0, 20), *[(5, 15)] * 8])) == []
    assert of(texts("rsud", [(2, 0), *[(0, 200)] * 8])) == []


def test_a_unit_that_has_no_texts_from_before_has_nothing_to_grow_from() -> None:
    assert of(texts("rsud", [(20, 0)])) == []


def test_weeks_that_always_swing_need_a_larger_jump() -> None:
    calm = texts("rsud", [(9, 11), *[(3, 17)] * 8])
    wild = texts("rsud", [(9, 11), *[(0, 20), (9, 11), (0, 20)] * 2, (0, 20), (6, 14)])
    assert of(calm) == [("rsud", "queue")]
    assert of(wild) == []


def test_what_grows_is_told_by_unit_and_the_least_likely_first() -> None:
    parts = [
        texts("rsud", [(9, 0), *[(9, 50)] * 8]),
        texts("rsud", [(20, 11), *[(0, 0)] * 8], "cost"),
        texts("dlh", [(9, 11), *[(1, 19)] * 8]),
    ]
    assert of(*parts) == [("dlh", "queue"), ("rsud", "cost")]


def test_of_no_texts_nothing_grows() -> None:
    assert growing(texts("rsud", [])) == []


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=9, max_size=9))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_rows_changes_nothing(weeks: list[tuple[int, int]]) -> None:
    frame = texts("rsud", weeks)
    assert growing(frame) == growing(frame.iloc[::-1])


def written(moments: Iterable[tuple[datetime, str]]) -> pd.DataFrame:
    rows = [("rsud", words, moment.astimezone(UTC)) for moment, words in moments]
    return pd.DataFrame(rows, columns=["unit", "words", "given_at"])


def test_a_text_belongs_to_the_week_in_which_it_was_written_here() -> None:
    first, last = WEEK.start, WEEK.end - timedelta(seconds=1)
    frame = written(
        [
            (last, "a"),
            (first, "b"),
            (first - timedelta(seconds=1), "c"),
            (first - timedelta(weeks=WEEKS), "d"),
            (first - timedelta(weeks=WEEKS, seconds=1), "too old"),
            (WEEK.end, "too new"),
        ]
    )
    found = recent(frame, WEEK, str.split)
    assert dict(zip(found["words"], found["age"], strict=True)) == {"a": 0, "b": 0, "c": 1, "d": WEEKS}
    assert found["copies"].tolist() == [1] * 4


def test_copies_within_a_week_count_once_and_say_how_many_they_were() -> None:
    flood = "petugas loket tiga minta uang rokok"
    frame = written(
        [(WEEK.start, flood)] * 20 + [(WEEK.start - timedelta(days=1), flood), (WEEK.start, "ok")]
    )
    found = recent(frame, WEEK, str.split)
    assert sorted(zip(found["age"], found["copies"], strict=True)) == [(0, 1), (0, 20), (1, 1)]


def test_no_texts_are_none_of_any_week() -> None:
    found = recent(written([]), WEEK, str.split)
    assert len(found) == 0
    assert {"age", "copies"} <= set(found.columns)
    assert growing(found.assign(themes=[])) == []


def test_of_a_hundred_quiet_units_hardly_any_theme_is_called_growing() -> None:
    random = np.random.default_rng(20261124)
    quiet = [
        texts(f"u{unit:03}", [(k, 15 - k) for k in random.binomial(15, 0.2, WEEKS + 1)])
        for unit in range(100)
    ]
    assert len(of(*quiet)) <= 1
