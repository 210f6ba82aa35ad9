"""What networks tell of messages after they took them, and who asked for a case that was not theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class Status(Base):
    """What became of one message we sent, in whatever order the network tells it.

    No key to the outbox: a network is often quicker than we are in writing down what it called a message.
    Index on `at` for the sweep.
    """

    __tablename__ = "statuses"
    channel: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    delivered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    code: Mapped[int] = mapped_column(default=0)  # the network's own, of the failure
    at: Mapped[datetime] = mapped_column(index=True)  # when we last heard of it


class PinTry(Base):
    """A wrong PIN: too many of a chat or for a case, and nobody gets there by trying."""

    __tablename__ = "pin_tries"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    chat: Mapped[bytes]  # the hash of where it came from; tells nobody who that is
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))  # none has the number that was named
    at: Mapped[datetime]
    __table_args__ = (Index(None, "chat", "at"), Index(None, "case_id", "at"))
