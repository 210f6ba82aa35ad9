"""The first tables. Names of keys and indexes follow the convention in `storage.models`."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Written out here and not taken from the models, which go on changing while this stays what it did.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _people()
    _talking()
    _units()
    _given()
    _cases()
    _officials()
    _forums()
    _outbox()
    _keeping()


def _id() -> sa.Column[Any]:
    return sa.Column("id", BIG, sa.Identity(), primary_key=True)


def _text(*names: str, nullable: bool = False, **more: Any) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=nullable, **more) for name in names]


def _sealed(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=nullable) for name in names]


def _number(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=nullable) for name in names]


def _yes_or_no(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Boolean(), nullable=nullable) for name in names]


def _moment(*names: str, nullable: bool = False, **more: Any) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, **more) for name in names]


def _points_to(name: str, target: str, *, nullable: bool = False, **more: Any) -> sa.Column[Any]:
    kind = sa.String() if target == "units.key" else BIG
    return sa.Column(name, kind, sa.ForeignKey(target), nullable=nullable, **more)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _people() -> None:
    op.create_table(
        "citizens",
        _id(),
        *_text("language", "noticed_version"),
        *_yes_or_no("is_minor", nullable=True),
        *_yes_or_no("guardian_agreed"),
        *_moment("first_seen_at", "last_seen_at"),
        *_moment("stopped_at", "blocked_at", "forgotten_at", nullable=True),
    )
    op.create_table(
        "handles",
        _id(),
        _points_to("citizen_id", "citizens.id", index=True),
        *_text("channel", "kind"),
        *_sealed("hash", "value"),
        sa.UniqueConstraint("channel", "kind", "hash"),
    )
    op.create_table(
        "consents",
        _id(),
        _points_to("citizen_id", "citizens.id", index=True),
        *_text("purpose"),
        *_yes_or_no("given"),
        *_text("version", "text_hash", "channel"),
        *_moment("at"),
    )


def _talking() -> None:
    op.create_table(
        "talks",
        _points_to("citizen_id", "citizens.id", primary_key=True),
        *_text("serial", primary_key=True),
        *_text("name"),
        *_sealed("state", nullable=True),
        *_moment("asked_at", index=True),
        *_moment("nudged_at", "ended_at", nullable=True),
    )
    op.create_table(
        "updates",
        *_text("bot", "update_id", primary_key=True),
        *_moment("at", index=True),
    )


def _units() -> None:
    op.create_table(
        "units",
        *_text("key", primary_key=True),
        *_text("name", "group"),
        *_yes_or_no("closed"),
        *_text("merged_into", nullable=True),
    )
    op.create_table(
        "services",
        _points_to("unit", "units.key", primary_key=True),
        *_text("key", primary_key=True),
        *_text("name"),
        *_yes_or_no("closed"),
    )


def _given() -> None:
    elements = "requirements procedure time cost product competence conduct complaints facilities".split()
    _given_by_citizens("ratings", _number("score"))
    _given_by_citizens(
        "surveys",
        [*_number(*elements, nullable=True), *_text("sex", "age", "education", "occupation")],
    )


def _given_by_citizens(name: str, columns: list[sa.Column[Any]]) -> None:
    op.create_table(
        name,
        _id(),
        _points_to("citizen_id", "citizens.id", nullable=True, index=True),
        *_text("talk"),
        _points_to("unit", "units.key"),
        *_text("service"),
        *columns,
        *_sealed("words", nullable=True),
        *_text("channel"),
        *_moment("given_at"),
        sa.UniqueConstraint("citizen_id", "talk"),
        sa.Index(None, "given_at", "unit"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        _id(),
        *_text("number", unique=True),
        _points_to("citizen_id", "citizens.id", nullable=True, index=True),
        *_text("talk", "kind"),
        _points_to("unit", "units.key", nullable=True),
        *_text("category", "about", "route", "state", "known_as"),
        *_sealed("details"),
        *_text("channel", "language"),
        *_moment("opened_at", index=True),
        sa.Column("verify_due", sa.Date(), nullable=False),
        sa.Column("answer_due", sa.Date(), nullable=False),
        *_moment("answered_at", "closed_at", nullable=True),
        sa.UniqueConstraint("citizen_id", "talk"),
        sa.Index(None, "unit", "state"),
    )
    op.create_table(
        "case_events",
        _id(),
        _points_to("case_id", "cases.id", index=True),
        *_text("kind", "actor"),
        *_sealed("words", nullable=True),
        *_moment("at"),
    )


def _officials() -> None:
    op.create_table(
        "officials",
        _id(),
        *_sealed("name"),
        *_text("role"),
        _points_to("unit", "units.key", nullable=True, index=True),
        _points_to("citizen_id", "citizens.id", nullable=True, index=True),
        *_moment("invited_at"),
        *_moment("bound_at", "ended_at", nullable=True),
    )
    op.create_table(
        "invites",
        sa.Column("hash", sa.LargeBinary(), primary_key=True),
        _points_to("official_id", "officials.id"),
        *_moment("expires_at"),
        *_moment("used_at", nullable=True),
    )


def _forums() -> None:
    op.create_table(
        "forums",
        _id(),
        *_text("code", unique=True),
        *_text("topic"),
        _points_to("unit", "units.key", nullable=True),
        *_moment("starts_at"),
        *_text("place"),
        *_moment("created_at"),
    )
    op.create_table(
        "invitations",
        _points_to("forum_id", "forums.id", primary_key=True),
        _points_to("citizen_id", "citizens.id", primary_key=True, index=True),
        *_moment("invited_at"),
        *_text("answer"),
        *_moment("answered_at", nullable=True),
    )
    op.create_table(
        "broadcasts",
        _id(),
        *_text("purpose"),
        _points_to("forum_id", "forums.id", nullable=True),
        *_number("selected"),
        *_moment("created_at"),
    )


def _outbox() -> None:
    pending = _where("state = 'pending'")
    op.create_table(
        "outbox",
        _id(),
        *_text("lane", "channel"),
        _points_to("citizen_id", "citizens.id"),
        *_text("purpose"),
        *_sealed("body", nullable=True),
        *_text("dedupe_key", nullable=True, unique=True),
        *_text("case_number", nullable=True),
        _points_to("broadcast_id", "broadcasts.id", nullable=True, index=True),
        *_text("state", "reason"),
        *_number("tries"),
        *_moment("due_at"),
        *_moment("claimed_until", nullable=True),
        *_moment("created_at"),
        *_moment("finished_at", nullable=True, index=True),
        *_text("sent_ref", nullable=True),
        sa.Index("ix_outbox_pending", "lane", "id", **pending),
        sa.Index("ix_outbox_pending_of_citizen", "citizen_id", "lane", "id", **pending),
        sa.Index(None, "citizen_id", "sent_ref"),
    )


def _keeping() -> None:
    op.create_table(
        "media",
        _id(),
        *_text("owner"),
        sa.Column("owner_id", BIG, nullable=False),
        *_text("channel", "bot"),
        *_sealed("ref"),
        *_text("kind", "mime"),
        *_number("size", nullable=True),
        *_sealed("name", nullable=True),
        *_text("state", "reason", "path"),
        *_number("tries"),
        *_moment("due_at", "added_at"),
        sa.Index(None, "owner", "owner_id"),
        sa.Index("ix_media_waiting", "due_at", **_where("state = 'waiting'")),
    )
    op.create_table(
        "aside",
        _id(),
        *_text("bot", "channel", "update_id"),
        *_sealed("payload"),
        *_text("error"),
        *_moment("at"),
        *_moment("retried_at", nullable=True),
    )
    op.create_table(
        "timetable", *_text("job", primary_key=True), *_moment("due_at"), *_moment("ran_at", nullable=True)
    )
