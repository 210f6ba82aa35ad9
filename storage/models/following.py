"""What becomes of a forum: questions gathered before it, its minutes, and what was agreed in it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class ForumQuestion(Base):
    """A question or a proposal for a forum; `words` are sealed.

    `citizen_id`: whose it is; NULL once they want to be forgotten. `folded_into`: it says nearly the same as
    this earlier one, and counts as a vote for it. `live`: it came while the forum was held.
    """

    __tablename__ = "forum_questions"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"), index=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    words: Mapped[bytes]
    folded_into: Mapped[int | None] = mapped_column(ForeignKey("forum_questions.id"))
    live: Mapped[bool]
    at: Mapped[datetime]


class ForumVote(Base):
    """One vote for a question; whose question it is has voted for it."""

    __tablename__ = "forum_votes"
    question_id: Mapped[int] = mapped_column(ForeignKey("forum_questions.id"), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class ForumMinutes(Base):
    """What was said at a forum, as one wrote it down and another one looked at it.

    `written_by` and `reviewed_by`: "official:ID", or "operator". `pdf`: sealed, as everybody may have it.
    """

    __tablename__ = "forum_minutes"
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"), primary_key=True)
    summary: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    reviewed_by: Mapped[str] = mapped_column(server_default="")
    published_at: Mapped[datetime | None]
    pdf: Mapped[bytes | None]


class ForumAgreement(Base):
    """Something that was agreed: an office sees to it by a day. Unique (forum, place): each is there once.

    `question_id`: from whose question it came. `case_id`: the case as which it is worked on, from the day on
    which the minutes are published. `raised_told` and `told`: the standing that those who raised it, and
    everybody, heard of last.
    """

    __tablename__ = "forum_agreements"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"))
    place: Mapped[int]
    words: Mapped[str]
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"))
    due: Mapped[date]
    question_id: Mapped[int | None] = mapped_column(ForeignKey("forum_questions.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), unique=True)
    raised_told: Mapped[str] = mapped_column(server_default="")
    raised_at: Mapped[datetime | None]
    told: Mapped[str] = mapped_column(server_default="")
    told_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("forum_id", "place"),)
