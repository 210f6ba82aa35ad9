"""Recap sheets as offices keep them: read whole, or every problem named by its place."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from analytics.paper import PaperWords, read_paper
from analytics.sheet_rows import BadSheet
from analytics.skm import ELEMENTS

WORDS = PaperWords(
    columns={"tanggal": "date", "jenis kelamin": "sex", "usia": "age"},
    answers={"sex": {"l": "male", "p": "female"}, "age": {"30": "26_35"}},
    months={"maret": 3, "mei": 5},
    totals=frozenset({"jumlah", "nrr", "nilai"}),
)
TODAY = date(2026, 11, 24)
U = [f"U{number}" for number in range(1, 10)]
FORM = [1, 2, 3, 4, 1, 2, 3, 4, 1]


def xlsx(path: Path, rows: list[list[Any]], merged: str = "") -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    book.save(path)
    return path


def read(tmp_path: Path, *rows: list[Any], merged: str = "") -> Any:
    return read_paper(xlsx(tmp_path / "recap.xlsx", list(rows), merged), WORDS, TODAY)


def test_a_usual_recap_has_titles_two_header_lines_and_sums_below(tmp_path: Path) -> None:
    paper = read(
        tmp_path,
        ["REKAPITULASI SKM", None],
        [],
        ["No", "Jenis Kelamin", "Usia", "Unsur pelayanan", *[None] * 8, "Tanggal"],
        [None, None, None, *U, None],
        [1, "L", 30, *FORM, datetime(2026, 3, 4)],  # noqa: DTZ001 - a sheet knows no zone
        [2, "P", None, *[4] * 9, "05/03/2026"],
        ["Jumlah", None, None, *[5, 6, 7, 8, 5, 6, 7, 8, 5], None],
        ["NRR tertimbang", None, None, *[0.28] * 9, None],
        ["IKM", 76.2],
        merged="D3:L3",
    )
    first, second = paper.forms
    assert list(first.elements) == list(ELEMENTS)
    assert list(first.elements.values()) == FORM
    assert (first.profile, first.day, first.row) == ({"sex": "male", "age": "26_35"}, date(2026, 3, 4), 5)
    assert (second.profile, second.day) == ({"sex": "female"}, date(2026, 3, 5))
    assert paper.left_out == (7, 8)  # the last one has nothing in the nine columns


def test_sums_without_a_word_before_them_are_known_by_their_size(tmp_path: Path) -> None:
    paper = read(tmp_path, U, FORM, FORM, [30, 31, 32, 33, 34, 35, 36, 37, 38], ["2,5"] * 9)
    assert (len(paper.forms), paper.left_out) == (2, (4, 5))


@pytest.mark.parametrize("cell", ["4,0", "4.0", " 4 ", 4.0, "4"])
def test_a_four_is_a_four_however_it_is_written(tmp_path: Path, cell: Any) -> None:
    assert read(tmp_path, U, [cell, *FORM[1:]]).forms[0].elements["requirements"] == 4


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-04", date(2026, 3, 4)),
        ("4/3/2026", date(2026, 3, 4)),
        ("04-03-2026", date(2026, 3, 4)),
        ("4 Maret 2026", date(2026, 3, 4)),
        (date(2026, 3, 4), date(2026, 3, 4)),
        ("", None),
    ],
)
def test_a_day_is_read_in_every_usual_form(tmp_path: Path, cell: Any, day: date | None) -> None:
    assert read(tmp_path, [*U, "Tanggal"], [*FORM, cell]).forms[0].day == day


def test_an_empty_element_makes_an_incomplete_form_and_an_empty_row_none(tmp_path: Path) -> None:
    paper = read(tmp_path, U, [None, *FORM[1:]], [], [None] * 9, FORM)
    assert [len(form.elements) for form in paper.forms] == [8, 9]


def test_every_problem_is_named_by_its_place_and_nothing_is_taken_in(tmp_path: Path) -> None:
    with pytest.raises(BadSheet) as told:
        read(
            tmp_path,
            [*U, "Jenis kelamin", "Tanggal"],
            [5, *FORM[1:], "L", None],
            [True, "'=1+1", *FORM[2:], "X", "31/02/2026"],
            [*FORM, "P", "2027-01-01"],
            [*FORM, "P", "kapan-kapan"],
            [*FORM, "P", "4 Foo 2026"],
        )
    text = str(told.value)
    assert "row 2, column U1: '5' cannot be read; write 1, 2, 3 or 4, or nothing" in text
    assert "row 3, column U1: 'True'" in text
    assert "row 3, column U2" in text
    assert "row 3, column Jenis kelamin: 'X' cannot be read; leave it empty, or write one of: l, p" in text
    for row in (3, 4, 5, 6):
        assert f"row {row}, column Tanggal" in text
    assert text.endswith("nothing was taken in: mend these cells and try again")


def test_many_problems_are_counted_and_long_cells_cut(tmp_path: Path) -> None:
    with pytest.raises(BadSheet) as told:
        read(tmp_path, U, *[["x" * 100, *FORM[1:]] for _ in range(25)])
    lines = str(told.value).splitlines()
    assert len(lines) == 22
    assert lines[20] == "... and 5 more"
    assert "x" * 40 not in lines[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["No", "Nama"], [1, "Sari"]], "no row names the columns"),
        ([[*U[:8]], FORM[:8]], "look at U9"),
        ([[*U, "U1"], [*FORM, 1]], "look at U1"),
        ([U, []], "has no forms below its header"),
    ],
)
def test_a_sheet_that_is_no_recap_says_what_is_missing(
    tmp_path: Path, rows: list[list[Any]], said: str
) -> None:
    with pytest.raises(BadSheet, match=said):
        read(tmp_path, *rows)


def test_a_hundred_thousand_rows_are_read(tmp_path: Path) -> None:
    line = ",".join(map(str, FORM))
    (tmp_path / "recap.csv").write_text("\n".join([",".join(U), *[line] * 100_000]))
    assert len(read_paper(tmp_path / "recap.csv", WORDS, TODAY).forms) == 100_000
