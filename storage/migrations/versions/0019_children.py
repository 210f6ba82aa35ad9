"""Indexes: what points at a row, where SQLite looks when several rows come, and what a week moved."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_index("ix_kiosk_ratings_rating_id", "kiosk_ratings", ["rating_id"])
    op.create_index("ix_desk_links_browser_id", "desk_links", ["browser_id"])
    op.create_index("ix_case_events_at", "case_events", ["at"])
    closed = sa.text("closed_at IS NOT NULL")
    op.create_index(
        "ix_cases_closed_at", "cases", ["closed_at"], sqlite_where=closed, postgresql_where=closed
    )
    op.create_index("ix_cases_answered_at", "cases", ["answered_at"])
