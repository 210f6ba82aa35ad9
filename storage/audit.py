"""What was done with data beside the steps of a case: read, exported, invited, opened; only ever added to."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.audit_words import commit
from storage.models import Audit
from storage.sealing import opened, sealed
from storage.store import Tx

WHY = "audit.why"
WHYS_EMPTIED, BEFORE = "whys_emptied", "before:"  # the line that says up to when the words of lines went
_KIND = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True)
class AuditRow:
    """One line: `actor` did `kind` to `about`, and why."""

    id: int
    kind: str
    actor: str
    about: str
    why: str
    at: datetime


def add(tx: Tx, kind: str, actor: str, now: datetime, *, about: str = "", why: str = "") -> int:
    """The id of the new line. Never a citizen's id together with what they did.

    `kind`: a short key; `actor`: official:ID, operator, system or citizen; `about`: case:NUMBER, official:ID,
    request:ID or nothing; `why`: free text, sealed. ValueError when `kind` is no key.
    """
    if not _KIND.fullmatch(kind):
        raise ValueError(f"not the kind of a line: {kind!r}")
    row = {"kind": kind, "actor": actor, "about": about, "why": sealed(tx, why, WHY), "at": now}
    line = insert(Audit).values(**row, **asdict(commit(why))).returning(Audit.id)
    return int(tx.connection.execute(line).scalar_one())


def empty_whys(tx: Tx, before: datetime, now: datetime) -> int:
    """The words of lines before this moment go with their salts, as a new line says; how many lost theirs."""
    theirs = (Audit.at < before) & Audit.why.is_not(None)
    count = tx.connection.execute(update(Audit).where(theirs).values(why=None, salt=None)).rowcount
    if count:
        add(tx, WHYS_EMPTIED, "system", now, about=f"{BEFORE}{before.isoformat()}")
    return count


def between(tx: Tx, since: datetime, until: datetime, kinds: Collection[str] = ()) -> list[AuditRow]:
    """The lines from `since` on and before `until`, of these kinds or of all, in order."""
    wanted = [Audit.at >= since, Audit.at < until]
    if kinds:
        wanted.append(Audit.kind.in_(sorted(kinds)))
    return _lines(tx, *wanted)


def about(tx: Tx, thing: str) -> list[AuditRow]:
    """The lines about one thing, as case:NUMBER, in order."""
    return _lines(tx, Audit.about == thing)


def _lines(tx: Tx, *wanted: object) -> list[AuditRow]:
    columns = [Audit.id, Audit.kind, Audit.actor, Audit.about, Audit.why, Audit.at]
    found = select(*columns).where(*wanted).order_by(Audit.id)  # type: ignore[arg-type]
    return [
        AuditRow(row.id, row.kind, row.actor, row.about, opened(tx, row.why, WHY), row.at)
        for row in tx.connection.execute(found)
    ]
