"""Claims between processes: what another still has to send before us, and what one that died has left.

Only PostgreSQL has several processes on one database. Each shows its number by an advisory lock, which lives
and dies with its connection (`storage.presence`), and writes it beside every claim.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Integer, String, column, func, or_, select, table, update

from storage.models import Outbox
from storage.outbox_claims import PENDING
from storage.store import Tx

SHOWN = 7_822_002  # the class of the locks by which processes show their numbers
_LOCKS = table(
    "pg_locks",
    column("locktype", String),
    column("classid", Integer),
    column("objid", Integer),
    column("objsubid", Integer),
    column("granted"),
)


def earlier_elsewhere(tx: Tx, citizen_ids: Collection[int]) -> dict[int, int]:
    """Citizen to the first of their pending replies that is not ours to send, where there is one.

    Nobody's counts too: it will be claimed by somebody, and comes first.
    """
    if tx.dialect == "sqlite" or not citizen_ids:
        return {}
    others = or_(Outbox.claimed_until.is_(None), Outbox.claimed_by.is_distinct_from(tx.process))
    theirs = Outbox.citizen_id.in_(list(citizen_ids))
    first = select(Outbox.citizen_id, func.min(Outbox.id)).where(
        PENDING, Outbox.lane == "reply", theirs, others
    )
    return dict(tx.connection.execute(first.group_by(Outbox.citizen_id)).all())


def gone(tx: Tx, now: datetime) -> frozenset[int]:
    """The numbers of other processes that have claims and show themselves no more."""
    if tx.dialect == "sqlite":
        return frozenset()
    here = select(_LOCKS.c.objid.cast(Integer)).where(
        _LOCKS.c.locktype == "advisory", _LOCKS.c.classid == SHOWN, _LOCKS.c.objsubid == 2, _LOCKS.c.granted
    )
    claiming = select(Outbox.claimed_by).where(PENDING, Outbox.claimed_until > now)
    others = claiming.where(Outbox.claimed_by.is_not(None), Outbox.claimed_by != tx.process)
    some = others.where(Outbox.claimed_by.not_in(here)).distinct()
    return frozenset(number for number in tx.connection.scalars(some) if number is not None)


def end_claims_of(tx: Tx, processes: Collection[int], now: datetime) -> int:
    """What these had claimed may be claimed anew at once; how much that is."""
    theirs = update(Outbox).where(PENDING, Outbox.claimed_until > now, Outbox.claimed_by.in_(list(processes)))
    # The claim is ended and not taken off: that there was one tells that the message may have been sent.
    return tx.connection.execute(theirs.values(claimed_until=now)).rowcount
