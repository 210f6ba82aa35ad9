"""The lot of a forum: its seed, committed to before anybody is drawn, and who has which ticket."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.models import Forum, ForumLot
from storage.packing import packed, unpacked
from storage.store import Tx

SEED, ELIGIBLE = "forums.seed", "forum_lots.eligible"


@dataclass(frozen=True)
class Lot:
    """Who could be drawn, by id, the first of whom has ticket 1; `places` of them are drawn."""

    eligible: Sequence[int]
    places: int
    drawn_at: datetime


def commit(tx: Tx, forum_id: int) -> str:
    """Choose the seed, which nobody has seen, unless there is one; the hash that is published now."""
    known = select(Forum.seed_hash).where(Forum.id == forum_id)
    if there := tx.connection.execute(known).scalar_one():
        return there
    seed = secrets.token_hex(32)
    hashed = hashlib.sha256(seed.encode()).hexdigest()
    row = update(Forum).where(Forum.id == forum_id)
    tx.connection.execute(row.values(seed=tx.vault.seal(seed, SEED), seed_hash=hashed))
    return hashed


def seed(tx: Tx, forum_id: int) -> str:
    """The seed, for drawing and, once that is done, for everybody; empty while there is none."""
    sealed = tx.connection.execute(select(Forum.seed).where(Forum.id == forum_id)).scalar_one()
    return tx.vault.open(sealed, SEED) if sealed is not None else ""


def keep(tx: Tx, forum_id: int, eligible: Sequence[int], places: int, now: datetime) -> None:
    """These could be drawn, in the order of their tickets, for so many places."""
    sealed = tx.vault.seal(packed(eligible), ELIGIBLE)
    row = {"eligible": sealed, "tickets": len(eligible), "places": places, "drawn_at": now}
    tx.connection.execute(insert(ForumLot).values(forum_id=forum_id, **row))


def widen(tx: Tx, forum_id: int, places: int) -> None:
    """So many are drawn of the same lot: those who come next in it are drawn as well."""
    tx.connection.execute(update(ForumLot).where(ForumLot.forum_id == forum_id).values(places=places))


def size(tx: Tx, forum_id: int) -> tuple[int, int] | None:
    """How many tickets there are, and how many of them are drawn; None where there was no lot."""
    found = select(ForumLot.tickets, ForumLot.places).where(ForumLot.forum_id == forum_id)
    row = tx.connection.execute(found).one_or_none()
    return (row.tickets, row.places) if row else None


def of(tx: Tx, forum_id: int) -> Lot | None:
    """The lot of this forum, if there was one."""
    row = tx.connection.execute(select(ForumLot).where(ForumLot.forum_id == forum_id)).one_or_none()
    if row is None:
        return None
    return Lot(unpacked(tx.vault.open_bytes(row.eligible, ELIGIBLE)), row.places, row.drawn_at)
