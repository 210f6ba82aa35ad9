"""Who comes to a forum, with how many and what they need; who was there; when they are reminded."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SEATED, CODED = sa.text("answer IN ('come', 'offered', 'waiting')"), sa.text("code IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("forums") as table:
        table.add_column(_text("shared_link", "interest"))
    _invitations()
    _attendance()
    _reminders()


def _text(name: str, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _number(name: str, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _invitations() -> None:
    with op.batch_alter_table("invitations") as table:
        table.add_column(_text("through", "invitation"))
        table.add_column(_text("group", ""))
        table.add_column(_number("party", "1"))
        table.add_column(sa.Column("place", sa.Integer(), nullable=True))
        table.add_column(_moment("offered_until", nullable=True))
        table.add_column(_number("asked", "0"))
        for name in ("needs", "code"):
            table.add_column(sa.Column(name, sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_invitations_seated",
        "invitations",
        ["forum_id", "answer", "group"],
        sqlite_where=SEATED,
        postgresql_where=SEATED,
    )
    op.create_index(
        "ix_invitations_code", "invitations", ["code"], sqlite_where=CODED, postgresql_where=CODED
    )


def _attendance() -> None:
    op.create_table(
        "forum_attendance",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("forum_id", BIG, sa.ForeignKey("forums.id"), nullable=False),
        sa.Column("citizen_id", BIG, sa.ForeignKey("citizens.id"), nullable=True),
        _text("group"),
        _number("people"),
        sa.Column("walked_in", sa.Boolean(), nullable=False),
        _text("by"),
        _moment("at"),
        sa.UniqueConstraint("forum_id", "citizen_id"),
    )
    for column in ("forum_id", "citizen_id"):
        op.create_index(f"ix_forum_attendance_{column}", "forum_attendance", [column])


def _reminders() -> None:
    op.create_table(
        "forum_reminders",
        sa.Column("forum_id", BIG, sa.ForeignKey("forums.id"), primary_key=True),
        sa.Column("kind", sa.String(), primary_key=True),
        _moment("due_at"),
        _moment("done_at", nullable=True),
    )
    op.create_index("ix_forum_reminders_due_at", "forum_reminders", ["due_at"])
