"""What everybody sees: tablets at the counter with what was rated on them, and cards of offices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class Kiosk(Base):
    """A tablet at a counter, known by the keyed hash of what its cookie holds."""

    __tablename__ = "kiosks"
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class KioskRating(Base):
    """One rating as a tablet sent it, under the id that it was given there; for ever, so that it counts once.

    `clock`: empty when the tablet told when it was given, else why we did not believe it. `rating_id`: NULL
    when it is not counted, as it came too soon after another one. Its index: SQLite looks for what points at
    a rating whenever several ratings come at once.
    """

    __tablename__ = "kiosk_ratings"
    kiosk: Mapped[bytes] = mapped_column(ForeignKey("kiosks.hash"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    rating_id: Mapped[int | None] = mapped_column(ForeignKey("ratings.id"), index=True)
    given_at: Mapped[datetime]
    came_at: Mapped[datetime]
    clock: Mapped[str] = mapped_column(default="")
    __table_args__ = (Index(None, "kiosk", "given_at"),)


class Card(Base):
    """ "You said, we did": a head's two sentences for the public page; in clear, as everybody reads them."""

    __tablename__ = "cards"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"), index=True)
    said: Mapped[str]
    did: Mapped[str]
    written_by: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    written_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]
