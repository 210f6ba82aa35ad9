"""What happened to a case, in order: only ever added to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from storage.models import CaseEvent
from storage.sealing import opened, sealed
from storage.store import Tx

WORDS = "case_events.words"


@dataclass(frozen=True)
class CaseEventRow:
    """One thing that happened; `actor` is citizen, official:ID or system."""

    kind: str
    actor: str
    words: str
    at: datetime


def happened(tx: Tx, case_ids: Iterable[int], kind: str, actor: str, words: str, now: datetime) -> None:
    """The same thing happened to all these cases, of which there is at least one."""
    step = {"kind": kind, "actor": actor, "words": sealed(tx, words, WORDS), "at": now}
    tx.connection.execute(insert(CaseEvent), [{"case_id": case_id, **step} for case_id in case_ids])


def events(tx: Tx, case_id: int) -> list[CaseEventRow]:
    """Everything that happened to a case, in order."""
    rows = tx.connection.execute(
        select(CaseEvent.kind, CaseEvent.actor, CaseEvent.words, CaseEvent.at)
        .where(CaseEvent.case_id == case_id)
        .order_by(CaseEvent.id)
    )
    return [CaseEventRow(row.kind, row.actor, opened(tx, row.words, WORDS), row.at) for row in rows]


def last_answers(tx: Tx, case_ids: Iterable[int]) -> dict[int, str]:
    """The words of each case's last answer; a case without one is not in it."""
    last = (
        select(func.max(CaseEvent.id))
        .where(CaseEvent.case_id.in_(list(case_ids)), CaseEvent.kind == "answered")
        .group_by(CaseEvent.case_id)
    )
    rows = tx.connection.execute(select(CaseEvent.case_id, CaseEvent.words).where(CaseEvent.id.in_(last)))
    return {row.case_id: opened(tx, row.words, WORDS) for row in rows}
