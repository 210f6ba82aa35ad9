"""Surveys that were sent by broadcast: who filled one in lately, and how many of those who got one did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from storage.models import Outbox, Survey
from storage.store import Tx


def filled_in(tx: Tx, unit: str, since: datetime) -> set[int]:
    """Who has filled in this office's survey since then: they are not asked again."""
    rows = select(Survey.citizen_id).where(Survey.unit == unit, Survey.given_at >= since)
    return {citizen for citizen in tx.connection.execute(rows).scalars() if citizen is not None}


def answered(tx: Tx, broadcast_id: int, unit: str, since: datetime) -> int:
    """How many of those whom this broadcast reached have filled in the office's survey after it."""
    reached = select(Outbox.citizen_id).where(Outbox.broadcast_id == broadcast_id, Outbox.state == "sent")
    these = (Survey.unit == unit, Survey.given_at >= since, Survey.citizen_id.in_(reached))
    return tx.connection.execute(select(func.count(Survey.citizen_id.distinct())).where(*these)).scalar_one()
