"""Coming to a forum: who was at the door, and when whoever comes is reminded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class Attendance(Base):
    """Who came: a party that checked in, or people without a chat whom an official counted.

    Unique (forum, citizen): a door passed twice counts once. `group`: as with seats. `by`: "citizen" or
    "official:ID". Never published with a citizen beside it.
    """

    __tablename__ = "forum_attendance"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"), index=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    group: Mapped[str]
    people: Mapped[int]
    walked_in: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("forum_id", "citizen_id"),)


class ForumReminder(Base):
    """When those who come are reminded. `kind`: days3, days1, hours2. The row is the truth: it moves with
    its forum, and goes with it when it is cancelled.
    """

    __tablename__ = "forum_reminders"
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
