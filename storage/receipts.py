"""Cases that belong to nobody: opened once for a receipt, and found again by it alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Delete, delete, insert, select

from storage import case_numbers
from storage.case_events import happened
from storage.case_rows import COLUMNS, CaseRow, NewCase, row_of, sealed_details
from storage.cases import NumbersRanOut
from storage.models import Case, LetterTaken, Receipt
from storage.once import insert_unless_there, upsert
from storage.store import Tx

NOBODYS = "untraceable"


def case_of(tx: Tx, receipt: str, *, lock: bool = False) -> CaseRow | None:
    """The case with this receipt, by its hash."""
    found = select(*COLUMNS).join(Receipt, Receipt.case_id == Case.id).where(Receipt.hash == receipt)
    row = tx.connection.execute(found.with_for_update(of=Case) if lock else found).one_or_none()
    return row_of(tx, row) if row else None


def open_case(
    tx: Tx,
    new: NewCase,
    receipt: str,
    day: datetime,
    number_prefix: str = "KS",
    numbers: Iterable[str] | None = None,
) -> CaseRow | None:
    """The case of this receipt, opened on its day; None when it was opened before. NumbersRanOut."""
    if case_of(tx, receipt) is not None:
        return None
    day_alone = {"state": "received", "state_at": day, "opened_at": day}
    values = {**asdict(new), "details": sealed_details(tx, new.details), **day_alone}
    for number in numbers or case_numbers.candidates(number_prefix, day):
        case_id = insert_unless_there(tx, Case, {**values, "number": number})
        if case_id is not None:
            tx.connection.execute(insert(Receipt).values(hash=receipt, case_id=case_id))
            happened(tx, [case_id], "opened", "citizen", "", day)
            return case_of(tx, receipt)
    raise NumbersRanOut(f"no free number for {number_prefix} in {day:%Y-%m}")


def take_once(tx: Tx, letter: str, now: datetime) -> bool:
    """Whether this letter was not taken up before; from now on it was."""
    new = upsert(tx, LetterTaken).values(name=letter, at=now).on_conflict_do_nothing()
    return tx.connection.execute(new.returning(LetterTaken.name)).first() is not None


def old(before: datetime) -> Delete:
    """Letters of long ago: none of them is still there to be taken twice."""
    return delete(LetterTaken).where(LetterTaken.at < before)
