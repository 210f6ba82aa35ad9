"""Whoever points at a row is found by an index: SQLite looks for them at every insertion of several rows."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_index("ix_kiosk_ratings_rating_id", "kiosk_ratings", ["rating_id"])
    op.create_index("ix_desk_links_browser_id", "desk_links", ["browser_id"])
