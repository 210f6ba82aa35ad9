"""Legal holds: rows of a case or of a citizen that stay, whatever retention or their owner say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, insert, or_, select, update

from storage.models import Case, Hold
from storage.sealing import opened
from storage.store import Tx

WHY = "holds.why"


@dataclass(frozen=True)
class HoldRow:
    """One hold; `case` is a number, empty where it is on a citizen."""

    id: int
    case: str
    citizen_id: int | None
    why: str
    added_by: int
    added_at: datetime
    lifted_at: datetime | None


def add(
    tx: Tx,
    why: str,
    official_id: int,
    now: datetime,
    *,
    case_id: int | None = None,
    citizen_id: int | None = None,
) -> int:
    """On a case or on a citizen, one of them; the id of the hold."""
    if (case_id is None) is (citizen_id is None):
        raise ValueError("a hold is on a case or on a citizen")
    sealed = tx.vault.seal(why, WHY)
    row = {
        "case_id": case_id,
        "citizen_id": citizen_id,
        "why": sealed,
        "added_by": official_id,
        "added_at": now,
    }
    return int(tx.connection.execute(insert(Hold).values(**row).returning(Hold.id)).scalar_one())


def lift(tx: Tx, hold_id: int, official_id: int, now: datetime) -> HoldRow | None:
    """What it held may go from now on; the hold, None when there is none that still holds."""
    still = (Hold.id == hold_id) & Hold.lifted_at.is_(None)
    done = update(Hold).where(still).values(lifted_at=now, lifted_by=official_id)
    if tx.connection.execute(done).rowcount == 0:
        return None
    return next(row for row in every(tx, lifted=True) if row.id == hold_id)


def every(tx: Tx, *, lifted: bool = False) -> list[HoldRow]:
    """All that still hold, or all there ever were."""
    found = select(Hold, Case.number).outerjoin(Case, Case.id == Hold.case_id).order_by(Hold.id)
    if not lifted:
        found = found.where(Hold.lifted_at.is_(None))
    return [
        HoldRow(
            r.id, r.number or "", r.citizen_id, opened(tx, r.why, WHY), r.added_by, r.added_at, r.lifted_at
        )
        for r in tx.connection.execute(found)
    ]


def holds_citizen(tx: Tx, citizen_id: int) -> bool:
    """Whether all that is kept of this citizen must stay."""
    mine = select(Hold.id).where(Hold.citizen_id == citizen_id, Hold.lifted_at.is_(None))
    return tx.connection.execute(mine).first() is not None


def held_cases(tx: Tx, citizen_id: int) -> list[int]:
    """Ids of this citizen's cases that must stay as they are."""
    held = select(Hold.case_id).where(Hold.lifted_at.is_(None), Hold.case_id.is_not(None))
    mine = select(Case.id).where(Case.citizen_id == citizen_id, Case.id.in_(held)).order_by(Case.id)
    return list(tx.connection.execute(mine).scalars())


def free_case(case: Any, citizen: Any) -> ColumnElement[bool]:
    """Of a statement: cases (by the columns of their id and their citizen) that nothing holds."""
    holds = exists().where(Hold.lifted_at.is_(None), or_(Hold.case_id == case, Hold.citizen_id == citizen))
    return ~holds


def free_citizen(citizen: Any) -> ColumnElement[bool]:
    """Of a statement: rows of citizens whom nothing holds, and of nobody."""
    return ~exists().where(Hold.lifted_at.is_(None), Hold.citizen_id == citizen)
