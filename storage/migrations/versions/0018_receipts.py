"""Cases by receipt, and updates seen without an order: what came when is told by no row number."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("hash", sa.String(), primary_key=True),
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id"), nullable=False, unique=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "letters_taken",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_letters_taken_at", "letters_taken", ["at"])
    if op.get_bind().dialect.name == "sqlite":
        _unordered_updates()


def _unordered_updates() -> None:
    """What was seen is remembered under other names from now on, so nothing of it need be carried over."""
    op.drop_table("updates")
    op.create_table(
        "updates",
        sa.Column("bot", sa.String(), primary_key=True),
        sa.Column("update_id", sa.String(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_updates_at", "updates", ["at"])
