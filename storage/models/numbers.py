"""What the numbers are held against: policies, trainings, and files of paper forms that were taken in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class Policy(Base):
    """A change that is to be measured; element and window are declared before anything is counted."""

    __tablename__ = "policies"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    starts: Mapped[date]
    element: Mapped[str] = mapped_column(default="")  # of the nine; empty: the whole index
    window_days: Mapped[int]  # so many before the start are held against so many from it on
    declared_at: Mapped[datetime]


class PolicyUnit(Base):
    """A unit in which a policy holds."""

    __tablename__ = "policy_units"
    policy_id: Mapped[int] = mapped_column(ForeignKey("policies.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"), primary_key=True)


class Training(Base):
    """A training that people of a unit had: how many, never who."""

    __tablename__ = "trainings"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"), index=True)
    topic: Mapped[str]
    held_on: Mapped[date]
    people: Mapped[int | None]
    recorded_at: Mapped[datetime]


class Import(Base):
    """A file of paper forms, taken in whole or not at all; `undone_at`: its forms count no more."""

    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"))
    file_name: Mapped[str]
    file_hash: Mapped[str] = mapped_column(index=True)  # SHA-256 of its bytes
    forms: Mapped[int]
    imported_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
