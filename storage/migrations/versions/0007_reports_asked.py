"""Reports that officials asked for in the chat."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reports_asked",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("citizen_id", BIG, sa.ForeignKey("citizens.id"), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), sa.ForeignKey("units.key"), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_reports_asked_citizen_id", "reports_asked", ["citizen_id"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_reports_asked_waiting",
        "reports_asked",
        ["due_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
