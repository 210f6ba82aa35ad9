"""The rights of those whose data this is: what they asked for, what rests, what must stay, who was hit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId, partial_index


class DataRequest(Base):
    """One request of a citizen about their data, due within 3 x 24 hours.

    `kind`: access, correction, restriction, deletion, withdrawal. `state`: open, done, held (a hold forbids
    a part), refused. `citizen_id` goes when they are forgotten; the row stays as proof. `words`: what they
    wrote or were answered, sealed. The partial index is for those that are still open.
    """

    __tablename__ = "data_requests"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    kind: Mapped[str]
    channel: Mapped[str]
    words: Mapped[bytes | None]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]
    state: Mapped[str]
    did: Mapped[str] = mapped_column(default="")  # a key: what was done
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(default="")  # system, official:ID
    reminded_at: Mapped[datetime | None]
    __table_args__ = (partial_index("ix_data_requests_open", "state = 'open'", "due_at"),)


class Restriction(Base):
    """A citizen whose data must rest: in no digest, no export and no broadcast while the row is there.

    `until`: when it ends by itself; empty: when they say so.
    """

    __tablename__ = "restrictions"
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class Hold(Base):
    """A case or a citizen whose rows must stay, whatever retention or their owner say, until it is lifted."""

    __tablename__ = "holds"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    why: Mapped[bytes]
    added_by: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    added_at: Mapped[datetime]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("officials.id"))
    lifted_at: Mapped[datetime | None]


class Breach(Base):
    """A leak, or the drill of one: which rows of which days and units it may have shown.

    `confirmed_by` is somebody else than `asked_by`; the notices go out with it, in one broadcast.
    """

    __tablename__ = "breaches"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    since: Mapped[datetime]
    until: Mapped[datetime]
    tables: Mapped[str]  # names with spaces between them
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.key"))
    affected: Mapped[int]
    why: Mapped[bytes]
    asked_by: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("officials.id"))
    confirmed_at: Mapped[datetime | None]
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcasts.id"))


class ForgottenHandle(Base):
    """An address whose owner was forgotten, as a keyed hash: a backup of before must not bring them back.

    Copied into a file apart, as the table is lost with what a restore overwrites. Index: what goes with time.
    """

    __tablename__ = "forgotten_handles"
    channel: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
