"""Questions and proposals for a forum: kept sealed, folded together, and voted for, one vote each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from storage.forum_reminders import STANDS
from storage.models import Forum, ForumQuestion, ForumVote, Invitation
from storage.once import upsert
from storage.seats import INVITED
from storage.store import Tx

WORDS = "forum_questions.words"


@dataclass(frozen=True)
class Question:
    """One question that stands for itself, with its votes; nobody is told whose it is."""

    id: int
    words: str
    votes: int
    mine: bool  # whether the citizen who asks has voted for it
    live: bool
    at: datetime


def ask(
    tx: Tx, forum_id: int, citizen_id: int, words: str, now: datetime, *, into: int | None, live: bool
) -> int:
    """It is kept; its author has voted for it, or for the one that it is folded into."""
    row = {"forum_id": forum_id, "citizen_id": citizen_id, "words": tx.vault.seal(words, WORDS), "at": now}
    new = insert(ForumQuestion).values(**row, folded_into=into, live=live).returning(ForumQuestion.id)
    asked: int = tx.connection.execute(new).scalar_one()
    vote(tx, into or asked, citizen_id, now)
    return into or asked


def of_forum(tx: Tx, forum_id: int, citizen_id: int = 0) -> list[Question]:
    """Those that stand for themselves, the most wanted first, of equal ones the older."""
    votes = select(ForumVote.question_id, func.count().label("votes")).group_by(ForumVote.question_id)
    votes_of = votes.subquery()
    columns = (ForumQuestion.id, ForumQuestion.words, votes_of.c.votes, ForumQuestion.live, ForumQuestion.at)
    rows = (
        select(*columns)
        .outerjoin(votes_of, votes_of.c.question_id == ForumQuestion.id)
        .where(ForumQuestion.forum_id == forum_id, ForumQuestion.folded_into.is_(None))
    )
    mine = _voted_by(tx, citizen_id)
    found = [
        Question(row.id, tx.vault.open(row.words, WORDS), row.votes or 0, row.id in mine, row.live, row.at)
        for row in tx.connection.execute(rows)
    ]
    return sorted(found, key=lambda one: (-one.votes, one.id))


def count_of(tx: Tx, forum_id: int, citizen_id: int) -> int:
    """How many this citizen has asked, folded ones too."""
    mine = (ForumQuestion.forum_id == forum_id) & (ForumQuestion.citizen_id == citizen_id)
    return tx.connection.execute(select(func.count()).where(mine)).scalar_one()


def stands(tx: Tx, forum_id: int, question_id: int) -> bool:
    """Whether there is such a question of this forum that can be voted for."""
    this = (ForumQuestion.id == question_id) & (ForumQuestion.forum_id == forum_id)
    found = select(ForumQuestion.id).where(this, ForumQuestion.folded_into.is_(None))
    return tx.connection.execute(found).first() is not None


def vote(tx: Tx, question_id: int, citizen_id: int, now: datetime) -> None:
    """One vote, however often it is given."""
    row = {"question_id": question_id, "citizen_id": citizen_id, "at": now}
    tx.connection.execute(upsert(tx, ForumVote).values(**row).on_conflict_do_nothing())


def take_back(tx: Tx, question_id: int, citizen_id: int) -> None:
    """They do not vote for it any more."""
    mine = (ForumVote.question_id == question_id) & (ForumVote.citizen_id == citizen_id)
    tx.connection.execute(delete(ForumVote).where(mine))


def raised_by(tx: Tx, question_ids: Collection[int]) -> dict[int, Sequence[int]]:
    """Question to the citizens who asked it, in whatever words."""
    these = ForumQuestion.id.in_(question_ids) | ForumQuestion.folded_into.in_(question_ids)
    rows = select(ForumQuestion.id, ForumQuestion.folded_into, ForumQuestion.citizen_id).where(these)
    known = rows.where(ForumQuestion.citizen_id.is_not(None)).order_by(ForumQuestion.id)
    found: dict[int, list[int]] = {}
    for row in tx.connection.execute(known):
        found.setdefault(row.folded_into or row.id, []).append(row.citizen_id)
    return {question: list(dict.fromkeys(people)) for question, people in found.items()}


def forget(tx: Tx, citizen_id: int) -> None:
    """Nobody's any more: what was asked is dealt with all the same; the votes go."""
    theirs = update(ForumQuestion).where(ForumQuestion.citizen_id == citizen_id)
    tx.connection.execute(theirs.values(citizen_id=None))
    tx.connection.execute(delete(ForumVote).where(ForumVote.citizen_id == citizen_id))


def sweep_people(tx: Tx, before: datetime) -> int:
    """Whose question it was is nobody's business after so long; what was asked stays with the forum."""
    old = update(ForumQuestion).where(ForumQuestion.at < before, ForumQuestion.citizen_id.is_not(None))
    count = tx.connection.execute(old.values(citizen_id=None)).rowcount
    tx.connection.execute(delete(ForumVote).where(ForumVote.at < before))
    return count


def _voted_by(tx: Tx, citizen_id: int) -> set[int]:
    rows = select(ForumVote.question_id).where(ForumVote.citizen_id == citizen_id)
    return set(tx.connection.execute(rows).scalars())


def next_forum(tx: Tx, citizen_id: int, since: datetime) -> str:
    """The code of the forum that comes next of those to which this citizen was invited; or nothing."""
    mine = (Invitation.citizen_id == citizen_id) & (Invitation.through == INVITED)
    rows = select(Forum.code).join(Invitation, Invitation.forum_id == Forum.id).where(mine)
    to_come = rows.where(Forum.state.in_(STANDS), Forum.starts_at > since)
    return tx.connection.execute(to_come.order_by(Forum.starts_at).limit(1)).scalar_one_or_none() or ""
