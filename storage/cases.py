"""Cases: opened once, found by their number or by what is due, and cut off from whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date, datetime
from operator import attrgetter

from sqlalchemy import ColumnElement, bindparam, select, update

from storage import case_numbers
from storage.case_events import CaseEventRow, events, happened, last_answers
from storage.case_lists import listing
from storage.case_rows import (
    COLUMNS,
    CaseDates,
    CaseLight,
    CaseOfCitizen,
    CaseRow,
    NewCase,
    row_of,
    sealed_details,
    without_identity,
)
from storage.holds import free_case
from storage.models import Case
from storage.once import insert_unless_there
from storage.store import Tx

__all__ = [
    "CaseDates",
    "CaseEventRow",
    "CaseLight",
    "CaseOfCitizen",
    "CaseRow",
    "NewCase",
    "NumbersRanOut",
    "by_id",
    "by_number",
    "cut",
    "due",
    "events",
    "listing",
    "lock_many",
    "of_citizen",
    "open_case",
    "still_open",
]


class NumbersRanOut(Exception):
    """Every number that was tried is taken."""


def open_case(
    tx: Tx, new: NewCase, now: datetime, number_prefix: str = "KS", numbers: Iterable[str] | None = None
) -> CaseRow:
    """The case of this citizen's talk, opened now unless it was before.

    `numbers` are tried in turn until one is free; NumbersRanOut when none is.
    """
    same_talk = (Case.citizen_id == new.citizen_id) & (Case.talk == new.talk)
    sealed = {
        "details": sealed_details(tx, new.details),
        "state": "received",
        "state_at": now,
        "opened_at": now,
    }
    values = {**asdict(new), **sealed}
    for number in numbers or case_numbers.candidates(number_prefix, now):
        case_id = insert_unless_there(tx, Case, {**values, "number": number})
        if case_id is not None:
            happened(tx, [case_id], "opened", "citizen", "", now)
        # Nothing inserted and no case of this talk: the number was taken.
        if there := _first(tx, same_talk):
            return there
    raise NumbersRanOut(f"no free number for {number_prefix} in {now:%Y-%m}")


def by_number(tx: Tx, number: str, *, lock: bool = False) -> CaseRow | None:
    """The case with this number, however a person typed it; with `lock` nobody else changes it meanwhile."""
    return _first(tx, Case.number == case_numbers.normal(number), lock=lock)


def by_id(tx: Tx, case_id: int, *, lock: bool = False) -> CaseRow | None:
    """The case with this id; with `lock` nobody else changes it meanwhile."""
    return _first(tx, Case.id == case_id, lock=lock)


def still_open(tx: Tx) -> list[CaseLight]:
    """Every open case, without what it tells, by id."""
    return _light(tx, Case.closed_at.is_(None))


def due(tx: Tx, on: date) -> list[CaseLight]:
    """Open cases whose next step is due on this day or was before, by id."""
    return _light(tx, Case.closed_at.is_(None) & (Case.next_at <= on))


def lock_many(tx: Tx, numbers: Iterable[str]) -> list[CaseRow]:
    """Lock these cases, always in the order of their ids, so that no two batches wait for each other."""
    wanted = sorted({case_numbers.normal(number) for number in numbers})
    locked = select(*COLUMNS).where(Case.number.in_(wanted)).order_by(Case.id).with_for_update()
    return [row_of(tx, row) for row in tx.connection.execute(locked)]


def of_citizen(tx: Tx, citizen_id: int) -> list[CaseOfCitizen]:
    """A citizen's own cases, the newest first."""
    mine = tx.connection.execute(
        select(
            *(Case.id, Case.number, Case.kind, Case.state, Case.unit, Case.opened_at, Case.answer_due),
            *(Case.outcome, Case.version),
        )
        .where(Case.citizen_id == citizen_id)
        .order_by(Case.id.desc())
    ).all()
    answers = last_answers(tx, [row.id for row in mine])
    return [
        CaseOfCitizen(*row[1:7], answer=answers.get(row.id, ""), outcome=row.outcome, version=row.version)
        for row in mine
    ]


def cut(tx: Tx, citizen_id: int, now: datetime) -> None:
    """Forget whose cases these are: no citizen, no name, no contact; the cases stay and are answered.

    Those on which there is a legal hold stay as they are.
    """
    theirs = (Case.citizen_id == citizen_id, free_case(Case.id, Case.citizen_id))
    mine = select(Case.id, Case.details).where(*theirs).order_by(Case.id)
    rows = tx.connection.execute(mine.with_for_update()).all()
    if not rows:
        return
    nobodys = {"citizen_id": None, "details": bindparam("left"), "version": Case.version + 1}
    tx.connection.execute(
        update(Case).where(Case.id == bindparam("which")).values(**nobodys),
        [{"which": row.id, "left": without_identity(tx, row.details)} for row in rows],
    )
    happened(tx, [row.id for row in rows], "cut", "citizen", "", now)


def _light(tx: Tx, which: ColumnElement[bool]) -> list[CaseLight]:
    columns = [getattr(Case, field.name) for field in fields(CaseLight)]
    rows = tx.connection.execute(select(*columns).where(which))
    # Sorted here: asked for them by id, SQLite walks through all the closed ones as well.
    return sorted((CaseLight(**row._mapping) for row in rows), key=attrgetter("id"))


def _first(tx: Tx, which: ColumnElement[bool], *, lock: bool = False) -> CaseRow | None:
    found = select(*COLUMNS).where(which)
    row = tx.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return row_of(tx, row) if row else None
