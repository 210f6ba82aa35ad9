"""Cases and all that happens to them: who has them, what moved them, what was promised and shown."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.auditing import Committed, Sealable
from storage.models.base import Base, BigId, Ids, partial_index


class Case(Base):
    """Anything handed in that must be answered.

    `route`: who may read it (unit, overseers, coordinator). `details` is sealed JSON: words, where, when,
    and with `known_as` open the name and contact. `version` grows with every step, so that two officials
    never overwrite each other. `next_step` is due on `next_at`: an open case has both, always.

    Index (unit, state): a unit's cases. The partial indexes hold open cases only: whose they are, and what is
    due next. Indexes on answered_at and closed_at: a week is counted from what is open and what moved in it.
    Index on merged_into: the reports that follow another one.
    """

    __tablename__ = "cases"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    talk: Mapped[str]
    kind: Mapped[str]
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.key"))
    category: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    route: Mapped[str]
    state: Mapped[str]
    known_as: Mapped[str]
    details: Mapped[bytes]
    channel: Mapped[str]
    language: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(index=True)
    verify_due: Mapped[date]
    answer_due: Mapped[date]
    answered_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None] = mapped_column()
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("officials.id"))
    state_at: Mapped[datetime]  # since when it is in this state
    version: Mapped[int] = mapped_column(default=0)
    outer_due: Mapped[date]  # the outermost limit, by weight
    reply_due: Mapped[date | None]  # while we wait for the reporter: until when
    next_step: Mapped[str] = mapped_column(default="")  # verify, answer, reporter, head; empty once closed
    next_at: Mapped[date | None]
    reopened: Mapped[int] = mapped_column(default=0)  # how often its reporter said "not yet"
    outcome: Mapped[str] = mapped_column(default="")  # as proposed: fixed, answered, cannot, not_ours
    closed_by: Mapped[str] = mapped_column(default="")  # reporter, silence, official
    handling: Mapped[int | None]  # 1..4: the reporter's rating of the handling
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    people: Mapped[int] = mapped_column(server_default="1")  # on behalf of how many an organisation speaks
    lapor_id: Mapped[str | None] = mapped_column(unique=True)  # its tracking id in SP4N-LAPOR!
    # Officials by id: those of the unit it bypasses, as they were then; and those who stepped out of it.
    bypassed: Mapped[frozenset[int]] = mapped_column(Ids, default=frozenset())
    stepped_out: Mapped[frozenset[int]] = mapped_column(Ids, default=frozenset())
    __table_args__ = (
        UniqueConstraint("citizen_id", "talk"),
        Index(None, "unit", "state"),
        partial_index("ix_cases_closed_at", "closed_at IS NOT NULL", "closed_at"),
        partial_index("ix_cases_open_of_owner", "closed_at IS NULL", "owner_id"),
        partial_index("ix_cases_open_next", "closed_at IS NULL", "next_at"),
    )


class CaseEvent(Committed, Base):
    """What happened to a case, in order: only added to. `state`: where the step led, if it moved the case."""

    __tablename__ = "case_events"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    actor: Mapped[str]  # citizen, official:ID, system
    words: Mapped[bytes | None]
    at: Mapped[datetime] = mapped_column(index=True)  # a week's steps
    state: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # a key: of a list in config.yaml, or of our own
    target: Mapped[str] = mapped_column(default="")  # official:ID, unit:KEY or case:NUMBER it went to


class Rung(Base):
    """One reminder of one deadline, sent once; `tapped_at` is the tap that keeps it from climbing on.

    `rung`: 1 the owner before the day, 2 the head when it has passed, 3 the coordinator, 4 the overseers.
    """

    __tablename__ = "rungs"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    deadline: Mapped[str] = mapped_column(primary_key=True)  # verify, answer, outer, head
    due: Mapped[date] = mapped_column(primary_key=True)
    rung: Mapped[int] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime]
    tapped_at: Mapped[datetime | None]
    tapped_by: Mapped[int | None] = mapped_column(ForeignKey("officials.id"))


class Promise(Base):
    """A day promised to a reporter whose case cannot be settled yet. Partial index: what is still to come."""

    __tablename__ = "promises"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    due: Mapped[date]
    made_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # the reporter heard that the day has come
    kept_at: Mapped[datetime | None]
    __table_args__ = (partial_index("ix_promises_open", "kept_at IS NULL", "due"),)


class Proof(Base):
    """How a photo of a case looks, so that the same one is known again. `hashes`: 8 bytes each.

    `role`: complaint (came with it) or closing (shows that it was settled). `verdict`: waiting, good, same or
    unread (no picture to look at). The partial index holds what waits, which is looked for all the time.
    """

    __tablename__ = "proofs"
    media_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)  # outlives the file
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    role: Mapped[str]
    hashes: Mapped[bytes] = mapped_column(default=b"")
    verdict: Mapped[str]
    like_media_id: Mapped[int | None] = mapped_column(BigId)
    judged_at: Mapped[datetime | None]
    __table_args__ = (partial_index("ix_proofs_waiting", "verdict = 'waiting'", "case_id"),)


class Canned(Base):
    """A ready answer of a unit."""

    __tablename__ = "canned"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"), index=True)
    title: Mapped[str]
    words: Mapped[bytes]  # sealed: somebody may have left a name in it
    added_by: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    added_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]


class Figures(Sealable, Base):
    """The public numbers of a closed period, as they were published: never computed again."""

    __tablename__ = "figures"
    period: Mapped[str] = mapped_column(primary_key=True)
    numbers: Mapped[str]  # JSON, nothing personal in it
    frozen_at: Mapped[datetime]
