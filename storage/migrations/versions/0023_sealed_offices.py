"""Officials are sealed too, in the role to which they were invited."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("officials", sa.Column("sealed_in", big, nullable=True))
    op.create_index("ix_officials_sealed_in", "officials", ["sealed_in"])
