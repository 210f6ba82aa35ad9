"""Holds what stands now against the steps and lines that must have brought it about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from storage.audit_findings import Finding, Findings
from storage.audit_raw import raw
from storage.models import Audit, Case, CaseEvent, Disclosure, Official
from storage.store import Tx

RECEIVED = "received"  # where every case begins, before any step has moved it
INVITED, GRANTED = (
    "invited",
    "disclosure_granted",
)  # the lines without which nobody has an office, sees a name
_STREAMED = 1000


def check_standing(tx: Tx, findings: Findings) -> None:
    """Cases whose state or dates no step explains; officials nobody invited; identities nobody gave away."""
    for number, why in _cases(tx):
        findings.add(Finding("unfounded", "cases", number, note=f"no step explains its {why}"))
    for official_id, role in _officials(tx):
        findings.add(
            Finding("unfounded", "officials", str(official_id), note=f"nobody invited them as {role}")
        )
    for disclosure, number in _disclosures(tx):
        note = f"the log knows of no yes to open who reported {number}"
        findings.add(Finding("unfounded", "disclosures", str(disclosure), note=note))


def _cases(tx: Tx) -> Iterator[tuple[str, str]]:
    """The number of each case that stands otherwise than its steps say, and in what."""
    newest = (
        select(CaseEvent.case_id, func.max(CaseEvent.id).label("id"))
        .where(CaseEvent.state != "")
        .group_by(CaseEvent.case_id)
        .subquery()
    )
    moved = aliased(CaseEvent)
    wrong = {
        "state": Case.state != func.coalesce(moved.state, RECEIVED),
        "state_at": Case.state_at != func.coalesce(moved.at, Case.opened_at),
        "opened_at": ~_step(CaseEvent.at == Case.opened_at, CaseEvent.kind == "opened"),
        "answered_at": _untold(Case.answered_at, CaseEvent.kind == "answered"),
        "closed_at": _untold(Case.closed_at, CaseEvent.state != ""),
    }
    found = (
        select(raw(Case.number), *(condition.label(name) for name, condition in wrong.items()))
        .outerjoin(newest, newest.c.case_id == Case.id)
        .outerjoin(moved, moved.id == newest.c.id)
        .where(or_(*wrong.values()))
    )
    for row in tx.connection.execute(found, execution_options={"yield_per": _STREAMED}):
        yield str(row.number), ", ".join(name for name in wrong if getattr(row, name))


def _untold(moment: Any, step: ColumnElement[bool]) -> ColumnElement[bool]:
    """There is such a moment, and no step of that kind then."""
    return and_(moment.is_not(None), ~_step(CaseEvent.at == moment, step))


def _step(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(CaseEvent.case_id == Case.id, *conditions).correlate(Case)


def _officials(tx: Tx) -> Iterator[tuple[int, str]]:
    line = and_(Audit.kind == INVITED, Audit.about == literal("official:") + cast(Official.id, String))
    wanted = select(Official.id, raw(Official.role)).where(~exists().where(line))
    yield from (tuple(row) for row in tx.connection.execute(wanted))


def _disclosures(tx: Tx) -> Iterator[tuple[int, str]]:
    """Said yes to without a line of it, or by whoever asked."""
    line = exists().where(
        Audit.kind == GRANTED,
        Audit.about == literal("case:") + Case.number,
        Audit.actor == literal("official:") + cast(Disclosure.decided_by, String),
    )
    alone = Disclosure.decided_by.is_(None) | (Disclosure.decided_by == Disclosure.asked_by)
    given = select(Disclosure.id, raw(Case.number)).join(Case, Case.id == Disclosure.case_id)
    wanted = given.where(Disclosure.granted.is_(True), ~line | alone)
    yield from (tuple(row) for row in tx.connection.execute(wanted))
