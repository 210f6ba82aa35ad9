"""Lists of cases for those who keep watch over them: numbers and dates, never a word of a case."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import select

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
    found = select(*_COLUMNS).where(*(condition for condition in wanted if condition is not None))
    rows = tx.connection.execute(found.order_by(Case.opened_at, Case.id))
    return [CaseDates(*row) for row in rows]
