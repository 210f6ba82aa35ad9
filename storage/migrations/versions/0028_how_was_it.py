"""Who was asked by themselves how a report was handled, or how a visit was."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "handling_asked",
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("broadcast_id", BIG, sa.ForeignKey("broadcasts.id"), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_handling_asked_broadcast_id", "handling_asked", ["broadcast_id"])
    op.create_table(
        "survey_asked",
        sa.Column("broadcast_id", BIG, sa.ForeignKey("broadcasts.id"), primary_key=True),
        sa.Column("citizen_id", BIG, sa.ForeignKey("citizens.id"), primary_key=True),
        sa.Column("unit", sa.String(), sa.ForeignKey("units.key"), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
    for column in ("citizen_id", "asked_at"):
        op.create_index(f"ix_survey_asked_{column}", "survey_asked", [column])
