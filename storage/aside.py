"""What was set aside: messages that our own code could not deal with, sealed until somebody retries them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.models import Aside
from storage.store import Tx

PAYLOAD = "aside.payload"


@dataclass(frozen=True)
class AsideRow:
    """An update as it came, and the error by its type and place in the code."""

    id: int
    bot: str
    channel: str
    update_id: str
    payload: str
    error: str
    at: datetime


def put(tx: Tx, bot: str, channel: str, update_id: str, payload: str, error: str, now: datetime) -> None:
    """Set it aside; `error` must hold none of its words."""
    sealed = tx.vault.seal(payload, PAYLOAD)
    came = {"bot": bot, "channel": channel, "update_id": update_id, "payload": sealed}
    tx.connection.execute(insert(Aside).values(**came, error=error, at=now))


def waiting(tx: Tx) -> list[AsideRow]:
    """What nobody has retried yet, the oldest first."""
    columns = [Aside.id, Aside.bot, Aside.channel, Aside.update_id, Aside.payload, Aside.error, Aside.at]
    rows = tx.connection.execute(select(*columns).where(Aside.retried_at.is_(None)).order_by(Aside.id))
    return [AsideRow(**{**row._mapping, "payload": tx.vault.open(row.payload, PAYLOAD)}) for row in rows]


def retried(tx: Tx, aside_id: int, now: datetime) -> None:
    """It was dealt with."""
    tx.connection.execute(update(Aside).where(Aside.id == aside_id).values(retried_at=now))
