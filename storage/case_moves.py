"""Steps on a case: each is one event and makes the case one version older; nobody overwrites anybody.

Whoever calls holds the case's lock (`cases.by_number`, `cases.by_id`, `cases.lock_many`) and has asked the
state machine and the rights; here nothing is judged. Every step gives the case back as it is now.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, literal, or_, select, update

from storage.case_events import happened
from storage.case_rows import COLUMNS, CaseRow, row_of
from storage.models import Case, Moment
from storage.store import Tx
from storage.unit_then import UNIT, left_from

# What a closed case has no more.
_OVER = {"next_step": "", "next_at": None, "reply_due": None}


def move(  # noqa: PLR0913 - a step has a who, a what, a when and a why
    tx: Tx,
    case: CaseRow,
    to: str,
    *,
    kind: str,
    actor: str,
    now: datetime,
    closes: bool = False,
    words: str = "",
    reason: str = "",
    target: str = "",
    closed_by: str = "",
) -> CaseRow:
    """Into another state; with `closes` it is over, `closed_by` the reporter, silence or an official."""
    happened(tx, [case.id], kind, actor, words, now, state=to, reason=reason, target=target)
    over = {"closed_at": now, "closed_by": closed_by, **_OVER} if closes else {}
    return _changed(tx, case, state=to, state_at=now, **over)


def own(
    tx: Tx,
    case: CaseRow,
    owner_id: int | None,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    kind: str = "owned",
) -> CaseRow:
    """Whose it is from now on; None: nobody is there who could have it."""
    happened(tx, [case.id], kind, actor, "", now, reason=reason, target=_official(owner_id))
    return _changed(tx, case, owner_id=owner_id)


def happen(
    tx: Tx,
    case: CaseRow,
    kind: str,
    *,
    actor: str,
    now: datetime,
    words: str = "",
    reason: str = "",
    target: str = "",
) -> CaseRow:
    """Something that moves nothing: a note, an explanation, a tap."""
    happened(tx, [case.id], kind, actor, words, now, reason=reason, target=target)
    return _changed(tx, case)


def answered(tx: Tx, case: CaseRow, *, actor: str, words: str, now: datetime) -> CaseRow:
    """The reporter got an answer; the first one is the one that counts."""
    happened(tx, [case.id], "answered", actor, words, now)
    return _changed(tx, case, answered_at=func.coalesce(Case.answered_at, literal(now, Moment())))


def pass_to(  # noqa: PLR0913 - where it goes, to whom, by whom and why
    tx: Tx,
    case: CaseRow,
    *,
    unit: str | None,
    route: str,
    owner_id: int | None,
    actor: str,
    now: datetime,
    words: str,
    reason: str = "",
    kind: str = "passed",
    bypasses: frozenset[int] = frozenset(),
) -> CaseRow:
    """To another unit, or within it to somebody else; the event's target says which of both.

    Without another `reason` the event says which unit the case left. `bypasses`: officials by id to whom it
    is closed from now on.
    """
    elsewhere = (unit, route) != (case.unit, case.route)
    target = f"{UNIT}{unit}" if elsewhere and unit else _official(owner_id)
    why = reason or left_from(case.unit, unit)
    happened(tx, [case.id], kind, actor, words, now, reason=why, target=target)
    past = case.bypassed | bypasses
    return _changed(tx, case, unit=unit, route=route, owner_id=owner_id, bypassed=past)


def recategorise(tx: Tx, case: CaseRow, category: str, *, actor: str, now: datetime) -> CaseRow:
    """It is about something else; the event keeps what it stood under before."""
    target = f"category:{category}"
    happened(tx, [case.id], "recategorised", actor, "", now, reason=case.category, target=target)
    return _changed(tx, case, category=category)


def step_out(tx: Tx, case: CaseRow, ids: frozenset[int], *, actor: str, now: datetime) -> CaseRow:
    """These officials, who are one person, see nothing more of it; why is told elsewhere."""
    happened(tx, [case.id], "stepped_out", actor, "", now)
    return _changed(tx, case, stepped_out=case.stepped_out | ids)


def set_outcome(tx: Tx, case: CaseRow, outcome: str) -> CaseRow:
    """What is proposed, or nothing any more; its event comes with the step that says why."""
    return _changed(tx, case, outcome=outcome)


def rate(tx: Tx, case: CaseRow, score: int, now: datetime) -> CaseRow:
    """The reporter's rating of the handling, 1..4."""
    happened(tx, [case.id], "rated", "citizen", "", now)
    return _changed(tx, case, handling=score)


