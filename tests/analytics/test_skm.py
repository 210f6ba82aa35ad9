"""The index equals the public values of the regulation and of published reports, to the digit."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.skm import (
    ELEMENTS,
    BadAnswers,
    Skm,
    Weight,
    from_nrr,
    from_sums,
    grade,
    skm,
    skm_by,
)

N29 = [105, 101, 100, 116, 102, 105, 106, 105, 115]
N5 = [15, 15, 15, 20, 15, 15, 15, 14, 14]

answer = st.integers(1, 4)
forms = st.lists(st.lists(answer, min_size=9, max_size=9), min_size=1, max_size=12)
gappy = st.lists(st.lists(st.none() | answer, min_size=9, max_size=9), max_size=12)


def frame(rows: Sequence[Sequence[int | None]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(ELEMENTS), dtype="Int64")


def test_the_elements_stand_in_the_order_of_the_regulation() -> None:
    assert ELEMENTS[7:] == ("complaints", "facilities")
    assert ELEMENTS[:7] == ("requirements", "procedure", "time", "cost", "product", "competence", "conduct")


def test_a_published_report_with_nine_means_comes_to_87_28_b() -> None:
    ikm = from_nrr(["3.31", "3.35", "3.49", "3.93", "3.45", "3.39", "3.39", "3.76", "3.35"])
    assert ikm == Decimal("87.28")
    assert grade(ikm) == "B"


@pytest.mark.parametrize(
    ("n", "sums", "weight", "ikm", "letter"),
    [
        (29, N29, "exact", "91.48", "A"),
        (29, N29, "0.111", "91.38", "A"),
        (5, N5, "exact", "76.67", "B"),
        (5, N5, "0.111", "76.59", "C"),
        (7, [28] * 9, "exact", "100.00", "A"),
        (7, [28] * 9, "0.111", "99.90", "A"),
        (7, [21] * 9, "exact", "75.00", "C"),
        (7, [7] * 9, "exact", "25.00", "D"),
        (7, [7] * 9, "0.111", "24.98", "D"),
    ],
)
def test_public_values_are_met_to_the_digit(
    n: int, sums: list[int], weight: Weight, ikm: str, letter: str
) -> None:
    index = from_sums(n, sums, weight)
    assert str(index.ikm) == ikm
    assert index.grade == letter
    assert index.weight == weight


def test_the_frame_gives_the_same_as_its_sums() -> None:
    rows = [[3, 3, 3, 4, 3, 3, 3, 3, 3]] * 4 + [[3, 3, 3, 4, 3, 3, 3, 2, 2]]
    assert skm(frame(rows)) == from_sums(5, N5)
    assert skm(frame(rows)).elements["cost"].nrr == Fraction(4)


def test_a_form_with_a_gap_never_enters_the_index() -> None:
    rows: list[list[int | None]] = [[4] * 9, [1, 1, 1, 1, None, 1, 1, 1, 1], [None] * 9]
    index = skm(frame(rows))
    assert (index.n, index.incomplete, index.ikm) == (1, 2, Decimal("100.00"))


def test_columns_of_floats_with_nan_are_read_as_well() -> None:
    floats = pd.DataFrame([[3.0] * 9, [3.0] * 8 + [float("nan")]], columns=list(ELEMENTS))
    assert (skm(floats).n, skm(floats).incomplete, skm(floats).grade) == (1, 1, "C")


@pytest.mark.parametrize("rows", [[], [[None] * 9]])
def test_without_complete_forms_there_is_no_value_and_no_grade(rows: list[list[int | None]]) -> None:
    index = skm(frame(rows))
    assert (index.n, index.ikm, index.grade, index.incomplete) == (0, None, None, len(rows))
    document = index.as_json()
    assert document["ikm"] is None
    assert document["grade"] is None
    assert document["elements"]["time"] == {"sum": 0, "nrr": None}


def test_the_json_has_exactly_the_promised_keys_and_rounds_only_for_print() -> None:
    document = from_sums(29, N29).as_json()
    assert list(document) == ["n", "incomplete", "ikm", "grade", "weight", "elements"]
    assert list(document["elements"]) == list(ELEMENTS)
    assert document["ikm"] == 91.48
    assert document["elements"]["requirements"] == {"sum": 105, "nrr": 3.621}


@given(gappy, st.sampled_from(["exact", "0.111"]))
def test_what_was_written_as_json_reads_back_the_same(rows: list[list[int | None]], weight: Weight) -> None:
    index = skm(frame(rows), weight)
    assert Skm.from_json(index.as_json()) == index


@given(forms, st.randoms())
def test_the_order_of_forms_changes_nothing(rows: list[list[int]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands in a random.Random
    assert skm(frame(shuffled)) == skm(frame(rows))


@given(forms)
def test_the_index_is_the_closed_form_and_lies_between_25_and_100(rows: list[list[int]]) -> None:
    ikm = skm(frame(rows)).ikm
    assert ikm is not None
    assert 25 <= ikm <= 100
    exact = Fraction(25 * sum(map(sum, rows)), 9 * len(rows))
    assert abs(Fraction(ikm) - exact) <= Fraction(1, 200)


@given(forms, forms)
def test_the_pooled_index_is_the_mean_weighted_by_forms(one: list[list[int]], two: list[list[int]]) -> None:
    a, b, both = skm(frame(one)), skm(frame(two)), skm(frame(one + two))
    for key in ELEMENTS:
        assert both.elements[key].sum == a.elements[key].sum + b.elements[key].sum
    assert a.ikm is not None
    assert b.ikm is not None
    assert both.ikm is not None
    assert abs(both.ikm - (a.n * a.ikm + b.n * b.ikm) / both.n) <= Decimal("0.01")


def test_counting_by_unit_tells_complete_forms_from_those_with_a_gap() -> None:
    rows: list[list[int | None]] = [[4] * 9, [3] * 9, [4] * 8 + [None], [1] * 9]
    by_unit = skm_by(frame(rows).assign(unit=["a", "a", "a", "b"]), "unit")
    assert {unit: (index.n, index.incomplete, str(index.ikm)) for unit, index in by_unit.items()} == {
        "a": (2, 1, "87.50"),
        "b": (1, 0, "25.00"),
    }


@given(gappy)
def test_counting_by_unit_equals_counting_each_unit(rows: list[list[int | None]]) -> None:
    table = frame(rows).assign(unit=["ab"[place % 2] for place in range(len(rows))])
    assert skm_by(table, "unit") == skm_by(table, "unit", "exact")
    assert skm_by(table, "unit", "0.111") == {
        unit: skm(table[table["unit"] == unit], "0.111") for unit in sorted(set(table["unit"]))
    }


@pytest.mark.parametrize(
    ("ikm", "letter"),
    [
        ("88.31", "A"),
        ("88.30", "B"),
        ("76.61", "B"),
        ("76.60", "C"),
        ("65.00", "C"),
        ("64.99", "D"),
        ("25.00", "D"),
    ],
)
def test_a_grade_begins_at_its_limit(ikm: str, letter: str) -> None:
    assert grade(Decimal(ikm)) == letter


@pytest.mark.parametrize("ikm", ["0", "3.45", "100.01"])
def test_what_is_no_index_has_no_grade(ikm: str) -> None:
    with pytest.raises(ValueError, match="is no IKM"):
        grade(Decimal(ikm))


def test_an_exact_half_goes_up() -> None:
    # A mean sum of 27.0018 is 75.005 exactly; going to the even neighbour would say 75.00.
    assert from_nrr([Fraction("3.0002"), *["3"] * 7, Fraction("3.0016")]) == Decimal("75.01")


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (frame([[3] * 9]).drop(columns=["time", "cost"]), "time, cost"),
        (frame([[3] * 8 + [5]]), "^an answer lies outside 1 to 4$"),
        (frame([[0] * 9]), "^an answer lies outside 1 to 4$"),
        (pd.DataFrame([[3.5] * 9], columns=list(ELEMENTS)), "^an answer is no whole number$"),
    ],
)
def test_wrong_answers_are_refused(broken: pd.DataFrame, says: str) -> None:
    with pytest.raises(BadAnswers, match=says):
        skm(broken)


@pytest.mark.parametrize(
    ("n", "sums"), [(2, [6] * 8), (2, [9] * 9), (2, [1] * 9), (-1, [0] * 9), (0, [1] * 9)]
)
def test_sums_that_no_forms_can_have_are_refused(n: int, sums: list[int]) -> None:
    with pytest.raises(BadAnswers, match="nine sums"):
        from_sums(n, sums)


@pytest.mark.parametrize("means", [["3"] * 8, ["3"] * 8 + ["4.01"], ["0.9"] + ["3"] * 8])
def test_means_off_the_scale_are_refused(means: list[str]) -> None:
    with pytest.raises(BadAnswers, match=r"^nine NRR between 1 and 4 are needed$"):
        from_nrr(means)


def test_an_unknown_weight_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"exact, 0\.111"):
        from_nrr(["3"] * 9, "0.11")  # type: ignore[arg-type]  # what a configuration could hold
