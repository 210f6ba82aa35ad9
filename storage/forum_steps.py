"""What happened to a forum, in order, and who did it: only added to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from storage.models import ForumStep
from storage.store import Tx


@dataclass(frozen=True)
class Step:
    """One step; `detail`: from and to, or why."""

    kind: str
    actor: str
    at: datetime
    detail: Mapping[str, Any]


def note(tx: Tx, forum_id: int, kind: str, actor: str, now: datetime, **detail: Any) -> None:
    """It happened now. `detail` is kept as JSON; moments as their ISO text."""
    words = json.dumps(detail, ensure_ascii=False, default=str) if detail else ""
    row = {"forum_id": forum_id, "kind": kind, "actor": actor, "at": now, "detail": words}
    tx.connection.execute(insert(ForumStep).values(**row))


def of(tx: Tx, forum_id: int) -> list[Step]:
    """Everything that happened to this forum, the first first."""
    rows = select(ForumStep).where(ForumStep.forum_id == forum_id).order_by(ForumStep.id)
    return [
        Step(row.kind, row.actor, row.at, json.loads(row.detail) if row.detail else {})
        for row in tx.connection.execute(rows)
    ]
