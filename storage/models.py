"""Every table and why each index is there. Sealed columns hold AES-GCM ciphertext (see `vault`)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
# SQLite only counts up by itself in a column that is exactly INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A point in time, always in UTC and always aware, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment, bytes: LargeBinary, str: String}


class Citizen(Base):
    """A person as we know them: no name, no number, only handles beside it.

    `forgotten_at`: identities were cut, the rows that count for statistics stay.
    """

    __tablename__ = "citizens"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    language: Mapped[str]
    noticed_version: Mapped[str] = mapped_column(default="")
    is_minor: Mapped[bool | None]
    guardian_agreed: Mapped[bool] = mapped_column(default=False)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]  # wants no pushes
    blocked_at: Mapped[datetime | None]  # blocked the bot: nothing can be sent
    forgotten_at: Mapped[datetime | None]


class Handle(Base):
    """How a channel addresses a citizen. Found by keyed hash (unique); the value itself is sealed."""

    __tablename__ = "handles"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), index=True)
    channel: Mapped[str]
    kind: Mapped[str]  # chat, bsuid, phone, key
    hash: Mapped[bytes]
    value: Mapped[bytes]
    __table_args__ = (UniqueConstraint("channel", "kind", "hash"),)


class Consent(Base):
    """Proof of one yes or no: purpose, notice version and hash of its text, channel, time. Only added to."""

    __tablename__ = "consents"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), index=True)
    purpose: Mapped[str]  # notice, profile, invitations, guardian
    given: Mapped[bool]
    version: Mapped[str]
    text_hash: Mapped[str]
    channel: Mapped[str]
    at: Mapped[datetime]


class Talk(Base):
    """One run of a conversation. `state` is sealed JSON, emptied when the talk ends.

    Index on citizen: every turn reads a citizen's open talks. Index on asked_at: nudges and expiry.
    """

    __tablename__ = "talks"
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    serial: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    state: Mapped[bytes | None]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    nudged_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Update(Base):
    """What was seen before: one row per update of a bot, kept 14 days. Index on `at` for the sweep."""

    __tablename__ = "updates"
    bot: Mapped[str] = mapped_column(primary_key=True)
    update_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Unit(Base):
    """An office, synced from config.yaml; never deleted, as ratings and cases point at it."""

    __tablename__ = "units"
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    group: Mapped[str]
    closed: Mapped[bool] = mapped_column(default=False)
    merged_into: Mapped[str | None]


class Service(Base):
    """What a unit does for people, synced from config.yaml; never deleted."""

    __tablename__ = "services"
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    closed: Mapped[bool] = mapped_column(default=False)


class Rating(Base):
    """One quick score. Unique per talk: a replay doubles nothing. Index (given_at, unit): a week's digest."""

    __tablename__ = "ratings"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    talk: Mapped[str]
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"))
    service: Mapped[str] = mapped_column(default="")
    score: Mapped[int]
    words: Mapped[bytes | None]
    channel: Mapped[str]
    given_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("citizen_id", "talk"), Index(None, "given_at", "unit"))


class Survey(Base):
    """The nine elements of one respondent, 1 to 4 each; profile only where there was consent."""

    __tablename__ = "surveys"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    talk: Mapped[str]
    unit: Mapped[str] = mapped_column(ForeignKey("units.key"))
    service: Mapped[str] = mapped_column(default="")
    requirements: Mapped[int | None]
    procedure: Mapped[int | None]
    time: Mapped[int | None]
    cost: Mapped[int | None]
    product: Mapped[int | None]
    competence: Mapped[int | None]
    conduct: Mapped[int | None]
    complaints: Mapped[int | None]
    facilities: Mapped[int | None]
    sex: Mapped[str] = mapped_column(default="")
    age: Mapped[str] = mapped_column(default="")
    education: Mapped[str] = mapped_column(default="")
    occupation: Mapped[str] = mapped_column(default="")
    words: Mapped[bytes | None]
    channel: Mapped[str]
    given_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("citizen_id", "talk"), Index(None, "given_at", "unit"))


class Case(Base):
    """Anything handed in that must be answered.

    `route`: who may read it (unit, overseers, coordinator). `details` is sealed JSON: words, where, when,
    and with `known_as` open the name and contact. Index (unit, state): a unit's open cases.
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
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("citizen_id", "talk"), Index(None, "unit", "state"))


class CaseEvent(Base):
    """What happened to a case, in order: only added to."""

    __tablename__ = "case_events"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]  # opened, supplemented, answered, cut
    actor: Mapped[str]  # citizen, official:ID, system
    words: Mapped[bytes | None]
    at: Mapped[datetime]


class Media(Base):
    """A photo, voice or document that came with a rating, survey or case: the file's id and its copy on disk.

    `state`: waiting, kept, refused. Partial index on what is waiting.
    """

    __tablename__ = "media"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    owner: Mapped[str]  # rating, survey, case
    owner_id: Mapped[int] = mapped_column(BigId)
    channel: Mapped[str]
    bot: Mapped[str]
    ref: Mapped[bytes]  # sealed: the channel's id for fetching
    kind: Mapped[str]
    mime: Mapped[str] = mapped_column(default="")
    size: Mapped[int | None]
    name: Mapped[bytes | None]  # sealed: a file's name may tell who somebody is
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    path: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    added_at: Mapped[datetime]
    __table_args__ = (
        Index(None, "owner", "owner_id"),
        Index(
            "ix_media_waiting",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )


class Official(Base):
    """Who answers for a unit (officer, head) or the city (coordinator, overseer, operator)."""

    __tablename__ = "officials"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    name: Mapped[bytes]  # sealed
    role: Mapped[str]
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.key"), index=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)  # the bound chat
    invited_at: Mapped[datetime]
    bound_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Invite(Base):
    """A one-time code for an official, kept as a hash."""

    __tablename__ = "invites"
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Forum(Base):
    """A public consultation forum, as announced."""

    __tablename__ = "forums"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    topic: Mapped[str]
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.key"))
    starts_at: Mapped[datetime]
    place: Mapped[str]
    created_at: Mapped[datetime]


class Invitation(Base):
    """One citizen invited to one forum, once, and what they said."""

    __tablename__ = "invitations"
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizens.id"), primary_key=True, index=True)
    invited_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]


class Broadcast(Base):
    """One selection of recipients; its outbox rows make up the account."""

    __tablename__ = "broadcasts"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    purpose: Mapped[str]  # invitation
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id"))
    selected: Mapped[int]
    created_at: Mapped[datetime]


class Outbox(Base):
    """Everything that is to be sent, one row a message, until long after it was sent.

    `state`: pending, sent, failed, skipped, unknown. `claimed_until` is a lease, never a lock held while
    sending. The chat is the citizen: order is kept within it, which is the second partial index on what is
    pending; the first is the claim's. Index (citizen, sent_ref): a reply to a message finds its case.
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
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcasts.id"), index=True)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_ref: Mapped[str | None]  # the network's id of the sent message, within its chat
    __table_args__ = (
        Index(
            "ix_outbox_pending",
            "lane",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_outbox_pending_of_citizen",
            "citizen_id",
            "lane",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(None, "citizen_id", "sent_ref"),
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
