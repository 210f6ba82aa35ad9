"""Wrong PINs are counted for a chat too. Nothing had been written to the table until now."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("pin_tries")
    op.create_table(
        "pin_tries",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_pin_tries_case_id"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_pin_tries_chat_at", "pin_tries", ["chat", "at"])
    op.create_index("ix_pin_tries_case_id_at", "pin_tries", ["case_id", "at"])
