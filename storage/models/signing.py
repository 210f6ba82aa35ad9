"""Officials who work in a browser: the one-time link that signs it in, and until when it stays so."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class DeskLink(Base):
    """A link that signs one browser in, once; kept as a hash. `browser_id`: whichever opened it first."""

    __tablename__ = "desk_links"
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), index=True)  # the official's chat
    browser_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class DeskSession(Base):
    """A browser that works at an official's desk, up to the day `until`, that day included.

    Kept after its end: what was reported from this browser was reported by the same person.
    """

    __tablename__ = "desk_sessions"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), index=True)  # the official's chat
    browser_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), index=True)
    device: Mapped[str]  # as the browser calls itself, in a word or two
    opened_at: Mapped[datetime]
    until: Mapped[date]
    ended_at: Mapped[datetime | None]
