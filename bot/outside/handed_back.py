"""The tracking ids of SP4N-LAPOR! come back: a whole file or nothing, and every wrong row is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analytics.sheet_rows import TITLE_ROWS, BadSheet, rows
from bot.outside import reading
from handlers import lapor_words
from storage import case_numbers, cases, handover
from storage.cases import CaseRow
from storage.store import Store

TRACKING_ID = re.compile(r"\d{7}", re.ASCII)
MOST_ERRORS = 50  # a wrong file is wrong in every row: nobody reads more of them


@dataclass(frozen=True)
class Imported:
    """How many cases got their tracking id, and how many had it already."""

    new: int
    unchanged: int


class BadHandover(BadSheet):
    """The file or the id cannot be taken; the message names each row that is wrong. Nothing was changed."""


@dataclass(frozen=True)
class _Entry:
    """One row that gives a case its id."""

    line: int
    number: str
    tracking_id: str


def import_ids(store: Store, file: Path, now: datetime) -> Imported:
    """Take in the tracking ids of an exported file. Raises BadSheet, or BadHandover with every wrong row.

    Only two columns are read: our number and the id. A row without an id is left as it is.
    """
    entries = list(_entries(file))
    with store.begin() as tx:
        rows = {row.number: row for row in cases.lock_many(tx, [entry.number for entry in entries])}
        taken = handover.numbers_of(tx, [entry.tracking_id for entry in entries])
        if wrong := [*_doubled(entries), *_wrong(entries, rows, taken)]:
            raise BadHandover(_listed(file, wrong))
        new = [entry for entry in entries if rows[entry.number].lapor_id is None]
        for entry in new:
            handover.track(tx, rows[entry.number], entry.tracking_id, now)
    return Imported(len(new), len(entries) - len(new))


def set_id(store: Store, number: str, tracking_id: str, now: datetime) -> None:
    """Give one case its tracking id, or correct it. Raises BadHandover, Mistaken."""
    with store.begin() as tx:
        row = reading.found(tx, number, lock=True)
        taken = handover.numbers_of(tx, [tracking_id]).get(tracking_id, row.number)
        if problem := _shape(tracking_id) or _taken(taken, row.number):
            raise BadHandover(problem)
        if row.kind not in lapor_words.KINDS:
            raise BadHandover(f"{row.number} is praise, which SP4N-LAPOR! does not know")
        if row.lapor_id != tracking_id:
            handover.track(tx, row, tracking_id, now)


def _entries(file: Path) -> Iterator[_Entry]:
    names = [name.casefold() for name in (lapor_words.NUMBER, lapor_words.TRACKING_ID)]
    table = rows(file, names)
    header = next((line for line in range(min(TITLE_ROWS, len(table))) if _names(table[line], names)), None)
    if header is None:
        wanted = f"{lapor_words.NUMBER} and {lapor_words.TRACKING_ID}"
        raise BadSheet(f"{file.name}: no row has the columns {wanted}")
    columns = [_lower(table[header]).index(name) for name in names]
    for line, row in enumerate(table[header + 1 :], header + 2):
        number, tracking_id = (_text(row[place]) if place < len(row) else "" for place in columns)
        if tracking_id:
            yield _Entry(line, case_numbers.normal(number), tracking_id)


def _names(row: Sequence[Any], names: Sequence[str]) -> bool:
    return set(names) <= set(_lower(row))


def _lower(row: Sequence[Any]) -> list[str]:
    return [_text(cell).casefold() for cell in row]


def _text(cell: Any) -> str:
    """A cell as it was typed: a spreadsheet keeps 1234567 as a number, some as one with a point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None or isinstance(cell, date) else str(cell).strip()


def _doubled(entries: Sequence[_Entry]) -> Iterator[tuple[int, str]]:
    seen: dict[str, int] = {}
    for entry in entries:
        for what in (entry.number, entry.tracking_id):
            if first := seen.get(what):
                yield entry.line, f"{what} stands in row {first} already"
            seen.setdefault(what, entry.line)


def _wrong(
    entries: Sequence[_Entry], rows: Mapping[str, CaseRow], taken: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    for entry in entries:
        if problem := _problem(entry, rows.get(entry.number), taken.get(entry.tracking_id, entry.number)):
            yield entry.line, problem


def _problem(entry: _Entry, row: CaseRow | None, whose: str) -> str:
    if row is None:
        return f"no case has the number {entry.number or '(empty)'}"
    if row.kind not in lapor_words.KINDS:
        return f"{row.number} is praise, which SP4N-LAPOR! does not know"
    if row.lapor_id not in (None, entry.tracking_id):
        return f"{row.number} has {row.lapor_id}: if that is wrong, use `suara case lapor {row.number} ID`"
    return _shape(entry.tracking_id) or _taken(whose, row.number)


def _shape(tracking_id: str) -> str:
    if TRACKING_ID.fullmatch(tracking_id):
        return ""
    lost = " (a spreadsheet drops leading zeros: format the column as text)" if tracking_id.isdigit() else ""
    return f"{tracking_id} is no tracking id, which has 7 digits{lost}"


def _taken(whose: str, number: str) -> str:
    return "" if whose == number else f"this tracking id belongs to {whose}"


def _listed(file: Path, wrong: Sequence[tuple[int, str]]) -> str:
    lines = [f"row {line}: {problem}" for line, problem in sorted(wrong)[:MOST_ERRORS]]
    more = len(wrong) - len(lines)
    return "\n".join([f"{file.name}: nothing was changed", *lines, *([f"and {more} more"] if more else [])])
