"""Checks the whole log in one pass and bounded memory: rows, seals, heads, and the codes held outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage import audit_heads
from storage.audit_codes import Code
from storage.audit_findings import Finding, Findings
from storage.audit_head_checking import check_codes, check_heads
from storage.audit_heads import HeadRow
from storage.audit_raw import lenient
from storage.audit_rows import Window, outside, unsealed
from storage.audit_standing import check_standing
from storage.audit_tables import EVENTS, found_by
from storage.audit_walking import Walk, windows
from storage.models import Case, CaseEvent
from storage.store import Tx

WINDOW = 4096  # rows that are held against their seals at once


@dataclass(frozen=True)
class Checked:
    """What was checked and what was found.

    `waiting` rows have no seal yet, the oldest dated `waiting_since`; `after_head` are sealed since the last
    head: of both, a change that was made well leaves no trace.
    """

    rows: int
    seals: int
    heads: int
    last_head: HeadRow | None
    after_head: int
    waiting: int
    waiting_since: datetime | None
    found: int
    findings: list[Finding]


def check(tx: Tx, codes: Sequence[Code] = ()) -> Checked:
    """Everything that is sealed. `tx` should be one that reads: it is one unchanging view then."""
    with lenient(tx):
        return _check(tx, codes)


def _check(tx: Tx, codes: Sequence[Code]) -> Checked:
    findings = Findings()
    heads = list(audit_heads.every(tx))
    walk = Walk(findings, frozenset(head.seal for head in heads))
    for window in windows(walk.along(tx), WINDOW):
        Window(tx, window, findings).check()
    outside(tx, walk.number, findings)
    check_standing(tx, findings)
    check_heads(tx, heads, walk, findings)
    check_codes(heads, codes, findings)
    waiting, since = unsealed(tx)
    last = heads[-1] if heads else None
    after = walk.rows - (last.rows if last else 0)
    found, listed = findings.counts.total(), findings.listed()
    return Checked(walk.rows, walk.seals, len(heads), last, after, waiting, since, found, listed)


def numbers(tx: Tx, findings: Sequence[Finding]) -> dict[str, str]:
    """The number of the case to which each event among the findings belongs, as far as it is there."""
    found = [found_by(EVENTS, each.key) for each in findings if each.table == EVENTS.name]
    wanted = select(CaseEvent.id, Case.number).join(Case, Case.id == CaseEvent.case_id)
    rows = tx.connection.execute(wanted.where(CaseEvent.id.in_([each for each in found if each is not None])))
    return {str(row.id): row.number for row in rows}
