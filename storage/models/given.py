"""What citizens give beside cases: ratings, surveys, and the files that come with all of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.auditing import Sealable
from storage.models.base import Base, BigId, partial_index


class Rating(Sealable, Base):
    """One quick score. Unique per talk: a replay doubles nothing. Index (given_at, unit): a week's digest."""

    __tablename__ = "ratings"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    talk: Mapped[str]
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"))
    service: Mapped[str] = mapped_column(default="")
    score: Mapped[int]
    words: Mapped[bytes | None]
    channel: Mapped[str]
    given_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("citizen_id", "talk"), Index(None, "given_at", "unit"))


class Survey(Sealable, Base):
    """The nine elements of one respondent, 1 to 4 each; profile only where there was consent.

    A form on paper has no citizen: it belongs to an import, and its hash finds it when it comes again.
    """

    __tablename__ = "surveys"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    talk: Mapped[str]
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"))
    service: Mapped[str] = mapped_column(default="")
    requirements: Mapped[int | None]
    procedure: Mapped[int | None]
    time: Mapped[int | None]
    cost: Mapped[int | None]
    product: Mapped[int | None]
    competence: Mapped[int | None]
    conduct: Mapped[int | None]
    complaints: Mapped[int | None]
    facilities: Mapped[int | None]
    sex: Mapped[str] = mapped_column(default="")
    age: Mapped[str] = mapped_column(default="")
    education: Mapped[str] = mapped_column(default="")
    occupation: Mapped[str] = mapped_column(default="")
    words: Mapped[bytes | None]
    channel: Mapped[str]
    given_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"), index=True)
    form_hash: Mapped[str | None] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint("citizen_id", "talk"), Index(None, "given_at", "unit"))


class Media(Base):
    """A photo, voice or document that came with a rating, survey or case: the file's id and its copy on disk.

    `state`: waiting, kept, refused. Partial index on what is waiting.
    """

    __tablename__ = "media"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    owner: Mapped[str]  # rating, survey, case
    owner_id: Mapped[int] = mapped_column(BigId)
    channel: Mapped[str]
    bot: Mapped[str]
    ref: Mapped[bytes]  # sealed: the channel's id for fetching
    kind: Mapped[str]
    mime: Mapped[str] = mapped_column(default="")
    size: Mapped[int | None]
    name: Mapped[bytes | None]  # sealed: a file's name may tell who somebody is
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    path: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    added_at: Mapped[datetime]
    __table_args__ = (
        Index(None, "owner", "owner_id"),
        partial_index("ix_media_waiting", "state = 'waiting'", "due_at"),
    )
