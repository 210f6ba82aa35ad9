"""Reports asked for in the chat: one row until it is made and sent, or given up and said so."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Delete, delete, insert, literal, or_, select, update

from storage.models import ReportAsked
from storage.store import Tx

AGAIN = timedelta(minutes=1)  # who asks twice within it means the same report
# Written into the statement, as only then both databases see that the partial index fits.
_WAITS = ReportAsked.state == literal("waiting", literal_execute=True)


@dataclass(frozen=True)
class AskedRow:
    """A report that is to be made: for whom, of which unit and period; `tries` are those that failed."""

    id: int
    citizen_id: int
    channel: str
    unit: str
    period: str
    tries: int


def ask(tx: Tx, citizen_id: int, channel: str, unit: str, period: str, now: datetime) -> bool:
    """It is to be made; False when this person's same wish still waits, or was uttered just now."""
    same = _of(citizen_id) & (ReportAsked.unit == unit) & (ReportAsked.period == period)
    recent = or_(_WAITS, ReportAsked.asked_at > now - AGAIN)
    if tx.connection.execute(select(ReportAsked.id).where(same, recent).limit(1)).first():
        return False
    row = {"citizen_id": citizen_id, "channel": channel, "unit": unit, "period": period}
    since = {"state": "waiting", "due_at": now, "asked_at": now}
    tx.connection.execute(insert(ReportAsked).values(**row, **since))
    return True


def claim(tx: Tx, now: datetime, lease: timedelta) -> AskedRow | None:
    """The report that has waited longest, ours alone until `now + lease`; None when there is none."""
    due = select(*_columns()).where(_WAITS, ReportAsked.due_at <= now)
    due = due.order_by(ReportAsked.due_at, ReportAsked.id).limit(1).with_for_update(skip_locked=True)
    row = tx.connection.execute(due).one_or_none()
    if row is None:
        return None
    _change(tx, row.id, due_at=now + lease)
    return AskedRow(**row._mapping)


def done(tx: Tx, report_id: int, now: datetime) -> bool:
    """It is made and in the outbox; False when somebody else was quicker, and nothing is to be sent."""
    return _change(tx, report_id, state="done", finished_at=now)


def retry(tx: Tx, report_id: int, due_at: datetime, reason: str) -> None:
    """It could not be made this time: once more at `due_at`."""
    _change(tx, report_id, tries=ReportAsked.tries + 1, due_at=due_at, reason=reason)


def failed(tx: Tx, report_id: int, reason: str, now: datetime) -> bool:
    """It will not be made; False when it is over already."""
    return _change(tx, report_id, tries=ReportAsked.tries + 1, state="failed", reason=reason, finished_at=now)


def old(before: datetime) -> Delete:
    """What forgets those that were over before this moment."""
    return delete(ReportAsked).where(ReportAsked.finished_at < before)


def _of(citizen_id: int) -> ColumnElement[bool]:
    return ReportAsked.citizen_id == citizen_id


def _change(tx: Tx, report_id: int, **values: Any) -> bool:
    waiting = update(ReportAsked).where(ReportAsked.id == report_id, _WAITS)
    return tx.connection.execute(waiting.values(**values)).rowcount > 0


def _columns() -> list[Any]:
    return [getattr(ReportAsked, field.name) for field in fields(AskedRow)]
