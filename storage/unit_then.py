"""At which unit a case was when something happened to it: it may have been passed on since."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import aliased

from storage.models import Case, CaseEvent

UNIT, FROM = "unit:", "from:"  # how target and reason of a step begin that went to a unit, and left one
_KEPT = ("pulled", "up")  # steps past a unit: their target names the unit that they left it at


def left_from(before: str | None, after: str | None) -> str:
    """The reason of a step that says nothing else: which unit the case left, where it left one."""
    return f"{FROM}{before}" if before and before != after else ""


def unit_then() -> ColumnElement[str | None]:
    """For a statement over events and their cases: the unit just before the event; NULL: none is known.

    The next step that brought the case to a unit, or away from one, says which it left. Without one it has
    been where it is.
    """
    step = aliased(CaseEvent)
    went = or_(step.target.startswith(UNIT), step.reason.startswith(FROM))
    left = case(
        (step.reason.startswith(FROM), func.substr(step.reason, len(FROM) + 1)),
        (step.kind.in_(_KEPT) | step.reason.in_(_KEPT), func.substr(step.target, len(UNIT) + 1)),
        else_="",
    )
    following = (
        select(left)
        .where(step.case_id == CaseEvent.case_id, step.id >= CaseEvent.id, went)
        .order_by(step.id)
        .limit(1)
        .correlate(CaseEvent)
        .scalar_subquery()
    )
    return func.nullif(func.coalesce(following, Case.unit, ""), "")
