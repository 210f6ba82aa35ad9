"""Holds the heads against the chain, against each other, and against the codes that overseers kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from storage.audit_chain import START
from storage.audit_codes import Code, code_of
from storage.audit_findings import Finding, Findings
from storage.audit_heads import HeadRow, head_hash, known_keys
from storage.audit_raw import moment, raw
from storage.audit_walking import STEP_BACK, Walk
from storage.models import Audit
from storage.store import Tx

HEADS = "heads"
ROTATED = ("key_rotated", "key_retired")  # lines of the log from which on another key signs


def check_heads(tx: Tx, heads: Sequence[HeadRow], walk: Walk, findings: Findings) -> None:
    """Each head by itself, after the one before, and on the chain that was walked."""
    known, rotated = known_keys(tx.vault), _last_rotation(tx)
    before: HeadRow | None = None
    off_chain: list[HeadRow] = []
    for head in heads:
        _follows(head, before, findings)
        if not head.is_signed() or not (head.public_key in known or _was_rotated(head, rotated)):
            findings.add(_finding("signature", head))
        if head.seal > walk.number:
            findings.add(
                _finding("cut", head, f"it covers seal {head.seal}; the chain ends at {walk.number}")
            )
        elif walk.at.get(head.seal) != head.seal_hash:
            off_chain.append(head)
        before = head
    _rebuilt(off_chain, heads, findings)


def check_codes(heads: Iterable[HeadRow], codes: Iterable[Code], findings: Findings) -> None:
    """What overseers hold: heads that are gone, and heads that are others now."""
    made = {head.number: code for head, code in _coded(heads)}
    good = [code.number for code in codes if made.get(code.number) == code]
    for code in codes:
        now = made.get(code.number)
        if now is None:
            note = (
                f"its code is known outside; the heads end at {max(made, default=0)}: cut, or an old backup"
            )
            findings.add(Finding("head_removed", HEADS, str(code.number), note=note))
        elif now != code:
            since = max((number for number in good if number < code.number), default=0)
            note = f"its code outside is {code}, here it is {now}; not changed up to head {since}"
            findings.add(Finding("rebuilt", HEADS, str(code.number), note=note))


def _coded(heads: Iterable[HeadRow]) -> Iterable[tuple[HeadRow, Code]]:
    """Each head with the code that it says now, whatever hash is written beside it."""
    before = START
    for head in heads:
        before = head_hash(head, before)
        yield head, code_of(head.number, before)


def _follows(head: HeadRow, before: HeadRow | None, findings: Findings) -> None:
    number, before_hash = (before.number, before.hash) if before else (0, START)
    if head.number != number + 1:
        gone = Finding("head_removed", HEADS, f"{number + 1}-{head.number - 1}", at=head.made_at)
        findings.add(gone)
    elif head_hash(head, before_hash) != head.hash:
        findings.add(_finding("head_changed", head))
    if before is not None and head.made_at < before.made_at - STEP_BACK:
        findings.add(_finding("clock", head, f"the head before was made at {before.made_at}"))


def _rebuilt(off_chain: list[HeadRow], heads: Sequence[HeadRow], findings: Findings) -> None:
    if off_chain:
        first = off_chain[0]
        note = f"and {len(off_chain) - 1} of the {len(heads) - first.number} heads after it"
        findings.add(_finding("rebuilt", first, note))


def _last_rotation(tx: Tx) -> datetime | None:
    at = tx.connection.execute(select(raw(Audit.at)).where(Audit.kind.in_(ROTATED))).scalars()
    return max((found for each in at if (found := moment(each)) is not None), default=None)


def _was_rotated(head: HeadRow, rotated: datetime | None) -> bool:
    """Whether its key may have been given up since: then only its code outside vouches for it."""
    return rotated is not None and head.made_at <= rotated


def _finding(what: str, head: HeadRow, note: str = "") -> Finding:
    return Finding(what, HEADS, str(head.number), head.seal, head.made_at, note or f"{head.day}")
