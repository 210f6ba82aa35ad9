"""Sheets are read as offices write them; what is wrong is named; what is written is never executed."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from analytics.sheets import BadSheet, read_forms, write_table
from analytics.skm import ELEMENTS, skm

U = [f"U{number}" for number in range(1, 10)]
FORM = [1, 2, 3, 4, 1, 2, 3, 4, 1]


def xlsx(path: Path, rows: list[list[Any]]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def first(path: Path) -> list[int]:
    return [int(answer) for answer in read_forms(path).iloc[0]]


@pytest.mark.parametrize(
    "names", [list(ELEMENTS), U, [name.lower() for name in U], [k.upper() for k in ELEMENTS]]
)
@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_csv_is_read(tmp_path: Path, names: list[str], sign: str, encoding: str) -> None:
    content = f"{sign.join(['No', 'Café', *names])}\r\n{sign.join(['1', 'José', *map(str, FORM)])}\r\n"
    assert first(text(tmp_path / "forms.csv", content, encoding)) == FORM


def test_columns_may_stand_in_any_order_and_others_are_ignored(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "forms.XLSX", [["sex", *reversed(U), "age"], ["P", *reversed(FORM), 30]])
    assert list(read_forms(path).columns) == list(ELEMENTS)
    assert first(path) == FORM


def test_u8_is_complaints_and_u9_is_facilities(tmp_path: Path) -> None:
    forms = read_forms(xlsx(tmp_path / "forms.xlsx", [U, [3] * 7 + [1, 4]]))
    assert (forms["complaints"][0], forms["facilities"][0]) == (1, 4)


def test_a_title_over_the_table_and_empty_rows_do_no_harm(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Survei 2026"], [], U, FORM, [], ["", None, " "], FORM]
    assert len(read_forms(xlsx(tmp_path / "forms.xlsx", rows))) == 2
    quoted = 'Survei, tahun 2026\n\n"' + '";"'.join(U) + '"\n' + ";".join(map(str, FORM)) + "\n;;;;;;;;\n\n"
    assert first(text(tmp_path / "forms.csv", quoted)) == FORM


def test_the_separator_hint_of_excel_is_understood(tmp_path: Path) -> None:
    assert (
        first(text(tmp_path / "forms.csv", f"sep=|\r\n{'|'.join(U)}\r\n{'|'.join(map(str, FORM))}")) == FORM
    )
    assert first(text(tmp_path / "comma.csv", f"SEP=\n{','.join(U)}\n{','.join(map(str, FORM))}")) == FORM


def test_whole_numbers_count_however_they_are_written(tmp_path: Path) -> None:
    written = ["1", " 2 ", "3.0", "4.00", "1,0", 2, 3.0, 4, "1"]
    assert first(xlsx(tmp_path / "forms.xlsx", [U, written])) == FORM


def test_an_empty_cell_makes_the_form_incomplete(tmp_path: Path) -> None:
    content = ",".join(["nama", *U]) + "\nA,4,4,4,4,4,4,4,4,4\nB,1,1,1,1,,1,1,1,1\nC\n"
    forms = read_forms(text(tmp_path / "forms.csv", content))
    assert (skm(forms).n, skm(forms).incomplete, skm(forms).grade) == (1, 2, "A")


def test_a_sheet_without_forms_is_an_empty_frame(tmp_path: Path) -> None:
    forms = read_forms(xlsx(tmp_path / "forms.xlsx", [U]))
    assert skm(forms).as_json()["ikm"] is None
    assert len(forms) == 0


@pytest.mark.parametrize("wrong", [0, 5, 3.5, True, "baik", "34", date(2026, 1, 1), "x" * 80])
def test_a_wrong_value_is_named_by_row_and_column_with_what_to_do(tmp_path: Path, wrong: Any) -> None:
    rows: list[list[Any]] = [["Judul"], U, FORM, [], [*FORM[:6], wrong, 4, 1]]
    with pytest.raises(
        BadSheet, match=r"^row 5, column U7: '.{1,42} is no answer; write 1, 2, 3 or 4"
    ) as caught:
        read_forms(xlsx(tmp_path / "forms.xlsx", rows))
    assert len(str(caught.value)) < 250
    assert isinstance(caught.value, ValueError)


def test_the_row_in_a_csv_is_the_row_a_spreadsheet_shows(tmp_path: Path) -> None:
    content = (
        "sep=;\n" + ";".join(["saran", *U]) + '\n"dua\nbaris";1;1;1;1;1;1;1;1;1\n\nx;1;1;1;9;1;1;1;1;1\n'
    )
    with pytest.raises(BadSheet, match="row 5, column U4: '9'"):
        read_forms(text(tmp_path / "forms.csv", content))


def test_missing_columns_are_named_with_every_accepted_name(tmp_path: Path) -> None:
    with pytest.raises(
        BadSheet, match=r"row 1: columns are missing; add complaints \(or U8\), facilities \(or U9\)"
    ):
        read_forms(xlsx(tmp_path / "forms.xlsx", [U[:7], FORM[:7]]))


def test_a_doubled_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSheet, match=r"more than one column for time \(or U3\)"):
        read_forms(xlsx(tmp_path / "forms.xlsx", [[*U, "time"], [*FORM, 4]]))


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\n\n"])
def test_a_file_without_header_says_what_the_header_must_be(tmp_path: Path, content: str) -> None:
    with pytest.raises(
        BadSheet, match=r"no row names the columns.*requirements \(or U1\).*facilities \(or U9\)"
    ):
        read_forms(text(tmp_path / "forms.csv", content))


def test_what_is_no_such_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(BadSheet, match=r"cannot be opened: No such file"):
        read_forms(tmp_path / "nowhere.csv")
    with pytest.raises(BadSheet, match=r"read from \.csv or \.xlsx"):
        read_forms(text(tmp_path / "forms.xls", "x"))
    with pytest.raises(BadSheet, match="damaged or no xlsx file"):
        read_forms(text(tmp_path / "forms.xlsx", "U1,U2"))
    with pytest.raises(BadSheet, match="damaged or no csv file"):
        read_forms(text(tmp_path / "forms.csv", "U1,U2\n" + "x" * 200_000))


MOMENT = datetime(2026, 11, 24, 7, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
TABLE = pd.DataFrame(
    {
        "unit": ["=1+1", "+62", "-x", "@a", "\tx", "\rx", "baik", None],
        "n": pd.array([-1, 2, None, 4, 5, 6, 7, 8], dtype="Int64"),
        "mean": [-0.5, float("nan"), 1, 1, 1, 1, 1, 1],
        "at": pd.Series([MOMENT] * 7 + [pd.NaT], dtype="datetime64[us, Asia/Jakarta]"),
        "mixed": [MOMENT, date(2026, 11, 24), -3, Decimal("91.48"), "  =x", "a;=b\n-c", "\uff1dx", "a\x00b"],
        "=head": True,
    }
)


def test_a_csv_keeps_numbers_and_disarms_formulas(tmp_path: Path) -> None:
    write_table(TABLE, tmp_path / "table.csv")
    raw = (tmp_path / "table.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfunit,n,")
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["unit"] for row in rows] == ["'=1+1", "'+62", "'-x", "'@a", "'\tx", "'\rx", "baik", ""]
    assert [row["n"] for row in rows][:3] == ["-1", "2", ""]
    assert [row["mean"] for row in rows][:2] == ["-0.5", ""]
    assert (rows[0]["at"], rows[7]["at"]) == ("2026-11-24T07:30:00+07:00", "")
    assert [row["mixed"] for row in rows][:4] == ["2026-11-24T07:30:00+07:00", "2026-11-24", "-3", "91.48"]
    assert [row["mixed"] for row in rows][4:] == ["'  =x", "a;'=b\n'-c", "'\uff1dx", "a\x00b"]
    assert rows[0]["'=head"] == "True"


def test_an_xlsx_keeps_numbers_and_times_and_holds_no_formula(tmp_path: Path) -> None:
    write_table(TABLE, str(tmp_path / "table.xlsx"))
    sheet = load_workbook(tmp_path / "table.xlsx").worksheets[0]
    rows = list(sheet.iter_rows())
    assert all(cell.data_type != "f" for row in rows for cell in row)
    values = [[cell.value for cell in row] for row in rows]
    assert values[0] == ["unit", "n", "mean", "at", "mixed", "'=head"]
    assert values[1] == ["'=1+1", -1, -0.5, MOMENT.replace(tzinfo=None), MOMENT.replace(tzinfo=None), True]
    assert values[2][1:4] == [2, None, MOMENT.replace(tzinfo=None)]
    assert values[2][4] == datetime(2026, 11, 24)  # noqa: DTZ001 - a sheet knows no zones
    assert [row[4] for row in values[5:]] == ["'  =x", "a;=b\n-c", "'\uff1dx", "ab"]
    assert values[8][:4] == [None, 8, 1, None]


def test_moments_are_written_by_the_clock_of_their_own_zone(tmp_path: Path) -> None:
    frame = pd.DataFrame({"at": [MOMENT.astimezone(UTC)]})
    write_table(frame, tmp_path / "table.xlsx")
    written = load_workbook(tmp_path / "table.xlsx").worksheets[0]["A2"].value
    assert written == datetime(2026, 11, 24, 0, 30)  # noqa: DTZ001 - a sheet knows no zones


@pytest.mark.parametrize("name", ["table.csv", "table.xlsx"])
def test_what_is_written_as_forms_reads_back(tmp_path: Path, name: str) -> None:
    forms = pd.DataFrame([FORM, [None, *FORM[1:]]], columns=list(ELEMENTS), dtype="Int64")
    write_table(forms, tmp_path / name)
    pd.testing.assert_frame_equal(read_forms(tmp_path / name), forms)


def test_a_table_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSheet, match=r"\.csv or \.xlsx"):
        write_table(TABLE, tmp_path / "table.pdf")
