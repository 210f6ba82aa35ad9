"""The annex of an SKM report: a row for each form, then sum, NRR, weighted NRR and IKM as formulas that live.

PermenPANRB 14/2017: whoever opens it can change an answer and see the index follow.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import IO

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from analytics.skm import ELEMENTS, GRADES, Weight

COLUMNS = [chr(ord("B") + place) for place in range(len(ELEMENTS))]  # A counts the forms
FIRST = 6  # the row of the first form, below title, note, weight and the names of the columns
_WEIGHT: Mapping[str, str | float] = {"exact": "=1/9", "0.111": 0.111}


def write(
    forms: pd.DataFrame,
    to: Path | IO[bytes],
    words: Mapping[str, str],
    names: Mapping[str, str],
    weight: Weight,
) -> None:
    """Write complete forms (nine columns of ELEMENTS, 1..4) to `to` (.xlsx).

    words  sheet, title, note, number, weight, sum, nrr, weighted, ikm, grade
    names  element key -> its name
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new book has one; told to mypy
    sheet.title = words["sheet"]
    sheet["A1"], sheet["A2"] = words["title"], words["note"]
    sheet["A1"].font = Font(bold=True, size=13)
    sheet["A3"], sheet["B3"] = words["weight"], _WEIGHT[weight]
    _heads(sheet, words, names)
    for number, form in enumerate(forms[list(ELEMENTS)].to_numpy().tolist(), start=1):
        sheet.append([number, *(int(answer) for answer in form)])
    if len(forms):
        _formulas(sheet, len(forms), words)
    sheet.freeze_panes = f"B{FIRST}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{FIRST - 2}:{FIRST - 1}"
    book.save(to)


def _heads(sheet: Worksheet, words: Mapping[str, str], names: Mapping[str, str]) -> None:
    rows = (
        (FIRST - 2, [names[key] for key in ELEMENTS]),
        (FIRST - 1, [f"U{number}" for number, _key in enumerate(ELEMENTS, start=1)]),
    )
    for row, texts in rows:
        for column, text in zip(COLUMNS, texts, strict=True):
            cell = sheet[f"{column}{row}"]
            cell.value, cell.font = text, Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
            sheet.column_dimensions[column].width = 15
    sheet[f"A{FIRST - 1}"], sheet.column_dimensions["A"].width = words["number"], 26


def _formulas(sheet: Worksheet, n: int, words: Mapping[str, str]) -> None:
    total = FIRST + n
    for row, word in enumerate(("sum", "nrr", "weighted", "ikm", "grade"), start=total):
        sheet[f"A{row}"], sheet[f"A{row}"].font = words[word], Font(bold=True)
    for column in COLUMNS:
        answers = f"{column}{FIRST}:{column}{total - 1}"
        sheet[f"{column}{total}"] = f"=SUM({answers})"
        sheet[f"{column}{total + 1}"] = f"={column}{total}/COUNT({answers})"
        sheet[f"{column}{total + 2}"] = f"={column}{total + 1}*$B$3"
        for row in (total + 1, total + 2):
            sheet[f"{column}{row}"].number_format = "0.000"
    index = f"B{total + 3}"
    # Rounded at nine places first, which takes the noise of binary fractions away and nothing else.
    sheet[index] = f"=ROUND(ROUND(SUM(B{total + 2}:J{total + 2})*25,9),2)"
    sheet[index].number_format = "0.00"
    (a, a_from), (b, b_from), (c, c_from), (d, _d_from) = GRADES
    sheet[f"B{total + 4}"] = (
        f'=IF({index}>={a_from},"{a}",IF({index}>={b_from},"{b}",IF({index}>={c_from},"{c}","{d}")))'
    )