def reopen(tx: Tx, case: CaseRow, *, words: str, owner_id: int | None, now: datetime) -> CaseRow:
    """The reporter says "not yet": the same case goes on, with its number and its clock."""
    happened(tx, [case.id], "reopened", "citizen", words, now, state="reopened")
    again = {"closed_at": None, "closed_by": "", "outcome": "", "reopened": Case.reopened + 1}
    return _changed(tx, case, state="reopened", state_at=now, owner_id=owner_id, **again)


def merge(tx: Tx, case: CaseRow, into: CaseRow, *, actor: str, now: datetime) -> CaseRow:
    """It tells the same as `into`, and follows it from now on; so does what followed it. Safe to repeat."""
    if joining := _not_following_yet(tx, case, into):
        happened(tx, joining, "merged", actor, "", now, target=f"case:{into.number}")
        follow = {"merged_into": into.id, "version": Case.version + 1}
        tx.connection.execute(update(Case).where(Case.id.in_(joining)).values(**follow))
        # To whom the one is closed, the other says nothing of it either.
        past, out = into.bypassed | case.bypassed, into.stepped_out | case.stepped_out
        _changed(tx, into, bypassed=past, stepped_out=out)
    return row_of(tx, tx.connection.execute(select(*COLUMNS).where(Case.id == case.id)).one())


def unmerge(tx: Tx, case: CaseRow, *, actor: str, now: datetime) -> CaseRow:
    """It stands for itself again."""
    happened(tx, [case.id], "unmerged", actor, "", now)
    return _changed(tx, case, merged_into=None)


def following(tx: Tx, case_id: int, lock: bool = True) -> list[CaseRow]:  # noqa: FBT001 - always named
    """The cases that follow this one, by id."""
    found = select(*COLUMNS).where(Case.merged_into == case_id).order_by(Case.id)
    rows = tx.connection.execute(found.with_for_update() if lock else found)
    return [row_of(tx, row) for row in rows]


def set_dates(
    tx: Tx,
    case_id: int,
    *,
    verify_due: date,
    answer_due: date,
    outer_due: date,
    reply_due: date | None,
    next_step: str,
    next_at: date | None,
) -> None:
    """The case's dates as they follow from what happened to it; no step and no version of its own."""
    dates = {
        "verify_due": verify_due,
        "answer_due": answer_due,
        "outer_due": outer_due,
        "reply_due": reply_due,
        "next_step": next_step,
        "next_at": next_at,
    }
    tx.connection.execute(update(Case).where(Case.id == case_id).values(**dates))


def _not_following_yet(tx: Tx, case: CaseRow, into: CaseRow) -> list[int]:
    """The case and what follows it, locked, as far as they do not follow `into` already."""
    both = or_(Case.id == case.id, Case.merged_into == case.id) & Case.merged_into.is_distinct_from(into.id)
    return list(
        tx.connection.execute(select(Case.id).where(both).order_by(Case.id).with_for_update()).scalars()
    )


def _official(owner_id: int | None) -> str:
    return f"official:{owner_id}" if owner_id is not None else ""


def _changed(tx: Tx, case: CaseRow, **values: Any) -> CaseRow:
    now_is = update(Case).where(Case.id == case.id).values(version=Case.version + 1, **values)
    return row_of(tx, tx.connection.execute(now_is.returning(*COLUMNS)).one())
