"""A forum's whole life, its seats and its lot; broadcasts that wait for a yes, pause, stop and go on."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _forums()
    _seats()
    _steps()
    _lots()
    _broadcasts()
    _parts()
    _outbox()


def _text(name: str, default: str | None = "") -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def _of(table: str) -> sa.Column[Any]:
    return sa.Column(f"{table[:-1]}_id", BIG, sa.ForeignKey(f"{table}.id"), primary_key=True)


def _forums() -> None:
    with op.batch_alter_table("forums") as table:
        # Whatever was stored before was announced: nothing else could be stored.
        table.add_column(_text("state", "announced"))
        table.add_column(_moment("ends_at"))
        for name in ("link", "services", "words", "audience", "reviewed_by", "seed_hash"):
            table.add_column(_text(name))
        for name in ("latitude", "longitude"):
            table.add_column(sa.Column(name, sa.Double(), nullable=True))
        table.add_column(_number("sequence", "0"))
        table.add_column(_text("created_by", "operator"))
        table.add_column(sa.Column("seed", sa.LargeBinary(), nullable=True))
        table.add_column(_moment("tested_at"))
    with op.batch_alter_table("forums") as table:
        table.alter_column("state", existing_type=sa.String(), server_default="draft")


def _seats() -> None:
    op.create_table(
        "forum_seats",
        _of("forums"),
        sa.Column("group", sa.String(), primary_key=True),
        _number("seats"),
    )


def _steps() -> None:
    op.create_table(
        "forum_steps",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("forum_id", BIG, sa.ForeignKey("forums.id"), nullable=False),
        *(_text(name, None) for name in ("kind", "actor")),
        _moment("at", nullable=False),
        _text("detail"),
    )
    op.create_index("ix_forum_steps_forum_id", "forum_steps", ["forum_id"])


def _lots() -> None:
    op.create_table(
        "forum_lots",
        _of("forums"),
        sa.Column("eligible", sa.LargeBinary(), nullable=False),
        _number("tickets"),
        _number("places"),
        _moment("drawn_at", nullable=False),
    )


def _broadcasts() -> None:
    with op.batch_alter_table("broadcasts") as table:
        table.add_column(_text("state", "going"))
        table.add_column(_text("made_by", "operator"))
        for name in ("agreed_by", "audience"):
            table.add_column(_text(name))
        for name in ("started_at", "finished_at"):
            table.add_column(_moment(name))
        table.add_column(sa.Column("progress_id", BIG, nullable=True))
        table.add_column(_moment("told_at"))


def _parts() -> None:
    op.create_table(
        "broadcast_parts",
        _of("broadcasts"),
        sa.Column("channel", sa.String(), primary_key=True),
        *(_number(name) for name in ("selected", "queued", "dropped")),
        _text("dropped_for", None),
    )
    op.create_table(
        "broadcast_slices",
        _of("broadcasts"),
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("first", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("people", sa.LargeBinary(), nullable=False),
    )


def _outbox() -> None:
    """Of a broadcast the account reads the index alone, and what is no broadcast's is not in it."""
    op.drop_index("ix_outbox_broadcast_id", "outbox")
    of_one = sa.text("broadcast_id IS NOT NULL")
    op.create_index(
        "ix_outbox_of_broadcast",
        "outbox",
        ["broadcast_id", "channel", "state", "reason"],
        sqlite_where=of_one,
        postgresql_where=of_one,
    )
