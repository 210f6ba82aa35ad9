"""Questions for a forum and votes for them, its minutes, and what was agreed in it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _questions()
    _votes()
    _minutes()
    _agreements()


def _text(name: str, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _points_at(
    name: str, column: str, *, nullable: bool = False, primary_key: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, BIG, sa.ForeignKey(column), nullable=nullable, primary_key=primary_key)


def _questions() -> None:
    op.create_table(
        "forum_questions",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        _points_at("forum_id", "forums.id"),
        _points_at("citizen_id", "citizens.id", nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        _points_at("folded_into", "forum_questions.id", nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        _moment("at"),
    )
    for column in ("forum_id", "citizen_id"):
        op.create_index(f"ix_forum_questions_{column}", "forum_questions", [column])


def _votes() -> None:
    op.create_table(
        "forum_votes",
        _points_at("question_id", "forum_questions.id", primary_key=True),
        _points_at("citizen_id", "citizens.id", primary_key=True),
        _moment("at"),
    )
    op.create_index("ix_forum_votes_citizen_id", "forum_votes", ["citizen_id"])


def _minutes() -> None:
    op.create_table(
        "forum_minutes",
        _points_at("forum_id", "forums.id", primary_key=True),
        _text("summary"),
        _text("written_by"),
        _moment("written_at"),
        _text("reviewed_by", ""),
        _moment("published_at", nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
    )


def _agreements() -> None:
    op.create_table(
        "forum_agreements",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        _points_at("forum_id", "forums.id"),
        sa.Column("place", sa.Integer(), nullable=False),
        _text("words"),
        sa.Column("unit", sa.String(), sa.ForeignKey("units.key"), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        _points_at("question_id", "forum_questions.id", nullable=True),
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id"), nullable=True, unique=True),
        _text("raised_told", ""),
        _moment("raised_at", nullable=True),
        _text("told", ""),
        _moment("told_at", nullable=True),
        sa.UniqueConstraint("forum_id", "place"),
    )
