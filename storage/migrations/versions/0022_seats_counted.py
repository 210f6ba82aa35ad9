"""Seats are counted and the line is found by an index of answers: few of very many who were invited come."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

WAITS = sa.text("place IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_invitations_seated", "invitations")
    op.create_index(
        "ix_invitations_forum_id_answer_group_party", "invitations", ["forum_id", "answer", "group", "party"]
    )
    op.create_index(
        "ix_invitations_line",
        "invitations",
        ["forum_id", "group", "place"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
