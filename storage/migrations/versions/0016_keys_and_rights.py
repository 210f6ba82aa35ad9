"""Keys as they follow each other; what people asked about their data, what rests or is held, who was hit."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", BIG, sa.Identity(), primary_key=True)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _of(name: str, key: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, BIG, sa.ForeignKey(key), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "seal_keys",
        sa.Column("id", sa.String(), primary_key=True),
        _bytes("hashing"),
        _moment("since", nullable=True),
        _moment("retired_at", nullable=True),
    )
    _requests()
    _restrictions_and_holds()
    _breaches()


def _requests() -> None:
    op.create_table(
        "data_requests",
        _id(),
        _of("citizen_id", "citizens.id"),
        _text("kind"),
        _text("channel"),
        _bytes("words", nullable=True),
        _moment("asked_at"),
        _moment("due_at"),
        _text("state"),
        _text("did"),
        _moment("done_at", nullable=True),
        _text("done_by"),
        _moment("reminded_at", nullable=True),
    )
    op.create_index("ix_data_requests_citizen_id", "data_requests", ["citizen_id"])
    op.create_index("ix_data_requests_asked_at", "data_requests", ["asked_at"])
    is_open = sa.text("state = 'open'")
    op.create_index(
        "ix_data_requests_open", "data_requests", ["due_at"], sqlite_where=is_open, postgresql_where=is_open
    )


def _restrictions_and_holds() -> None:
    op.create_table(
        "restrictions",
        sa.Column("citizen_id", BIG, sa.ForeignKey("citizens.id"), primary_key=True),
        _moment("since"),
        _moment("until", nullable=True),
    )
    op.create_table(
        "holds",
        _id(),
        _of("case_id", "cases.id"),
        _of("citizen_id", "citizens.id"),
        _bytes("why"),
        _of("added_by", "officials.id", nullable=False),
        _moment("added_at"),
        _of("lifted_by", "officials.id"),
        _moment("lifted_at", nullable=True),
    )
    for column in ("case_id", "citizen_id"):
        op.create_index(f"ix_holds_{column}", "holds", [column])


def _breaches() -> None:
    op.create_table(
        "breaches",
        _id(),
        _moment("since"),
        _moment("until"),
        _text("tables"),
        sa.Column("unit", sa.String(), sa.ForeignKey("units.key"), nullable=True),
        sa.Column("affected", sa.Integer(), nullable=False),
        _bytes("why"),
        _of("asked_by", "officials.id", nullable=False),
        _moment("asked_at"),
        _of("confirmed_by", "officials.id"),
        _moment("confirmed_at", nullable=True),
        _of("broadcast_id", "broadcasts.id"),
    )
