"""Ratings: one quick score of a citizen's talk, and later perhaps the words that explain it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, func, select, update

from storage.models import Rating
from storage.once import insert_once, upserts
from storage.sealing import sealed
from storage.store import Tx

WORDS = "ratings.words"
_GIVEN = upserts(lambda insert: insert(Rating).on_conflict_do_nothing().returning(Rating.id))
_SERVICE = bindparam("of", type_=Rating.service.type)
_EXPLAINED = (
    update(Rating)
    .where(Rating.citizen_id == bindparam("whose"), Rating.talk == bindparam("which"))
    .values(
        words=func.coalesce(bindparam("said", type_=Rating.words.type), Rating.words),
        service=case((_SERVICE == "", Rating.service), else_=_SERVICE),
    )
)


@dataclass(frozen=True)
class NewRating:
    """One quick score of a citizen's talk."""

    citizen_id: int
    talk: str
    unit: str
    service: str
    score: int
    channel: str
    given_at: datetime


@dataclass(frozen=True)
class Explanation:
    """Words and service for the rating of a talk; what is empty changes nothing."""

    citizen_id: int
    talk: str
    words: str
    service: str


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


def give_many(tx: Tx, ratings: Iterable[NewRating]) -> None:
    """One rating for each of these talks. Given again, the first score stands."""
    if rows := [vars(rating) for rating in ratings]:
        tx.connection.execute(_GIVEN[tx.dialect], rows)


def explain_many(tx: Tx, explanations: Iterable[Explanation]) -> None:
    """Add what is not empty to the ratings of these talks, those that there are."""
    rows = [
        {"whose": one.citizen_id, "which": one.talk, "said": sealed(tx, one.words, WORDS), "of": one.service}
        for one in explanations
    ]
    if rows:
        tx.connection.execute(_EXPLAINED, rows)


def of_talk(tx: Tx, citizen_id: int, talk: str) -> int | None:
    """The id of the rating of this talk, where there is one."""
    mine = (Rating.citizen_id == citizen_id) & (Rating.talk == talk)
    return tx.connection.execute(select(Rating.id).where(mine)).scalar_one_or_none()


def explain(tx: Tx, citizen_id: int, talk: str, words: str, service: str) -> int | None:
    """Add what is not empty to the rating of this talk; its id, or None when there is no such rating."""
    said = {"words": sealed(tx, words, WORDS), "service": service}
    # The empty SET keeps the row as it is and still says which one it was.
    changes = {column: value for column, value in said.items() if value} or {"talk": talk}
    mine = (Rating.citizen_id == citizen_id) & (Rating.talk == talk)
    return tx.connection.execute(
        update(Rating).where(mine).values(**changes).returning(Rating.id)
    ).scalar_one_or_none()
