"""Networks that take a message at any time only in agreed words: whose window is closed, and what it cost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class Window(Base):
    """What is known of somebody's window besides when they wrote last; the row goes when they write again."""

    __tablename__ = "windows"
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime | None]  # the network called it closed, though our clock thought it open
    asked_at: Mapped[datetime | None]  # they were told that something waits for them


class TemplateSend(Base):
    """One paid template: reserved before it leaves, deleted when it did not go.

    No key to the outbox, whose rows are swept: what was paid stays. Indexes: a month's sum, a day's people.
    """

    __tablename__ = "template_sends"
    outbox_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    channel: Mapped[str]
    purpose: Mapped[str]
    template: Mapped[str]
    category: Mapped[str]  # utility, marketing
    price: Mapped[int]  # rupiah
    month: Mapped[str]  # 2026-11, in the city's zone
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (Index(None, "channel", "month"),)


class NetworkFact(Base):
    """What a network told of our account: the state of templates, quality, how many people a day."""

    __tablename__ = "network_facts"
    channel: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
