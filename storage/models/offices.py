"""The offices and whom they ask: units, services, officials."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.auditing import Sealable
from storage.models.base import Base, BigId


class Unit(Base):
    """An office, synced from config.yaml; never deleted, as ratings and cases point at it."""

    __tablename__ = "units"
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    group: Mapped[str]
    closed: Mapped[bool] = mapped_column(default=False)
    merged_into: Mapped[str | None]


class Service(Base):
    """What a unit does for people, synced from config.yaml; never deleted."""

    __tablename__ = "services"
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    closed: Mapped[bool] = mapped_column(default=False)


class Official(Sealable, Base):
    """Who answers for a unit (officer, head) or the city (coordinator, overseer, operator).

    `acting`: plt or plh, an office for a time, which ends by itself after `until`. Who is away (from and to,
    both days included) is stood in for by `stand_in_id`.
    """

    __tablename__ = "officials"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    name: Mapped[bytes]  # sealed
    role: Mapped[str]
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.key"), index=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)  # the bound chat
    invited_at: Mapped[datetime]
    bound_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    acting: Mapped[str] = mapped_column(default="")
    until: Mapped[date | None]
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("officials.id"))


class DigestRead(Base):
    """One digest to one official: when it went into the outbox, was read, and was reported as unread."""

    __tablename__ = "digest_reads"
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"), primary_key=True)
    week: Mapped[str] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(index=True)
    read_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]


class Invite(Base):
    """A one-time code for an official, kept as a hash."""

    __tablename__ = "invites"
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
