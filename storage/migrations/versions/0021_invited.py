"""A line of the log for each official who was invited before there was one."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute(
        sa.text(
            "INSERT INTO audit (kind, actor, about, at) "
            "SELECT 'invited', 'system', 'official:' || CAST(id AS VARCHAR), invited_at FROM officials "
            "WHERE NOT EXISTS (SELECT 1 FROM audit WHERE audit.kind = 'invited' "
            "AND audit.about = 'official:' || CAST(officials.id AS VARCHAR))"
        )
    )
