"""What waits in the outbox, in two figures that cost as much as what waits, however much was sent before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, select

from storage.models import Outbox
from storage.outbox_claims import PENDING
from storage.store import Tx


def queue(tx: Tx) -> tuple[int, datetime | None]:
    """How many messages wait, and since when the one that waits longest; None when nothing does."""
    # A message that was never tried is late from its due time on, whenever it was written.
    since = case((Outbox.tries == 0, Outbox.due_at), else_=Outbox.created_at)
    row = tx.connection.execute(select(func.count(), func.min(since)).where(PENDING)).one()
    return int(row[0]), row[1]
