"""Public forums: what was announced, its seats, what happened to it, who was invited, and the lot."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId, partial_index


class Forum(Base):
    """A public consultation forum.

    `state`: draft, reviewed, announced, closed, held, minuted, followed_up, cancelled. `sequence` grows with
    every move and with the cancellation: calendars take the highest. `created_by` and `reviewed_by`:
    "official:ID", or "operator" for the command line. `services`: keys with a blank between them.
    `seed` is sealed until the lot is revealed; its hash stands in the announcement before anything is drawn.
    """

    __tablename__ = "forums"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    topic: Mapped[str]
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.key"))
    starts_at: Mapped[datetime]
    place: Mapped[str]
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default="draft")
    ends_at: Mapped[datetime | None]
    link: Mapped[str] = mapped_column(server_default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    services: Mapped[str] = mapped_column(server_default="")
    words: Mapped[str] = mapped_column(server_default="")  # what the invitation says beside topic and place
    audience: Mapped[str] = mapped_column(server_default="")  # JSON: who is invited
    sequence: Mapped[int] = mapped_column(server_default="0")
    created_by: Mapped[str] = mapped_column(server_default="operator")
    reviewed_by: Mapped[str] = mapped_column(server_default="")
    seed: Mapped[bytes | None]
    seed_hash: Mapped[str] = mapped_column(server_default="")
    tested_at: Mapped[datetime | None]  # since when the test group has this very invitation
    # What a link that was passed on gives to who was not invited: interest, or waiting (the citizens' line).
    shared_link: Mapped[str] = mapped_column(server_default="interest")


class ForumSeats(Base):
    """How many seats a group has: citizens, users, ngos, experts, press, officials."""

    __tablename__ = "forum_seats"
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"), primary_key=True)
    group: Mapped[str] = mapped_column(primary_key=True)
    seats: Mapped[int]


class ForumStep(Base):
    """What happened to a forum, in order: only added to. `detail` is JSON: from and to, or why."""

    __tablename__ = "forum_steps"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"), index=True)
    kind: Mapped[str]  # drafted, changed, reviewed, announced, moved, cancelled, closed, held ...
    actor: Mapped[str]
    at: Mapped[datetime]
    detail: Mapped[str] = mapped_column(server_default="")


class ForumLot(Base):
    """The lot of a forum: who could be drawn, in the order of their tickets, and for how many places.

    `eligible` is sealed: the citizens' ids, the first of whom has ticket 1. Who is drawn follows from it and
    from the forum's seed, so nothing else is kept.
    """

    __tablename__ = "forum_lots"
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"), primary_key=True)
    eligible: Mapped[bytes]
    tickets: Mapped[int]
    places: Mapped[int]
    drawn_at: Mapped[datetime]


class Invitation(Base):
    """One citizen and one forum: invited or come by a link, and what they said.

    `answer`: nothing yet, come, perhaps, cannot, waiting, offered. `through`: invitation, or link (shared by
    somebody). `group`: whose seats they take; empty until it is known. `party`: people, themselves included.
    `place`: in the waiting list, in which nobody else has it. `asked`: how often a seat was offered. `needs`:
    sealed JSON. `code`: hash of the personal code. The index with `party` counts seats; the partial ones find
    the line, and the owner of a code; the unique one gives an organisation one invitation.
    """

    __tablename__ = "invitations"
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), primary_key=True, index=True)
    invited_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    through: Mapped[str] = mapped_column(server_default="invitation")
    group: Mapped[str] = mapped_column(server_default="")
    party: Mapped[int] = mapped_column(server_default="1")
    place: Mapped[int | None]
    offered_until: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(server_default="0")
    needs: Mapped[bytes | None]
    code: Mapped[bytes | None]
    organisation_id: Mapped[int | None] = mapped_column(BigId)  # for which they come; it may be gone by now
    __table_args__ = (
        Index("ix_invitations_organisation", "forum_id", "organisation_id", unique=True),
        Index(None, "forum_id", "answer", "group", "party"),
        partial_index("ix_invitations_line", "place IS NOT NULL", "forum_id", "group", "place"),
        partial_index("ix_invitations_code", "code IS NOT NULL", "code"),
    )
