"""Paper forms from the command line: a recap sheet taken in whole, listed, and undone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.offices.office import Mistaken
from bot.settings import Settings
from handlers import paper_words
from storage import imports
from storage.imports import PaperAnswer
from storage.store import Store
from storage.surveys import ELEMENTS

if TYPE_CHECKING:
    from analytics.paper import PaperForm
    from analytics.period import Period

MOSTLY = 0.9  # of a file's forms: then it is the same file with another title
NOON = time(12)  # a form on paper has a day and no hour


def take_in(
    store: Store, settings: Settings, file: Path, unit: str, period: str | None, now: datetime
) -> Mapping[str, Any]:
    """Read, check and store a whole sheet; what came of it. Raises BadSheet or Mistaken, nothing stored."""
    from analytics.paper import read_paper

    _check_unit(settings, unit)
    within = _period(period, settings, now)
    paper = read_paper(file, _words(), now.astimezone(settings.zone).date())
    forms = [_dated(form, within, settings) for form in paper.forms]
    _check_days(settings, unit, forms, within)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    with store.begin() as tx:
        _refuse_doubles(imports.there_before(tx, unit, digest, forms), len(forms))
        import_id = imports.take_in(tx, unit, file.name, digest, forms, now)
    incomplete = sum(len(form.elements) < len(ELEMENTS) for form in forms)
    left_out = list(paper.left_out)
    return {"import": import_id, "forms": len(forms), "incomplete": incomplete, "rows_left_out": left_out}


def listed(store: Store) -> list[Mapping[str, Any]]:
    """Every file that was taken in."""
    with store.reading() as tx:
        return [
            {
                "import": row.id,
                "unit": row.unit,
                "file": row.file_name,
                "forms": row.forms,
                "imported_at": row.imported_at,
                "undone_at": row.undone_at,
            }
            for row in imports.every(tx)
        ]


def undo(store: Store, import_id: int, now: datetime) -> int:
    """The forms of an import count no more; how many they were."""
    with store.begin() as tx:
        gone = imports.undo(tx, import_id, now)
    if gone is None:
        raise Mistaken(f"there is no import {import_id} to undo: see `suara import list`")
    return gone


def _words() -> Any:
    from analytics.paper import PaperWords

    words = paper_words
    return PaperWords(words.COLUMNS, words.ANSWERS, words.MONTHS, words.TOTALS)


def _period(text: str | None, settings: Settings, now: datetime) -> Period | None:
    from analytics.period import Period

    if text is None:
        return None
    period = Period.parse(text, settings.zone)
    if period.start > now:
        raise Mistaken(f"{period.name} has not begun: forms of the future are not taken in")
    return period


def _dated(form: PaperForm, within: Period | None, settings: Settings) -> PaperAnswer:
    day = form.day or (within.first if within else None)
    if day is None:
        raise Mistaken(f"row {form.row} has no date: add a date column, or say --period 2026-10")
    return PaperAnswer(
        form.elements, form.profile, datetime.combine(day, NOON, settings.zone).astimezone(UTC)
    )


def _check_days(settings: Settings, unit: str, forms: Sequence[PaperAnswer], within: Period | None) -> None:
    days = [form.given_at.astimezone(settings.zone).date() for form in forms]
    if within and (outside := [day for day in days if not within.first <= day < within.after]):
        raise Mistaken(f"{len(outside)} forms lie outside {within.name}, the first on {min(outside)}")
    closed = settings.unit_by_key[unit].closed
    if closed and max(days) >= closed:
        into = settings.unit_by_key[unit].merged_into
        where = f"use --unit {into}" if into else "there is no unit it was merged into"
        raise Mistaken(f"{unit} was closed on {closed}, and there are forms from {max(days)}: {where}")


def _refuse_doubles(before: imports.Before, forms: int) -> None:
    if before.same_file is not None:
        raise Mistaken(
            f"this file was taken in before, as import {before.same_file}; to replace it, first: "
            f"suara import undo {before.same_file}"
        )
    if before.forms >= MOSTLY * forms:
        raise Mistaken(
            f"{before.forms} of its {forms} forms were taken in before: it is the same sheet in another "
            "file. See `suara import list`"
        )


def _check_unit(settings: Settings, unit: str) -> None:
    if unit not in settings.unit_by_key:
        raise Mistaken(f"config.yaml has no unit with the key {unit}")
