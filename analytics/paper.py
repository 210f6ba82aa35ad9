"""Reads recap sheets of paper forms as offices keep them: the whole sheet, or every problem by its place.

Around the nine columns (U1..U9 or the keys) a recap has title rows, headers in two lines, a running number,
the respondent's profile, a date, and below the forms rows of sums and means. Words are handed in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analytics.sheet_rows import TITLE_ROWS, BadSheet, Row, rows
from analytics.skm import ELEMENTS

SHOWN = 20  # problems named one by one; how many more there are is said
DATE = "date"
LONGEST = 40  # characters of a cell in a message
HEADER_LINES = 2  # a column's name may stand this far above the line that names the elements
_NAMES = {key: key for key in ELEMENTS} | {f"u{number}": key for number, key in enumerate(ELEMENTS, 1)}
_ANSWER = re.compile(r"([1-4])(?:[.,]0+)?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WRITTEN = re.compile(r"(\d{1,2})\s+([^\W\d_]+)\.?\s+(\d{4})")


@dataclass(frozen=True)
class PaperWords:
    """The words of a sheet, in small letters.

    columns  name of a column -> `date` or a question of the profile
    answers  question of the profile -> what is written -> the answer's key
    months   name of a month -> 1..12
    totals   words that begin a row of sums or means
    """

    columns: Mapping[str, str]
    answers: Mapping[str, Mapping[str, str]]
    months: Mapping[str, int]
    totals: frozenset[str]


@dataclass(frozen=True)
class PaperForm:
    """One form: element -> 1..4 (missing ones left out), profile, and its day where the sheet has one."""

    row: int
    elements: Mapping[str, int]
    profile: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None


@dataclass(frozen=True)
class Paper:
    """The forms of a sheet, and the rows that were left out because they are sums or means."""

    forms: tuple[PaperForm, ...]
    left_out: tuple[int, ...]


@dataclass(frozen=True)
class _Columns:
    """Where what stands: place of a cell -> element, or question of the profile, or `date`."""

    elements: Mapping[int, str]
    others: Mapping[int, str]
    names: Mapping[int, str]


def read_paper(path: Path | str, words: PaperWords, today: date) -> Paper:
    """All forms of a CSV or XLSX recap. Raises BadSheet with every problem, each by row and column."""
    table = rows(Path(path), _NAMES)
    header, columns = _header(table, words)
    problems: list[str] = []
    forms, left_out = [], []
    for number, row in enumerate(table[header:], header + 1):
        if _is_total(row, columns, words):
            left_out.append(number)
        elif any(not _is_empty(_cell(row, place)) for place in columns.elements):
            forms.append(_form(_Reading(row, number, columns, words, today, problems)))
    if problems:
        raise BadSheet(_told(problems))
    if not forms:
        raise BadSheet("the sheet has no forms below its header: nothing was taken in")
    return Paper(tuple(forms), tuple(left_out))


def _told(problems: Sequence[str]) -> str:
    more = len(problems) - SHOWN
    rest = [f"... and {more} more"] if more > 0 else []
    return "\n".join([*problems[:SHOWN], *rest, "nothing was taken in: mend these cells and try again"])


# --- where the columns are ----------------------------------------------------------------------------------


def _header(table: Sequence[Row], words: PaperWords) -> tuple[int, _Columns]:
    for number, row in enumerate(table[:TITLE_ROWS], 1):
        elements = {place: _NAMES[name] for place, cell in enumerate(row) if (name := _plain(cell)) in _NAMES}
        if elements:
            _check(list(elements.values()), number)
            return number, _columns(table, number, elements, words)
    raise BadSheet("no row names the columns U1 to U9 (or their keys): is this a recap of the survey?")


def _check(keys: Sequence[str], number: int) -> None:
    wrong = [f"U{place}" for place, key in enumerate(ELEMENTS, 1) if keys.count(key) != 1]
    if wrong:
        raise BadSheet(f"row {number}: each of U1 to U9 is needed once; look at {', '.join(wrong)}")


def _columns(table: Sequence[Row], number: int, elements: Mapping[int, str], words: PaperWords) -> _Columns:
    lines = table[max(0, number - 1 - HEADER_LINES) : number]
    width = max(len(line) for line in lines)
    others, names = {}, {place: f"U{ELEMENTS.index(key) + 1}" for place, key in elements.items()}
    for place in set(range(width)) - elements.keys():
        for line in reversed(lines):
            name = _plain(_cell(line, place))
            if name in words.columns:
                others[place], names[place] = words.columns[name], str(_cell(line, place)).strip()
                break
    return _Columns(elements, others, names)


# --- what the rows say --------------------------------------------------------------------------------


def _is_total(row: Row, columns: _Columns, words: PaperWords) -> bool:
    """A row that begins with a word for sums, or whose nine cells are all numbers that no answer can be."""
    first = next((_plain(cell) for cell in row if not _is_empty(cell)), "")
    if any(first == word or first.startswith(f"{word} ") for word in words.totals):
        return True
    cells = [_plain(_cell(row, place)) for place in columns.elements]
    return all(_NUMBER.fullmatch(cell) and not _ANSWER.fullmatch(cell) for cell in cells)


@dataclass
class _Reading:
    """One row on its way: its place, the sheet's columns and words, and what is wrong so far."""

    row: Row
    number: int
    columns: _Columns
    words: PaperWords
    today: date
    problems: list[str]

    def elements(self) -> Iterator[tuple[str, int]]:
        for place, key in self.columns.elements.items():
            cell = _cell(self.row, place)
            if _is_empty(cell):
                continue
            found = None if isinstance(cell, bool) else _ANSWER.fullmatch(_plain(cell))
            if found:
                yield key, int(found[1])
            else:
                self.wrong(place, "write 1, 2, 3 or 4, or nothing")

    def profile(self) -> Iterator[tuple[str, str]]:
        for place, key in self.columns.others.items():
            cell = _cell(self.row, place)
            if key == DATE or _is_empty(cell):
                continue
            if answer := self.words.answers[key].get(_plain(cell)):
                yield key, answer
            else:
                known = ", ".join(sorted(self.words.answers[key])[:SHOWN])
                self.wrong(place, f"leave it empty, or write one of: {known}")

    def day(self) -> date | None:
        places = [place for place, key in self.columns.others.items() if key == DATE]
        if not places or _is_empty(_cell(self.row, places[0])):
            return None
        day = _day(_cell(self.row, places[0]), self.words)
        if day is None or day > self.today:
            self.wrong(places[0], "write a day that has been, like 2026-03-04 or 04/03/2026")
        return day

    def wrong(self, place: int, advice: str) -> None:
        text = str(_cell(self.row, place)).strip()
        shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "\u2026"
        name = self.columns.names[place]
        self.problems.append(f"row {self.number}, column {name}: {shown!r} cannot be read; {advice}")


def _form(reading: _Reading) -> PaperForm:
    return PaperForm(reading.number, dict(reading.elements()), dict(reading.profile()), reading.day())


def _day(cell: Any, words: PaperWords) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    text = str(cell).strip().casefold()
    if found := _ISO.fullmatch(text):
        return _date(found[1], found[2], found[3])
    if found := _NUMERIC.fullmatch(text):
        return _date(found[3], found[2], found[1])
    if (found := _WRITTEN.fullmatch(text)) and found[2] in words.months:
        return _date(found[3], words.months[found[2]], found[1])
    return None


def _date(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _cell(row: Row, place: int) -> Any:
    return row[place] if place < len(row) else None


def _is_empty(cell: Any) -> bool:
    return cell is None or not str(cell).strip()


def _plain(cell: Any) -> str:
    return " ".join(str("" if cell is None else cell).casefold().split())
