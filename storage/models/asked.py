"""Reports that officials asked for in the chat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId, partial_index


class ReportAsked(Base):
    """One SKM report that is to be made and sent to the chat in which it was asked for.

    `state`: waiting, done, failed. `due_at`: whoever makes it moves it ahead, so that nobody else begins
    meanwhile, and somebody does if they die. The partial index is for those that wait.
    """

    __tablename__ = "reports_asked"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), index=True)
    channel: Mapped[str]
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"))
    period: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)  # that failed
    due_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    __table_args__ = (partial_index("ix_reports_asked_waiting", "state = 'waiting'", "due_at"),)
