"""How much was pushed to people: who has had enough for a month gets nothing more for now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import bindparam, func, or_, select

from storage.models import Outbox
from storage.store import Tx

# What people did not ask for. What is about a case of their own they want to hear, and is not counted.
PUSHED = (
    "invitation",
    "survey",
    "forum_survey",
    "visit",
    "handling",
    "reminder",
    "forum_reminder",
    "agenda",
    "minutes",
    "followup",
    "numbers",
)
MONTH = timedelta(days=30)
AT_ONCE = 500  # people a statement
_ARRIVES = ("pending", "sent", "unknown")
_COUNTS = (
    select(Outbox.citizen_id, func.count())
    .where(
        Outbox.citizen_id.in_(bindparam("ids", expanding=True)),
        Outbox.purpose.in_(PUSHED),
        Outbox.state.in_(_ARRIVES),
        Outbox.case_number.is_(None),
        # What still waits arrives after this, however long ago it was due.
        or_(
            func.coalesce(Outbox.finished_at, Outbox.due_at) > bindparam("since"),
            Outbox.state == "pending",
        ),
    )
    .group_by(Outbox.citizen_id)
)


class Pushes(Protocol):
    """How much a person is to get."""

    @property
    def most_a_month(self) -> int: ...


class Settings(Protocol):
    """The settings, as far as the cap needs them."""

    @property
    def pushes(self) -> Pushes: ...


def capped(tx: Tx, citizen_ids: Collection[int], now: datetime, settings: Settings) -> set[int]:
    """Those of these people who get no invitation, survey or reminder now: in the 30 days before `now` they
    have had, or still wait for, as many of all three together as `pushes.most_a_month`."""
    most, ids = settings.pushes.most_a_month, sorted(citizen_ids)
    had_enough: set[int] = set()
    for start in range(0, len(ids), AT_ONCE):
        counts = _counts(tx, ids[start : start + AT_ONCE], now - MONTH)
        had_enough.update(citizen for citizen, count in counts if count >= most)
    return had_enough


def _counts(tx: Tx, ids: Sequence[int], since: datetime) -> list[tuple[int, int]]:
    found = tx.connection.execute(_COUNTS, {"ids": ids, "since": since})
    return [(citizen, count) for citizen, count in found]
