"""Quick polls of a forum, the answers to them, and what those who came thought of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _polls()
    _votes()
    _opinions()


def _key(name: str, column: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, BIG, sa.ForeignKey(column), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _polls() -> None:
    op.create_table(
        "forum_polls",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        _key("forum_id", "forums.id"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("question", "answers", "opened_by")),
        _moment("opened_at"),
        _moment("closes_at"),
        sa.Column("asked", sa.Integer(), nullable=False),
        _moment("closed_at", nullable=True),
        _moment("told_at", nullable=True),
        sa.Column("picture", sa.String(), nullable=False, server_default=""),
        _moment("shared_at", nullable=True),
    )
    op.create_index("ix_forum_polls_forum_id", "forum_polls", ["forum_id"])
    _partial("uq_forum_polls_open", "closed_at IS NULL", "forum_id", unique=True)
    _partial("ix_forum_polls_untold", "told_at IS NULL", "id", unique=False)


def _partial(name: str, condition: str, column: str, *, unique: bool) -> None:
    where = sa.text(condition)
    op.create_index(name, "forum_polls", [column], unique=unique, sqlite_where=where, postgresql_where=where)


def _votes() -> None:
    op.create_table(
        "forum_poll_votes",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        _key("poll_id", "forum_polls.id"),
        _key("citizen_id", "citizens.id", nullable=True),
        sa.Column("answer", sa.Integer(), nullable=False),
        _moment("at"),
        sa.UniqueConstraint("poll_id", "citizen_id"),
    )
    op.create_index("ix_forum_poll_votes_citizen_id", "forum_poll_votes", ["citizen_id"])


def _opinions() -> None:
    op.create_table(
        "forum_opinions",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        _key("forum_id", "forums.id"),
        _key("citizen_id", "citizens.id", nullable=True),
        sa.Column("useful", sa.Integer(), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _moment("at"),
        sa.UniqueConstraint("forum_id", "citizen_id"),
    )
    op.create_index("ix_forum_opinions_citizen_id", "forum_opinions", ["citizen_id"])
