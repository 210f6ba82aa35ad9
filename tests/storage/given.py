"""The rows a test starts from: people, units, consents, and the plainest case there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from storage import case_moves, cases
from storage.models import Base, Case, Citizen, Consent, Official, Unit
from storage.store import Tx

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)

A_CASE = cases.NewCase(
    citizen_id=0,
    talk="k3f7",
    kind="complaint",
    unit="disdukcapil",
    category="slow",
    about="service",
    route="unit",
    known_as="open",
    details={"words": "KTP belum jadi", "where": "loket 2", "name": "Sari", "contact": "0812"},
    channel="telegram",
    language="id",
    verify_due=date(2026, 11, 27),
    answer_due=date(2026, 12, 1),
    outer_due=date(2026, 12, 14),
    next_step="verify",
    next_at=date(2026, 11, 27),
)


def units(tx: Tx, *keys: str) -> None:
    for key in keys:
        tx.connection.execute(insert(Unit).values(key=key, name=key.title(), group="dinas"))


def citizen(tx: Tx, **values: Any) -> int:
    row = {"language": "id", "first_seen_at": NOW, "last_seen_at": NOW, **values}
    return int(tx.connection.execute(insert(Citizen).values(**row).returning(Citizen.id)).scalar_one())


def official(tx: Tx, **values: Any) -> int:
    row = {"name": tx.vault.seal("Budi", "officials.name"), "role": "officer", "invited_at": NOW, **values}
    return int(tx.connection.execute(insert(Official).values(**row).returning(Official.id)).scalar_one())


def consent(tx: Tx, citizen_id: int, *, given: bool, purpose: str = "invitations") -> None:
    proof = {"version": "1", "text_hash": "x", "channel": "telegram", "at": NOW}
    tx.connection.execute(
        insert(Consent).values(citizen_id=citizen_id, purpose=purpose, given=given, **proof)
    )


def case(tx: Tx, citizen_id: int, **values: Any) -> cases.CaseRow:
    new = replace(A_CASE, citizen_id=citizen_id, **{"talk": f"t{count(tx, Case)}", **values})
    return cases.open_case(tx, new, NOW)


def answered(tx: Tx, case: cases.CaseRow, words: str, at: datetime, official_id: int = 7) -> cases.CaseRow:
    """Taken and answered, as an official does."""
    actor = f"official:{official_id}"
    if case.state != "in_progress":
        case = case_moves.move(tx, case, "in_progress", kind="taken", actor=actor, now=at)
    return case_moves.answered(tx, case, actor=actor, words=words, now=at)


def change(tx: Tx, table: type[Base], row_id: int, **values: Any) -> None:
    tx.connection.execute(update(table).where(table.__table__.c.id == row_id).values(**values))


def count(tx: Tx, table: type[Base]) -> int:
    return int(tx.connection.execute(select(func.count()).select_from(table)).scalar_one())
