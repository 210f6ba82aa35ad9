"""What officials had to do with one case: from the log, its history, and what was pushed to their chats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from storage import audit, case_events
from storage.cases import CaseRow
from storage.models import Official, Outbox
from storage.store import Tx

TOLD, OPENED, READ, WORKED = "told", "opened", "read", "worked"
HANDED_ON, IDENTITY, OUT = "handed_on", "identity", "stepped_out"
WHAT = (TOLD, OPENED, READ, WORKED, HANDED_ON, IDENTITY, OUT)
_LINES = {"looked": OPENED, "disclosure_shown": IDENTITY}
# Readings of many cases at once have one line together, but a step in the history of each.
_STEPS = {"read": READ, "handed_over": HANDED_ON, "stepped_out": OUT}
_WHO = "official:"


@dataclass(frozen=True)
class Office:
    """An office, also one that has ended; `chat`: whose it is, by which several are one person's."""

    id: int
    role: str
    unit: str | None
    chat: int | None
    ended: bool


@dataclass(frozen=True)
class Touch:
    """Somebody, by office or by chat, was told of the case, opened it or did something to it."""

    what: str
    at: datetime
    official: int | None = None
    chat: int | None = None


def offices(tx: Tx) -> list[Office]:
    """Every office there ever was, by id."""
    columns = [Official.id, Official.role, Official.unit, Official.citizen_id, Official.ended_at]
    rows = tx.connection.execute(select(*columns).order_by(Official.id))
    return [Office(r.id, r.role, r.unit, r.citizen_id, r.ended_at is not None) for r in rows]


def touches(tx: Tx, case: CaseRow) -> list[Touch]:
    """Everything of it that is kept; what was told only as long as `retention.sent_outbox_days` keeps it."""
    return [*_logged(tx, case), *_stepped(tx, case), *_told(tx, case)]


def _logged(tx: Tx, case: CaseRow) -> Iterator[Touch]:
    for line in audit.about(tx, f"case:{case.number}"):
        if line.kind in _LINES and line.actor.startswith(_WHO):
            yield Touch(_LINES[line.kind], line.at, official=int(line.actor.removeprefix(_WHO)))


def _stepped(tx: Tx, case: CaseRow) -> Iterator[Touch]:
    for step in case_events.events(tx, case.id):
        if step.actor.startswith(_WHO):
            official = int(step.actor.removeprefix(_WHO))
            yield Touch(_STEPS.get(step.kind, WORKED), step.at, official=official)


def _told(tx: Tx, case: CaseRow) -> Iterator[Touch]:
    """Pushed to chats in which an office is or was held; never to its reporter, who may hold one too."""
    names_it = or_(Outbox.case_number == case.number, Outbox.dedupe_key.contains(case.number))
    chats = select(Official.citizen_id).where(Official.citizen_id.is_not(None))
    wanted = [Outbox.lane == "bulk", Outbox.citizen_id.in_(chats), names_it]
    if case.citizen_id is not None:
        wanted.append(Outbox.citizen_id != case.citizen_id)
    found = select(Outbox.citizen_id, Outbox.created_at).where(*wanted).order_by(Outbox.id)
    for row in tx.connection.execute(found):
        yield Touch(TOLD, row.created_at, chat=row.citizen_id)
