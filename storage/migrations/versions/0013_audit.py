"""The log that shows tampering: its lines, the seals over rows, each day's head."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SEALED = ("case_events", "ratings", "surveys", "figures")


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _bytes(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=False)


def upgrade() -> None:
    _lines()
    _seals()
    for table in SEALED:
        op.add_column(table, sa.Column("sealed_in", BIG, nullable=True))
        op.create_index(f"ix_{table}_sealed_in", table, ["sealed_in"])
    for column in ("salt", "commitment"):
        op.add_column("case_events", _bytes(column, nullable=True))


def _lines() -> None:
    op.create_table(
        "audit",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        _text("kind"),
        _text("actor"),
        _text("about"),
        _bytes("why", nullable=True),
        _moment("at"),
        _bytes("salt", nullable=True),
        _bytes("commitment", nullable=True),
        sa.Column("sealed_in", BIG, nullable=True),
    )
    for column in ("about", "at", "sealed_in"):
        op.create_index(f"ix_audit_{column}", "audit", [column])


def _seals() -> None:
    op.create_table(
        "seals",
        sa.Column("number", BIG, primary_key=True, autoincrement=False),
        _moment("sealed_at"),
        sa.Column("drained", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _bytes("entries"),
        _bytes("hash"),
    )
    op.create_table(
        "heads",
        sa.Column("number", BIG, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date(), nullable=False),
        _number("seal"),
        _bytes("seal_hash"),
        _number("rows"),
        _moment("made_at"),
        _bytes("hash"),
        _bytes("public_key"),
        _bytes("signature"),
    )
