"""What happened to a case, in order: only ever added to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, update

from storage.audit_words import commit
from storage.models import CaseEvent
from storage.sealing import opened, sealed
from storage.store import Tx

WORDS = "case_events.words"


@dataclass(frozen=True)
class CaseEventRow:
    """One thing that happened; `actor` is citizen, official:ID or system.

    `state`: where it led, if it moved the case. `target`: official:ID, unit:KEY or case:NUMBER it went to.
    """

    kind: str
    actor: str
    words: str
    at: datetime
    state: str = ""
    reason: str = ""
    target: str = ""


@dataclass(frozen=True)
class MoveRow:
    """Into which state a case came, and when."""

    state: str
    at: datetime


def happened(  # noqa: PLR0913 - an event has a who, a what, a when and a why
    tx: Tx,
    case_ids: Iterable[int],
    kind: str,
    actor: str,
    words: str,
    now: datetime,
    *,
    state: str = "",
    reason: str = "",
    target: str = "",
) -> None:
    """The same thing happened to all these cases, of which there is at least one."""
    step = {"kind": kind, "actor": actor, "words": sealed(tx, words, WORDS), "at": now}
    step |= {"state": state, "reason": reason, "target": target}
    rows = [{"case_id": case_id, **step, **asdict(commit(words))} for case_id in case_ids]
    tx.connection.execute(insert(CaseEvent), rows)


def erase_words(tx: Tx, which: ColumnElement[bool]) -> None:
    """The words of these events go, and with their salt all that a commitment could tell about them.

    Whoever calls this adds an event `anonymised` to each of these cases: words that are gone without one
    are found by `suara audit verify`.
    """
    tx.connection.execute(update(CaseEvent).where(which).values(words=None, salt=None))


def events(tx: Tx, case_id: int) -> list[CaseEventRow]:
    """Everything that happened to a case, in order."""
    return events_of(tx, [case_id]).get(case_id, [])


def events_of(tx: Tx, case_ids: Iterable[int]) -> dict[int, list[CaseEventRow]]:
    """Everything that happened to each of these cases, in order."""
    found: dict[int, list[CaseEventRow]] = {}
    columns = [getattr(CaseEvent, field.name) for field in fields(CaseEventRow)]
    wanted = select(CaseEvent.case_id, *columns).where(CaseEvent.case_id.in_(list(case_ids)))
    for case_id, *values in tx.connection.execute(wanted.order_by(CaseEvent.id)):
        row = CaseEventRow(*values)
        words = opened(tx, values[2], WORDS)
        found.setdefault(case_id, []).append(replace(row, words=words))
    return found


def moves(tx: Tx, case_ids: Iterable[int]) -> dict[int, list[MoveRow]]:
    """How each of these cases moved from state to state, in order; one that never moved is not in it."""
    found: dict[int, list[MoveRow]] = {}
    rows = tx.connection.execute(
        select(CaseEvent.case_id, CaseEvent.state, CaseEvent.at)
        .where(CaseEvent.case_id.in_(list(case_ids)), CaseEvent.state != "")
        .order_by(CaseEvent.id)
    )
    for row in rows:
        found.setdefault(row.case_id, []).append(MoveRow(row.state, row.at))
    return found


def last_answers(tx: Tx, case_ids: Iterable[int]) -> dict[int, str]:
    """The words of each case's last answer; a case without one is not in it."""
    last = (
        select(func.max(CaseEvent.id))
        .where(CaseEvent.case_id.in_(list(case_ids)), CaseEvent.kind == "answered")
        .group_by(CaseEvent.case_id)
    )
    rows = tx.connection.execute(select(CaseEvent.case_id, CaseEvent.words).where(CaseEvent.id.in_(last)))
    return {row.case_id: opened(tx, row.words, WORDS) for row in rows}
