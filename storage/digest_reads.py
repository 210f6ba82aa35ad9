"""Which digest went to whom, who has read it, and which unread one was reported to the next one up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, tuple_, update

from storage.models import DigestRead, Official
from storage.once import upsert
from storage.store import Tx


def sent(tx: Tx, official_ids: Iterable[int], week: str, now: datetime) -> None:
    """Their digests of this week are in the outbox; the first time is the one that counts."""
    rows = [{"official_id": official, "week": week, "sent_at": now} for official in official_ids]
    if rows:
        tx.connection.execute(upsert(tx, DigestRead).on_conflict_do_nothing(), rows)


def read(tx: Tx, official_id: int, week: str, now: datetime) -> bool:
    """They have read it; False when it was read before, or never sent to them."""
    theirs = (DigestRead.official_id == official_id) & (DigestRead.week == week)
    unread = update(DigestRead).where(theirs, DigestRead.read_at.is_(None))
    return tx.connection.execute(unread.values(read_at=now)).rowcount > 0


def unread(tx: Tx, before: datetime) -> list[tuple[int, str]]:
    """Official and week of digests sent before this moment that are neither read nor reported."""
    waiting = (DigestRead.sent_at < before) & DigestRead.read_at.is_(None) & DigestRead.reported_at.is_(None)
    found = (
        select(DigestRead.official_id, DigestRead.week)
        .join(Official, Official.id == DigestRead.official_id)
        .where(waiting, Official.ended_at.is_(None))
        .order_by(DigestRead.week, DigestRead.official_id)
    )
    return [(row.official_id, row.week) for row in tx.connection.execute(found)]


def reported(tx: Tx, pairs: Iterable[tuple[int, str]], now: datetime) -> None:
    """The next one up has heard of these."""
    which = tuple_(DigestRead.official_id, DigestRead.week).in_(list(pairs))
    tx.connection.execute(update(DigestRead).where(which).values(reported_at=now))
