"""What a forum is asked: quick polls while it is held, and afterwards what those who came thought of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId, partial_index

_OPEN = text("closed_at IS NULL")


class ForumPoll(Base):
    """A question of the organiser to those who are there; `answers`: a JSON list of two to six.

    `opened_by`: "official:ID", or "operator". `asked`: how many got it. `told_at`: since when its organiser
    has the result, `shared_at`: those who took part; `picture`: of it, among the documents.
    A forum has one open poll; the other partial index finds results that are still to be told.
    """

    __tablename__ = "forum_polls"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"), index=True)
    question: Mapped[str]
    answers: Mapped[str]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    asked: Mapped[int]
    closed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    picture: Mapped[str] = mapped_column(server_default="")
    shared_at: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_forum_polls_open", "forum_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        partial_index("ix_forum_polls_untold", "told_at IS NULL", "id"),
    )


class ForumPollVote(Base):
    """One person's answer to one poll, the last one counting. `answer`: its place, from 0 on.

    `citizen_id`: whose it is; NULL once that is nobody's business any more.
    """

    __tablename__ = "forum_poll_votes"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("forum_polls.id"))
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    answer: Mapped[int]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("poll_id", "citizen_id"),)


class ForumOpinion(Base):
    """What somebody who came thought of a forum: 1 to 4 each; `words` are sealed.

    `heard`: whether what they said was; NULL: not answered. `citizen_id`: NULL once it is nobody's.
    """

    __tablename__ = "forum_opinions"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"))
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    useful: Mapped[int]
    heard: Mapped[int | None]
    words: Mapped[bytes | None]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("forum_id", "citizen_id"),)
