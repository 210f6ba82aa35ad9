"""Opens a CSV or XLSX file as rows of cells, whatever separator, encoding or program it was written with."""

import csv
import warnings
import zlib
from collections.abc import Container, Sequence
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

Row = Sequence[Any]
# Offices put a title over the table; further down than this a header is not looked for.
TITLE_ROWS = 20

# What openpyxl and csv let through of a file that is not what its name says.
_DAMAGED = (
    BadZipFile,
    ParseError,
    csv.Error,
    zlib.error,
    EOFError,
    LookupError,
    TypeError,
    ValueError,
)


class BadSheet(ValueError):
    """The file cannot be read as survey forms; the message says where (row, column) and what to do."""


def rows(path: Path, names: Container[str]) -> list[Row]:
    """All rows of the file (of an XLSX: its first sheet), with gaps as empty rows; raises BadSheet.

    `names` are the column names, in small letters, by which the separator of a CSV is recognised.
    """
    try:
        match path.suffix.lower():
            case ".csv":
                return _csv_rows(path, names)
            case ".xlsx":
                return _xlsx_rows(path)
    except OSError as error:
        raise BadSheet(f"{path} cannot be opened: {error.strerror or error}") from error
    except _DAMAGED as error:
        raise BadSheet(f"{path.name} is damaged or no {path.suffix[1:]} file: save it again") from error
    raise BadSheet(f"{path.name}: forms are read from .csv or .xlsx; save it as one of these")


def _csv_rows(path: Path, names: Container[str]) -> list[Row]:
    text = _decoded(path.read_bytes())
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep="):
        # Excel's own hint is a row too; kept as an empty one, so that row numbers stay those of the file.
        return [[], *csv.reader(StringIO(rest, newline=""), delimiter=first.strip("\r\n")[4:5] or ",")]
    return list(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text, names)))


def _decoded(raw: bytes) -> str:
    """UTF-8 or UTF-16 with a BOM, else UTF-8, else what old Windows programs write."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _delimiter(text: str, names: Container[str]) -> str:
    """The sign that parts the cells of the header: the line that names the most columns decides."""
    lines = text.casefold().splitlines()[:TITLE_ROWS]
    named = [
        (sum(cell.strip(' "') in names for cell in line.split(sign)), sign)
        for sign in ",;\t"
        for line in lines
    ]
    return max(named, key=lambda pair: pair[0], default=(0, ","))[1]


def _xlsx_rows(path: Path) -> list[Row]:
    from openpyxl import load_workbook  # every command knows BadSheet, few open a workbook

    # Opened as a stream, because openpyxl in read-only mode keeps a file it opened itself.
    with path.open("rb") as stream, warnings.catch_warnings():
        # It warns of styles and validations that it does not know; neither changes an answer.
        warnings.simplefilter("ignore", UserWarning)
        sheet = load_workbook(stream, read_only=True, data_only=True).worksheets[0]
        # Some programs write a wrong size into the file; reset, the rows themselves are counted.
        sheet.reset_dimensions()
        return list(sheet.iter_rows(values_only=True))
