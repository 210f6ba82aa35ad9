"""Updates: which messages of a bot were seen before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from storage.models import Update
from storage.once import upserts
from storage.store import Tx

_NEW = upserts(lambda insert: insert(Update).on_conflict_do_nothing().returning(Update.update_id))


def fresh(tx: Tx, bot: str, update_ids: Sequence[str], now: datetime) -> set[str]:
    """Those of these that were never seen; from now on they were.

    Another process with the same update at the same time waits here until this transaction is over.
    """
    # In one order everywhere, or two batches could wait for each other.
    rows = [{"bot": bot, "update_id": update_id, "at": now} for update_id in sorted(set(update_ids))]
    if not rows:
        return set()
    return set(tx.connection.execute(_NEW[tx.dialect], rows).scalars())


def seen(tx: Tx, update_ids: Collection[str]) -> set[str]:
    """Those of these that were taken, whichever bot they came to."""
    return set(
        tx.connection.execute(select(Update.update_id).where(Update.update_id.in_(update_ids))).scalars()
    )


def forget_before(tx: Tx, moment: datetime) -> int:
    """Forget what was seen before this moment; how many."""
    return tx.connection.execute(delete(Update).where(Update.at < moment)).rowcount


def blur(tx: Tx, since: datetime) -> None:
    """Write what was seen since then anew: PostgreSQL notes in which order transactions made rows."""
    if tx.dialect != "sqlite":
        tx.connection.execute(update(Update).where(Update.at >= since).values(at=Update.at))


def last_at(tx: Tx) -> datetime | None:
    """When any process last took an update; None when none is remembered."""
    return tx.connection.execute(select(func.max(Update.at))).scalar_one()
