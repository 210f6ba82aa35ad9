"""What those who came thought of a forum: one opinion each, counted; its words are sealed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update

from storage.models import Broadcast, Citizen, Forum, ForumOpinion, ForumStep
from storage.once import upsert
from storage.restrictions import in_use
from storage.store import Tx

PURPOSE = "forum_survey"
WORDS = "forum_opinions.words"
OVER = ("held", "minuted", "followed_up")  # states of a forum that has taken place


@dataclass(frozen=True)
class Counted:
    """How many answered; by score from 1 to 4 how many found it useful, and found themselves heard."""

    answered: int = 0
    useful: Mapping[int, int] = field(default_factory=dict)
    heard: Mapping[int, int] = field(default_factory=dict)


def keep(
    tx: Tx, forum_id: int, citizen_id: int, useful: int, heard: int | None, words: str, now: datetime
) -> None:
    """Their opinion, the last word counting; what they did not say again stays as it was."""
    said: dict[str, object] = {"useful": useful, "at": now}
    said |= {"heard": heard} if heard else {}
    said |= {"words": tx.vault.seal(words, WORDS)} if words else {}
    row = upsert(tx, ForumOpinion).values(forum_id=forum_id, citizen_id=citizen_id, **said)
    tx.connection.execute(row.on_conflict_do_update(index_elements=["forum_id", "citizen_id"], set_=said))


def counted(tx: Tx, forum_id: int) -> Counted:
    """All opinions on this forum in numbers."""
    rows = select(ForumOpinion.useful, ForumOpinion.heard, func.count().label("people"))
    of = rows.where(ForumOpinion.forum_id == forum_id).group_by(ForumOpinion.useful, ForumOpinion.heard)
    useful: dict[int, int] = {}
    heard: dict[int, int] = {}
    for row in tx.connection.execute(of):
        useful[row.useful] = useful.get(row.useful, 0) + row.people
        if row.heard is not None:
            heard[row.heard] = heard.get(row.heard, 0) + row.people
    return Counted(sum(useful.values()), useful, heard)


def words(tx: Tx, forum_id: int, most: int) -> Sequence[str]:
    """What they wrote, the newest first."""
    said = (ForumOpinion.forum_id == forum_id, ForumOpinion.words.is_not(None))
    rows = select(ForumOpinion.words).where(*said).order_by(ForumOpinion.at.desc(), ForumOpinion.id.desc())
    sealed = tx.connection.execute(rows.limit(most)).scalars()
    return [tx.vault.open(words, WORDS) for words in sealed if words]


def to_ask(tx: Tx, since: datetime, until: datetime) -> list[int]:
    """Forums that were said to be held in this span, and whose people were not asked yet, by id."""
    held = exists().where(
        ForumStep.forum_id == Forum.id,
        ForumStep.kind == "held",
        ForumStep.at > since,
        ForumStep.at <= until,
    )
    asked = exists().where(Broadcast.forum_id == Forum.id, Broadcast.purpose == PURPOSE)
    rows = select(Forum.id).where(Forum.state.in_(OVER), held, ~asked).order_by(Forum.id)
    return list(tx.connection.execute(rows).scalars())


def unwilling(tx: Tx, citizen_ids: Collection[int]) -> frozenset[int]:
    """Those of these people who want no news, whose data rests, or who are not there any more."""
    gone = or_(
        Citizen.stopped_at.is_not(None),
        Citizen.blocked_at.is_not(None),
        Citizen.forgotten_at.is_not(None),
        ~in_use(Citizen.id),
    )
    rows = select(Citizen.id).where(Citizen.id.in_(citizen_ids), gone)
    return frozenset(tx.connection.execute(rows).scalars())


def forget(tx: Tx, citizen_id: int) -> None:
    """Nobody's any more, and without its words; the numbers count all the same."""
    theirs = update(ForumOpinion).where(ForumOpinion.citizen_id == citizen_id)
    tx.connection.execute(theirs.values(citizen_id=None, words=None))


def sweep_words(tx: Tx, before: datetime) -> int:
    """What was written goes; the numbers stay."""
    old = (ForumOpinion.at < before, ForumOpinion.words.is_not(None))
    return tx.connection.execute(update(ForumOpinion).where(*old).values(words=None)).rowcount


def sweep_people(tx: Tx, before: datetime) -> int:
    """Whose opinion it was is nobody's business after so long."""
    old = (ForumOpinion.at < before, ForumOpinion.citizen_id.is_not(None))
    return tx.connection.execute(update(ForumOpinion).where(*old).values(citizen_id=None)).rowcount
