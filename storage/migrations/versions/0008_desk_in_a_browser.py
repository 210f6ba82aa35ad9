"""Officials who work in a browser."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _citizen(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG, sa.ForeignKey("citizens.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "desk_links",
        sa.Column("hash", sa.LargeBinary(), primary_key=True),
        _citizen("citizen_id"),
        _citizen("browser_id", nullable=True),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
    )
    op.create_index("ix_desk_links_citizen_id", "desk_links", ["citizen_id"])
    op.create_table(
        "desk_sessions",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        _citizen("citizen_id"),
        _citizen("browser_id"),
        sa.Column("device", sa.String(), nullable=False),
        _moment("opened_at"),
        sa.Column("until", sa.Date(), nullable=False),
        _moment("ended_at", nullable=True),
    )
    op.create_index("ix_desk_sessions_citizen_id", "desk_sessions", ["citizen_id"])
    op.create_index("ix_desk_sessions_browser_id", "desk_sessions", ["browser_id"])
