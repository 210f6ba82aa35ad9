"""Reads survey forms from CSV and XLSX as offices write them; writes tables that no spreadsheet executes."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from analytics.sheet_rows import TITLE_ROWS, BadSheet, Row, rows
from analytics.skm import ELEMENTS

__all__ = ["BadSheet", "read_forms", "write_table"]

_NAMES = {key: key for key in ELEMENTS} | {f"u{number}": key for number, key in enumerate(ELEMENTS, 1)}
_ANSWER = re.compile(r"([1-4])(?:[.,]0+)?")
# A cell that begins like this is run as a formula; the wide signs too, in an East Asian setting.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# Opened where ";" separates columns (as in Indonesia), a comma file falls into other cells: a formula can
# then begin in the middle of a text.
_INNER_FORMULA = re.compile(r"([;\t\r\n])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def read_forms(path: Path | str) -> pd.DataFrame:
    """The forms in a CSV or XLSX file: one row a form, nine nullable integer columns in ELEMENTS order.

    Columns are named by the nine keys or U1..U9 in any case, in any order; others are ignored, and so are
    empty rows. An empty cell makes its form incomplete. Raises BadSheet.
    """
    table = rows(Path(path), _NAMES)
    header, columns = _header(table)
    forms = [
        [_answer(_cell(row, place), number, column) for place, column in columns]
        for number, row in enumerate(table[header:], header + 1)
        if any(not _is_empty(cell) for cell in row)
    ]
    keys = [_NAMES[column.casefold()] for _, column in columns]
    return pd.DataFrame(forms, columns=keys, dtype="Int64")[list(ELEMENTS)]


def write_table(frame: pd.DataFrame, path: Path | str) -> None:
    """Write `frame` (without its index) as CSV (UTF-8 with BOM, for Excel) or XLSX, by the ending of `path`.

    Texts that would be run as a formula get an apostrophe before them; numbers stay numbers. Times keep their
    offset in CSV; XLSX knows none, there they are written as the clock of their own zone shows them.
    """
    path = Path(path)
    if path.suffix.lower() == ".csv":
        _write_csv(frame, path)
    elif path.suffix.lower() == ".xlsx":
        _write_xlsx(frame, path)
    else:
        raise BadSheet(f"{path.name}: a table is written as .csv or .xlsx")


def _columns(cells: Iterable[Any]) -> Iterator[tuple[int, str]]:
    """The place and the name as written of every cell that names an element."""
    for place, cell in enumerate(cells):
        name = str(cell).strip()
        if name.casefold() in _NAMES:
            yield place, name


def _header(table: Sequence[Row]) -> tuple[int, list[tuple[int, str]]]:
    """The number of the header's row (from 1) and its columns."""
    for number, row in enumerate(table[:TITLE_ROWS], 1):
        if columns := list(_columns(row)):
            _check_columns([name for _, name in columns], number)
            return number, columns
    raise BadSheet(f"no row names the columns: the first row must be {_accepted(ELEMENTS)}")


def _check_columns(names: Sequence[str], number: int) -> None:
    keys = [_NAMES[name.casefold()] for name in names]
    if missing := [key for key in ELEMENTS if key not in keys]:
        raise BadSheet(f"row {number}: columns are missing; add {_accepted(missing)}")
    if doubled := [key for key in ELEMENTS if keys.count(key) > 1]:
        raise BadSheet(f"row {number}: more than one column for {_accepted(doubled)}; keep one")


def _accepted(keys: Sequence[str]) -> str:
    return ", ".join(f"{key} (or U{ELEMENTS.index(key) + 1})" for key in keys)


def _cell(row: Row, place: int) -> Any:
    return row[place] if place < len(row) else None


def _is_empty(cell: Any) -> bool:
    return cell is None or not str(cell).strip()


def _answer(cell: Any, row: int, column: str) -> int | None:
    if _is_empty(cell):
        return None
    found = None if isinstance(cell, bool) else _ANSWER.fullmatch(str(cell).strip())
    if found:
        return int(found[1])
    raise BadSheet(
        f"row {row}, column {column}: {_short(cell)} is no answer; write 1, 2, 3 or 4, leave the cell empty "
        "when nothing was answered, or take the row out if it is no form (totals)"
    )


def _short(cell: Any) -> str:
    text = str(cell).strip()
    return repr(text if len(text) <= 40 else text[:39] + "\u2026")


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([_csv_cell(str(name)) for name in frame.columns])
        writer.writerows([_csv_cell(cell) for cell in row] for row in _cells(frame))


def _write_xlsx(frame: pd.DataFrame, path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([_xlsx_cell(str(name)) for name in frame.columns])
    for row in _cells(frame):
        sheet.append([_xlsx_cell(cell) for cell in row])
    book.save(path)


def _cells(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows, with every kind of missing value as None."""
    plain = frame.astype(object)
    return plain.where(frame.notna(), None).itertuples(index=False, name=None)


def _csv_cell(cell: Any) -> Any:
    if isinstance(cell, date):
        return cell.isoformat()
    return _INNER_FORMULA.sub(r"\1'", _harmless(cell)) if isinstance(cell, str) else cell


def _xlsx_cell(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    # XML has no place for control characters, and openpyxl would refuse the whole file.
    return ILLEGAL_CHARACTERS_RE.sub("", _harmless(cell)) if isinstance(cell, str) else cell


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
