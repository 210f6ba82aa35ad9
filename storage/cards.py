"""Cards: what people said and what an office did about it, as its head tells everybody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from storage.models import Card
from storage.store import Tx


@dataclass(frozen=True)
class CardRow:
    """A card that is shown."""

    id: int
    unit: str
    said: str
    did: str
    written_at: datetime


def write(tx: Tx, unit: str, said: str, did: str, official_id: int, now: datetime) -> int:
    """One more card; its id."""
    card = {"unit": unit, "said": said, "did": did, "written_by": official_id, "written_at": now}
    return int(tx.connection.execute(insert(Card).values(card).returning(Card.id)).scalar_one())


def drop(tx: Tx, card_id: int, units: Collection[str], now: datetime) -> bool:
    """It is not shown any more; False when none of these units has such a card."""
    mine = (Card.id == card_id) & Card.unit.in_(units) & Card.dropped_at.is_(None)
    return tx.connection.execute(update(Card).where(mine).values(dropped_at=now)).rowcount > 0


def shown(tx: Tx, units: Collection[str] | None = None, limit: int = 6) -> list[CardRow]:
    """The cards of these units, or of all, the newest first."""
    there = [Card.dropped_at.is_(None), *([] if units is None else [Card.unit.in_(units)])]
    found = select(Card).where(*there).order_by(Card.id.desc()).limit(limit)
    rows = tx.connection.execute(found)
    return [CardRow(row.id, row.unit, row.said, row.did, row.written_at) for row in rows]


def state(tx: Tx) -> tuple[object, ...]:
    """Something that is another one as soon as a card was written or dropped."""
    found = select(func.max(Card.id), func.count(Card.dropped_at))
    return tuple(tx.connection.execute(found).one())
