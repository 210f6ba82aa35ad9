"""Ratings: one quick score of a citizen's talk, and later perhaps the words that explain it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from storage.models import Rating
from storage.once import insert_once
from storage.sealing import sealed
from storage.store import Tx

WORDS = "ratings.words"


def give(
    tx: Tx, citizen_id: int, talk: str, unit: str, service: str, score: int, channel: str, now: datetime
) -> int:
    """The id of the rating of this talk. Given again, the first score stands."""
    return insert_once(
        tx,
        Rating,
        {
            "citizen_id": citizen_id,
            "talk": talk,
            "unit": unit,
            "service": service,
            "score": score,
            "channel": channel,
            "given_at": now,
        },
    )


def explain(tx: Tx, citizen_id: int, talk: str, words: str, service: str) -> int | None:
    """Add what is not empty to the rating of this talk; its id, or None when there is no such rating."""
    said = {"words": sealed(tx, words, WORDS), "service": service}
    # The empty SET keeps the row as it is and still says which one it was.
    changes = {column: value for column, value in said.items() if value} or {"talk": talk}
    mine = (Rating.citizen_id == citizen_id) & (Rating.talk == talk)
    return tx.connection.execute(
        update(Rating).where(mine).values(**changes).returning(Rating.id)
    ).scalar_one_or_none()
