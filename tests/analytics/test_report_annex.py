"""The annex's formulas, reckoned by a small evaluator as a spreadsheet would, give the index."""

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from analytics.report_annex import FIRST, write
from analytics.skm import ELEMENTS, Weight, skm

NAMES = {key: f"element {key}" for key in ELEMENTS}
WORDS = {"sheet": "Annex"} | {
    name: name for name in ("title", "note", "number", "weight", "sum", "nrr", "weighted", "ikm", "grade")
}


class Sheet:
    """Reckons SUM, COUNT, ROUND, IF and the four operations over the cells of an opened sheet."""

    def __init__(self, path: Path) -> None:
        self.cells = load_workbook(path)[WORDS["sheet"]]

    def value(self, address: str) -> Any:
        found = self.cells[address.replace("$", "")].value
        return self._reckon(found[1:]) if isinstance(found, str) and found.startswith("=") else found

    def _reckon(self, formula: str) -> Any:
        python = re.sub(r"(?<![<>])=(?!=)", "==", formula).replace(">==", ">=")
        python = re.sub(r"([A-Z]\d+):([A-Z]\d+)", r"span('\1','\2')", python)
        python = re.sub(r"(?<!['A-Z])(\$?[A-Z]\$?\d+)(?!')", r"value('\1')", python)
        known = {"value": self.value, "span": self._span, "SUM": sum, "COUNT": len}
        known |= {"ROUND": half_up, "IF": lambda test, yes, no: yes if test else no}
        return eval(python, {"__builtins__": {}}, known)  # noqa: S307 - a formula this test has just written

    def _span(self, first: str, last: str) -> list[Any]:
        return [self.value(cell.coordinate) for row in self.cells[first:last] for cell in row]


def half_up(value: float, places: int) -> float:
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def written(tmp_path: Path, forms: list[list[int]], weight: Weight = "exact") -> Sheet:
    path = tmp_path / "annex.xlsx"
    write(pd.DataFrame(forms, columns=list(ELEMENTS)), path, WORDS, NAMES, weight)
    return Sheet(path)


FORMS = st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=40)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forms=FORMS, weight=st.sampled_from(["exact", "0.111"]))
def test_the_formulas_give_the_index_and_its_grade(
    tmp_path: Path, forms: list[list[int]], weight: Weight
) -> None:
    sheet, total = written(tmp_path, forms, weight), FIRST + len(forms)
    counted = skm(pd.DataFrame(forms, columns=list(ELEMENTS)), weight)
    assert counted.ikm is not None
    assert sheet.value(f"B{total + 3}") == float(counted.ikm)
    assert sheet.value(f"B{total + 4}") == counted.grade
    assert [sheet.value(f"{column}{total}") for column in "BCDEFGHIJ"] == [
        one.sum for one in counted.elements.values()
    ]


@pytest.mark.parametrize(("weight", "ikm", "grade"), [("exact", 76.67, "B"), ("0.111", 76.59, "C")])
def test_five_forms_of_138_are_graded_as_the_weight_says(
    tmp_path: Path, weight: Weight, ikm: float, grade: str
) -> None:
    forms = [[3] * 9] * 4 + [[3] * 6 + [4] * 3]
    sheet = written(tmp_path, forms, weight)
    assert (sheet.value("B14"), sheet.value("B15")) == (ikm, grade)


def test_an_answer_that_is_changed_changes_the_index(tmp_path: Path) -> None:
    sheet = written(tmp_path, [[4] * 9, [4] * 9])
    assert sheet.value("B11") == 100.0
    sheet.cells["B6"] = 1
    assert sheet.value("B11") == 95.83


def test_without_forms_there_are_heads_and_no_formula(tmp_path: Path) -> None:
    sheet = written(tmp_path, [])
    assert [sheet.value(f"{column}5") for column in "ABJ"] == ["number", "U1", "U9"]
    assert sheet.value("B6") is None
