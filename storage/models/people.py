"""Who people are to us, and what they are saying: citizens, handles, consents, talks, updates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId, partial_index


class Citizen(Base):
    """A person as we know them: no name, no number, only handles beside it.

    `forgotten_at`: identities were cut, the rows that count for statistics stay.
    """

    __tablename__ = "citizens"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    language: Mapped[str]
    noticed_version: Mapped[str] = mapped_column(default="")
    is_minor: Mapped[bool | None]
    guardian_agreed: Mapped[bool] = mapped_column(default=False)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]  # wants no pushes
    blocked_at: Mapped[datetime | None]  # blocked the bot: nothing can be sent
    forgotten_at: Mapped[datetime | None]


class Handle(Base):
    """How a channel addresses a citizen. Found by keyed hash (unique); the value itself is sealed."""

    __tablename__ = "handles"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), index=True)
    channel: Mapped[str]
    kind: Mapped[str]  # chat, bsuid, phone, key
    hash: Mapped[bytes]
    value: Mapped[bytes]
    __table_args__ = (UniqueConstraint("channel", "kind", "hash"),)


class Consent(Base):
    """Proof of one yes or no: purpose, notice version and hash of its text, channel, time. Only added to."""

    __tablename__ = "consents"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), index=True)
    purpose: Mapped[str]  # notice, profile, invitations, guardian
    given: Mapped[bool]
    version: Mapped[str]
    text_hash: Mapped[str]
    channel: Mapped[str]
    at: Mapped[datetime]


class Talk(Base):
    """One run of a conversation. `state` is sealed JSON, emptied when the talk ends.

    Partial index on what is open: every turn reads a citizen's open talks, however many have ended. Index on
    asked_at: nudges and expiry.
    """

    __tablename__ = "talks"
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    serial: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    state: Mapped[bytes | None]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    nudged_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (partial_index("ix_talks_open", "ended_at IS NULL", "citizen_id"),)


class Update(Base):
    """What was seen before: one row per update of a bot, kept 14 days. Index on `at` for the sweep.

    Without row numbers: in which order updates came would tell who was here when.
    """

    __tablename__ = "updates"
    bot: Mapped[str] = mapped_column(primary_key=True)
    update_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it once
