"""Tablets at counters and what was rated on them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "kiosks",
        sa.Column("hash", sa.LargeBinary(), primary_key=True),
        _moment("first_at"),
        _moment("last_at"),
    )
    op.create_table(
        "kiosk_ratings",
        sa.Column("kiosk", sa.LargeBinary(), sa.ForeignKey("kiosks.hash"), primary_key=True),
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("rating_id", BIG, sa.ForeignKey("ratings.id"), nullable=True),
        _moment("given_at"),
        _moment("came_at"),
        _text("clock"),
    )
    op.create_index("ix_kiosk_ratings_kiosk_given_at", "kiosk_ratings", ["kiosk", "given_at"])
