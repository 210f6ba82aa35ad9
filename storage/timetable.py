"""The timetable: when each job is due next. The row is the truth; a scheduler only wakes us to look at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from storage.models import Due
from storage.once import upsert
from storage.store import Tx

__all__ = ["DueRow", "Tx", "due", "ensure", "last_run", "ran", "reschedule"]


@dataclass(frozen=True)
class DueRow:
    """A job and the time at which it is or was due."""

    job: str
    due_at: datetime


def due(tx: Tx, now: datetime) -> list[DueRow]:
    """Jobs whose time has come, the longest due first."""
    rows = select(Due.job, Due.due_at).where(Due.due_at <= now).order_by(Due.due_at, Due.job)
    return [DueRow(*row) for row in tx.connection.execute(rows)]


def ensure(tx: Tx, first_due: Mapping[str, datetime]) -> None:
    """Enter jobs that are not in the timetable yet; the others keep their time, as long as it is none later.

    `first_due`: when each is due first from now on. A job that is due only after that was put off
    while a clock was ahead of its time, or by somebody who would rather it never ran.
    """
    if rows := [{"job": job, "due_at": due_at} for job, due_at in sorted(first_due.items())]:
        enter = upsert(tx, Due)
        sooner = enter.on_conflict_do_update(
            index_elements=["job"],
            set_={"due_at": enter.excluded.due_at},
            where=Due.due_at > enter.excluded.due_at,
        )
        tx.connection.execute(sooner, rows)


def reschedule(tx: Tx, job: str, due_at: datetime) -> None:
    """The job is due at another time, without having run."""
    tx.connection.execute(update(Due).where(Due.job == job).values(due_at=due_at))


def ran(tx: Tx, job: str, next_due: datetime, now: datetime) -> None:
    """The job ran, and is due next at `next_due`."""
    tx.connection.execute(update(Due).where(Due.job == job).values(due_at=next_due, ran_at=now))


def last_run(tx: Tx) -> datetime | None:
    """When any job ran last; None when none ever did."""
    return tx.connection.execute(select(func.max(Due.ran_at))).scalar_one()


def ran_at(tx: Tx, job: str) -> datetime | None:
    """When this job was last done; None before the first time."""
    return tx.connection.execute(select(Due.ran_at).where(Due.job == job)).scalar_one_or_none()
