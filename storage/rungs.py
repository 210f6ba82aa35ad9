"""Reminders of deadlines: each rung of the ladder is climbed once, and a tap keeps it from climbing on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update

from storage.models import Rung
from storage.once import upsert
from storage.store import Tx


@dataclass(frozen=True)
class RungRow:
    """One reminder that was sent for a deadline and its day."""

    deadline: str
    due: date
    rung: int
    sent_at: datetime
    tapped_at: datetime | None
    tapped_by: int | None


def put(tx: Tx, case_id: int, deadline: str, due: date, rung: int, now: datetime) -> bool:
    """This rung is climbed now; False when it was before."""
    row = {"case_id": case_id, "deadline": deadline, "due": due, "rung": rung, "sent_at": now}
    new = upsert(tx, Rung).values(**row).on_conflict_do_nothing().returning(Rung.rung)
    return tx.connection.execute(new).first() is not None


def tapped(tx: Tx, case_id: int, deadline: str, rung: int, official_id: int, now: datetime) -> bool:
    """Somebody sees to the newest reminder of this rung; False when there is none, or it was tapped."""
    mine = (Rung.case_id == case_id) & (Rung.deadline == deadline) & (Rung.rung == rung)
    newest = select(func.max(Rung.due)).where(mine).scalar_subquery()
    tap = update(Rung).where(mine, Rung.due == newest, Rung.tapped_at.is_(None))
    return tx.connection.execute(tap.values(tapped_at=now, tapped_by=official_id)).rowcount > 0


def of_cases(tx: Tx, case_ids: Iterable[int]) -> dict[int, list[RungRow]]:
    """The reminders of each of these cases, by day and rung; a case without any is not in it."""
    found: dict[int, list[RungRow]] = {}
    rows = tx.connection.execute(
        select(Rung).where(Rung.case_id.in_(list(case_ids))).order_by(Rung.case_id, Rung.due, Rung.rung)
    )
    for row in rows:
        sent = RungRow(row.deadline, row.due, row.rung, row.sent_at, row.tapped_at, row.tapped_by)
        found.setdefault(row.case_id, []).append(sent)
    return found
