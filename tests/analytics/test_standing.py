"""What may be said of an index beside its value."""

from decimal import Decimal

import pandas as pd
import pytest

from analytics.skm import ELEMENTS
from analytics.standing import form_sums, standing, straddled
from analytics.uncertainty import Interval

MIXED = [36] * 60 + [27] * 30 + [18] * 10


def test_an_interval_that_holds_two_grades_says_both() -> None:
    found = standing(MIXED)
    assert (found.low, found.high) == (Decimal("83.79"), Decimal("90.50"))
    assert found.grades == "AB"
    assert found.publish
    assert found.needed is None
    assert found.reached is None


@pytest.mark.parametrize(
    ("low", "high", "grades"),
    [
        (90.0, 95.0, "A"),
        (76.61, 88.30, "B"),
        (76.60, 88.31, "ABC"),
        (25.0, 100.0, "ABCD"),
        (25.0, 64.99, "D"),
    ],
)
def test_grades_lie_between_both_ends(low: float, high: float, grades: str) -> None:
    assert straddled(Interval(low, high, 100)) == grades


@pytest.mark.parametrize(("served", "needed", "reached"), [(100, 80, True), (200, 132, False)])
def test_the_regulations_table_says_whether_enough_were_asked(
    served: int, needed: int, reached: bool
) -> None:
    found = standing(MIXED, served)
    assert found.needed == needed
    assert found.reached is reached


def test_few_forms_have_no_interval_and_very_few_are_not_published() -> None:
    assert standing([36] * 4 + [20]).low is None
    assert standing([36] * 4 + [20]).grades == ""
    assert standing([36] * 4 + [20]).publish
    assert not standing([36, 20, 36, 20]).publish


def test_it_crosses_to_json_as_plain_numbers() -> None:
    assert standing(MIXED, 200).as_json() == {
        "n": 100,
        "low": pytest.approx(84.95),
        "high": pytest.approx(89.69),
        "grades": "AB",
        "needed": 132,
        "publish": True,
    }
    assert standing([]).as_json() == {
        "n": 0,
        "low": None,
        "high": None,
        "grades": "",
        "needed": None,
        "publish": False,
    }


def test_a_form_with_a_gap_has_no_sum() -> None:
    frame = pd.DataFrame([dict.fromkeys(ELEMENTS, 4), dict.fromkeys(ELEMENTS, 3) | {"cost": pd.NA}])
    assert form_sums(frame) == [36]
