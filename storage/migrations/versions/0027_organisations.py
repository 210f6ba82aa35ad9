"""Organisations with their contact persons; which invitation and how many people each speaks for."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("registered_as", sa.LargeBinary(), nullable=True),
        sa.Column("citizen_id", BIG, sa.ForeignKey("citizens.id"), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False, server_default=""),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link", sa.LargeBinary(), nullable=True, unique=True),
        sa.Column("link_until", sa.DateTime(timezone=True), nullable=True),
    )
    for column in ("citizen_id", "state"):
        op.create_index(f"ix_organisations_{column}", "organisations", [column])
    op.add_column("invitations", sa.Column("organisation_id", BIG, nullable=True))
    alone = ["forum_id", "organisation_id"]
    op.create_index("ix_invitations_organisation", "invitations", alone, unique=True)
    op.add_column("cases", sa.Column("people", sa.Integer(), nullable=False, server_default="1"))
