"""Addresses of those who were forgotten, as keyed hashes: a backup of before must not bring them back."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "forgotten_handles",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("hash", sa.LargeBinary(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_forgotten_handles_at", "forgotten_handles", ["at"])
