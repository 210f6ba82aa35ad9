"""What citizens give: ratings, surveys, cases, and the files that come with them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId, partial_index


class Rating(Base):
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


class Survey(Base):
    """The nine elements of one respondent, 1 to 4 each; profile only where there was consent."""

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
    __table_args__ = (UniqueConstraint("citizen_id", "talk"), Index(None, "given_at", "unit"))


class Case(Base):
    """Anything handed in that must be answered.

    `route`: who may read it (unit, overseers, coordinator). `details` is sealed JSON: words, where, when,
    and with `known_as` open the name and contact. Index (unit, state): a unit's open cases.
    """

    __tablename__ = "cases"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    talk: Mapped[str]
    kind: Mapped[str]
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.key"))
    category: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    route: Mapped[str]
    state: Mapped[str]
    known_as: Mapped[str]
    details: Mapped[bytes]
    channel: Mapped[str]
    language: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(index=True)
    verify_due: Mapped[date]
    answer_due: Mapped[date]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("citizen_id", "talk"), Index(None, "unit", "state"))


class CaseEvent(Base):
    """What happened to a case, in order: only added to."""

    __tablename__ = "case_events"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]  # opened, supplemented, answered, cut
    actor: Mapped[str]  # citizen, official:ID, system
    words: Mapped[bytes | None]
    at: Mapped[datetime]


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
