"""Ready answers of a unit, kept sealed as everything that people wrote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update

from storage.models import Canned
from storage.store import Tx

WORDS = "canned.words"


def add(tx: Tx, unit: str, title: str, words: str, official_id: int, now: datetime) -> int:
    """Another ready answer; its id."""
    values = {"unit": unit, "title": title, "words": tx.vault.seal(words, WORDS)}
    by = {"added_by": official_id, "added_at": now}
    added = insert(Canned).values(**values, **by).returning(Canned.id)
    return int(tx.connection.execute(added).scalar_one())


def of_unit(tx: Tx, unit: str) -> dict[int, tuple[str, str]]:
    """Id to title and words of what the unit has ready, the oldest first."""
    theirs = (Canned.unit == unit) & Canned.dropped_at.is_(None)
    rows = tx.connection.execute(
        select(Canned.id, Canned.title, Canned.words).where(theirs).order_by(Canned.id)
    )
    return {row.id: (row.title, tx.vault.open(row.words, WORDS)) for row in rows}


def drop(tx: Tx, canned_id: int, unit: str, now: datetime) -> bool:
    """It is not offered any more; False when the unit has no such answer."""
    mine = (Canned.id == canned_id) & (Canned.unit == unit) & Canned.dropped_at.is_(None)
    return tx.connection.execute(update(Canned).where(mine).values(dropped_at=now)).rowcount > 0
