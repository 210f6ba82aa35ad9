"""A citizen's cases to take along: what concerns them, and never what officials told each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from storage.case_events import CaseEventRow, events_of
from storage.copies import copies, plain
from storage.models import Case, Promise
from storage.store import Tx

# Steps that move no case and concern its reporter all the same. Whatever else moves nothing is ours alone:
# notes, explanations, reminders, a head's no. What is not known here stays here.
_THEIRS = frozenset(
    {
        "opened",
        "supplemented",
        "answered",
        "asked",
        "passed",
        "pulled",
        "recategorised",
        "owned",
        "merged",
        "unmerged",
        "promise_kept",
        "rated",
        "told_why",
        "retimed",
        "read",
        "handed_over",
        "cut",
        "followed",
    }
)
# Steps whose words were said by the reporter or to them.
_SAID = frozenset(
    {
        "supplemented",
        "answered",
        "asked",
        "proposed",
        "archived",
        "settled",
        "not_settled",
        "reopened",
        "promise_kept",
    }
)


def cases_of(tx: Tx, citizen_id: int) -> list[dict[str, Any]]:
    """Each with its steps and promises; who acted is told by role."""
    mine = Case.citizen_id == citizen_id
    ids = list(tx.connection.execute(select(Case.id).where(mine).order_by(Case.id)).scalars())
    steps, promised = events_of(tx, ids), _promises(tx, ids)
    return [
        {**case, "events": list(_steps(steps.get(case_id, []))), "promises": promised.get(case_id, [])}
        for case_id, case in zip(ids, copies(tx, Case, mine), strict=True)
    ]


def _steps(events: Sequence[CaseEventRow]) -> Iterator[dict[str, Any]]:
    """A proposal that waited for a head or for a look at its photo shows when it came before the reporter."""
    waiting: CaseEventRow | None = None
    for event in events:
        if event.kind == "proposed" and not event.state:
            waiting = event
        elif event.kind == "approved" and waiting:
            yield _step(replace(waiting, actor=event.actor, at=event.at, state=event.state))
            waiting = None
        elif event.state or event.kind in _THEIRS:
            yield _step(event)


def _step(event: CaseEventRow) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "actor": event.actor.partition(":")[0],
        "words": (event.words if event.kind in _SAID else "") or None,
        "at": plain(event.at),
        "state": event.state,
        "reason": event.reason,
        "target": _target(event.target),
    }


def _target(target: str) -> str:
    """Nobody's number: neither an official's nor that of somebody else's case."""
    what = target.partition(":")[0]
    return what if what in {"official", "case"} else target


def _promises(tx: Tx, case_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    columns = [Promise.case_id, Promise.due, Promise.made_at, Promise.told_at, Promise.kept_at]
    wanted = select(*columns).where(Promise.case_id.in_(case_ids)).order_by(Promise.id)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in tx.connection.execute(wanted):
        promise = {name: plain(value) for name, value in row._mapping.items() if name != "case_id"}
        found.setdefault(row.case_id, []).append(promise)
    return found
