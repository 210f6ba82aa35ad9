"""Lists of cases for those who keep watch over them: numbers and dates, never a word of a case."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, select

from storage.case_rows import CaseDates
from storage.models import Case
from storage.store import Tx

_COLUMNS = [getattr(Case, field.name) for field in fields(CaseDates)]


def listing(
    tx: Tx, since: datetime | None = None, until: datetime | None = None, state: str | None = None
) -> list[CaseDates]:
    """Cases opened from `since` on and before `until`, in this state, the oldest first."""
    wanted = [
        Case.opened_at >= since if since else None,
        Case.opened_at < until if until else None,
        Case.state == state if state else None,
    ]
    return _found(tx, [condition for condition in wanted if condition is not None])


def unanswered(tx: Tx, unit: str | None = None) -> list[CaseDates]:
    """Cases that nobody answered or closed yet, of this unit or of all, the oldest first."""
    waiting: list[ColumnElement[bool]] = [Case.answered_at.is_(None), Case.closed_at.is_(None)]
    return _found(tx, [*waiting, Case.unit == unit] if unit is not None else waiting)


def _found(tx: Tx, conditions: list[ColumnElement[bool]]) -> list[CaseDates]:
    rows = tx.connection.execute(select(*_COLUMNS).where(*conditions).order_by(Case.opened_at, Case.id))
    return [CaseDates(*row) for row in rows]
