"""What people are asked by themselves: how their report was handled, and how a visit was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class HandlingAsked(Base):
    """That the reporter of a closed case was asked how it was handled: once a case, and never again.

    Without a broadcast: they were asked when they closed it, and would rather not say.
    """

    __tablename__ = "handling_asked"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcasts.id"), index=True)
    asked_at: Mapped[datetime]


class SurveyAsked(Base):
    """Whom a broadcast asks for the survey of which office; index asked_at: who was asked not long ago."""

    __tablename__ = "survey_asked"
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), primary_key=True, index=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"))
    service: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(index=True)
