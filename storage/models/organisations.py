"""Organisations that registered, and the one-time links by which one passes to another contact person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class Organisation(Base):
    """A non-governmental organisation with the one who writes for it.

    `state`: asked, registered, refused, ended. `topics`: units and services ("unit/key") with a blank between
    them. `name` and `registered_as` are sealed. `citizen_id`: its contact person; NULL once they want to be
    forgotten. `decided_by`: "official:ID". `link`: a hash of the one code that is good, until it is used.
    Indexes: on citizen_id for every turn, on state for lists.
    """

    __tablename__ = "organisations"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    name: Mapped[bytes]
    topics: Mapped[str]
    registered_as: Mapped[bytes | None]
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(server_default="")
    ended_at: Mapped[datetime | None]
    link: Mapped[bytes | None] = mapped_column(unique=True)
    link_until: Mapped[datetime | None]
