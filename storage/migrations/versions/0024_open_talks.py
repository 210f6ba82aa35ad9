"""A citizen's open talks, found without a look at those that have ended."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    open_ones = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_talks_open", "talks", ["citizen_id"], sqlite_where=open_ones, postgresql_where=open_ones
    )
