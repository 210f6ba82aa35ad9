"""What is sent, what was set aside, and what is due."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId, partial_index


class Broadcast(Base):
    """One selection of recipients; its parts and outbox rows make up the account.

    `state`: asked (waits for a second person's yes), going, paused, stopped, done. `made_by` and `agreed_by`:
    "official:ID" or "operator". `progress_id`: the message in its maker's chat that tells how far it is.
    """

    __tablename__ = "broadcasts"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    purpose: Mapped[str]  # invitation
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id"))
    selected: Mapped[int]
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default="going")
    made_by: Mapped[str] = mapped_column(server_default="operator")
    agreed_by: Mapped[str] = mapped_column(server_default="")
    audience: Mapped[str] = mapped_column(server_default="")  # JSON: whom it was meant for
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    progress_id: Mapped[int | None] = mapped_column(BigId)  # in the outbox, until retention sweeps it
    told_at: Mapped[datetime | None]


class BroadcastPart(Base):
    """A broadcast's recipients on one network: selected = queued + dropped + those who still wait.

    `queued`: of all who were selected, in their order, so many are in the outbox. `dropped`: who never came
    into it, and why.
    """

    __tablename__ = "broadcast_parts"
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    selected: Mapped[int]
    queued: Mapped[int] = mapped_column(default=0)
    dropped: Mapped[int] = mapped_column(default=0)
    dropped_for: Mapped[str] = mapped_column(default="")


class BroadcastSlice(Base):
    """Some of those who were selected, by id, sealed; `first`: the place of the first of them in their part.

    They are written once, by the thousand, and go when all of them are in the outbox.
    """

    __tablename__ = "broadcast_slices"
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    people: Mapped[bytes]


class Document(Base):
    """A picture or a report that messages carry, until retention sweeps it (index made_at)."""

    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    name: Mapped[str]
    mime: Mapped[str]
    content: Mapped[bytes]  # sealed
    made_at: Mapped[datetime] = mapped_column(index=True)


class Outbox(Base):
    """Everything that is to be sent, one row a message, until long after it was sent.

    `state`: pending, sent, failed, skipped, unknown. `claimed_until` is a lease, never a lock held while
    sending. The chat is the citizen: order is kept within it, which is the second partial index on what is
    pending; the first is the claim's. Index (citizen, sent_ref): a reply to a message finds its case; the
    third partial index: what WhatsApp tells of a message finds its row; the one of broadcasts: an account is
    read from the index alone.
    """

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    lane: Mapped[str]  # reply, bulk
    channel: Mapped[str]
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"))
    purpose: Mapped[str]  # reply, notice, answer, digest, invitation, reminder, alarm
    body: Mapped[bytes | None]  # sealed JSON of a Say; emptied by retention
    dedupe_key: Mapped[str | None] = mapped_column(unique=True)
    case_number: Mapped[str | None]
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcasts.id"))
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[int | None]  # the number of the process whose claim it is, on PostgreSQL
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_ref: Mapped[str | None]  # the network's id of the sent message, within its chat
    __table_args__ = (
        partial_index("ix_outbox_pending", "state = 'pending'", "lane", "id"),
        partial_index("ix_outbox_pending_of_citizen", "state = 'pending'", "citizen_id", "lane", "id"),
        Index(None, "citizen_id", "sent_ref"),
        partial_index(
            "ix_outbox_of_broadcast",
            "broadcast_id IS NOT NULL",
            "broadcast_id",
            "channel",
            "state",
            "reason",
        ),
        partial_index("ix_outbox_sent_ref_whatsapp", "channel = 'whatsapp'", "sent_ref"),
    )


class Aside(Base):
    """A message our own code could not deal with, twice and alone: kept sealed until somebody retries it."""

    __tablename__ = "aside"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    bot: Mapped[str]
    channel: Mapped[str]
    update_id: Mapped[str]
    payload: Mapped[bytes]  # sealed
    error: Mapped[str]  # type and place in the code, no values
    at: Mapped[datetime]
    retried_at: Mapped[datetime | None]


class Due(Base):
    """The timetable: one row a job, with the time it is due next. The row is the truth."""

    __tablename__ = "timetable"
    job: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    ran_at: Mapped[datetime | None]
