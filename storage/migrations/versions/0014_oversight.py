"""Whom a case bypasses, who stepped out of it, and who asked to know its reporter."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _official(name: str, *, nullable: bool) -> sa.Column[int]:
    key = sa.ForeignKey("officials.id", name=f"fk_disclosures_{name}")
    return sa.Column(name, BIG, key, nullable=nullable)


def _moment(name: str, *, nullable: bool) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    for column in ("bypassed", "stepped_out"):
        op.add_column("cases", sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.create_table(
        "disclosures",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_disclosures_case_id"), nullable=False),
        _official("asked_by", nullable=False),
        sa.Column("motive", sa.LargeBinary(), nullable=False),
        _moment("asked_at", nullable=False),
        _official("decided_by", nullable=True),
        _moment("decided_at", nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        _moment("shown_at", nullable=True),
    )
    op.create_index("ix_disclosures_case_id", "disclosures", ["case_id"])
