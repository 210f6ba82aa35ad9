"""What offices tell in public: what was said, and what they did."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cards",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("unit", sa.String(), sa.ForeignKey("units.key"), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("written_by", BIG, sa.ForeignKey("officials.id"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_cards_unit", "cards", ["unit"])
