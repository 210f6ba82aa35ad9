"""Cases as they leave the house: which ones, under which tracking id elsewhere, and who read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select, update

from storage.case_events import happened
from storage.case_rows import COLUMNS, CaseRow, row_of
from storage.models import Case, Official
from storage.restrictions import in_use
from storage.store import Tx

LAPOR = "lapor"


def opened_between(
    tx: Tx, since: datetime, until: datetime, unit: str | None, kinds: Collection[str]
) -> list[CaseRow]:
    """Cases of these kinds opened from `since` on and before `until`, of this unit or of all, in order."""
    wanted = [Case.opened_at >= since, Case.opened_at < until, Case.kind.in_(list(kinds))]
    wanted.append(in_use(Case.citizen_id))
    if unit is not None:
        wanted.append(Case.unit == unit)
    rows = tx.connection.execute(select(*COLUMNS).where(*wanted).order_by(Case.opened_at, Case.id))
    return [row_of(tx, row) for row in rows]


def numbers_of(tx: Tx, tracking_ids: Iterable[str]) -> dict[str, str]:
    """Tracking id to the number of the case that has it; an id that no case has is not in it."""
    found = select(Case.lapor_id, Case.number).where(Case.lapor_id.in_(list(tracking_ids)))
    return {row.lapor_id: row.number for row in tx.connection.execute(found)}


def track(tx: Tx, case: CaseRow, tracking_id: str, now: datetime) -> None:
    """The case is known under this id in SP4N-LAPOR! from now on; the caller holds its lock."""
    tx.connection.execute(update(Case).where(Case.id == case.id).values(lapor_id=tracking_id))
    # The id leads to a person there: it goes when the words of the case go, the step stays.
    happened(tx, [case.id], "handed_over", "system", tracking_id, now, reason=LAPOR, target=LAPOR)


def was_read(tx: Tx, case_ids: Collection[int], official_id: int, why: str, now: datetime) -> None:
    """An official read these cases outside the chat, and why. No step: it makes no case a version older."""
    if case_ids:
        happened(tx, case_ids, "read", f"official:{official_id}", why, now)


def was_handed_over(tx: Tx, case_id: int, to: str, official_id: int, why: str, now: datetime) -> None:
    """The case went to a body outside: inspektorat or ombudsman."""
    happened(tx, [case_id], "handed_over", f"official:{official_id}", why, now, reason=to, target=to)


def roles(tx: Tx, official_ids: Iterable[int]) -> dict[int, str]:
    """The role of each of these officials, also of those whose office has ended."""
    found = select(Official.id, Official.role).where(Official.id.in_(list(official_ids)))
    return {row.id: row.role for row in tx.connection.execute(found)}
