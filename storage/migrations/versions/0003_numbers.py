"""What the numbers are held against: policies, trainings, imports of paper forms."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _policies()
    _trainings()
    _imports()


def _text(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), **{"nullable": False, **more})


def _day(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _id() -> sa.Column[Any]:
    return sa.Column("id", BIG, sa.Identity(), primary_key=True)


def _unit(**more: Any) -> sa.Column[Any]:
    return sa.Column("unit", sa.String(), sa.ForeignKey("units.key"), **{"nullable": False, **more})


def _policies() -> None:
    op.create_table(
        "policies",
        _id(),
        _text("key", unique=True),
        _text("name"),
        _day("starts"),
        _text("element"),
        _number("window_days"),
        _moment("declared_at"),
    )
    op.create_table(
        "policy_units",
        sa.Column("policy_id", BIG, sa.ForeignKey("policies.id"), primary_key=True),
        _unit(primary_key=True),
    )


def _trainings() -> None:
    op.create_table(
        "trainings",
        _id(),
        _unit(index=True),
        _text("topic"),
        _day("held_on"),
        _number("people", nullable=True),
        _moment("recorded_at"),
    )


def _imports() -> None:
    op.create_table(
        "imports",
        _id(),
        _unit(),
        _text("file_name"),
        _text("file_hash", index=True),
        _number("forms"),
        _moment("imported_at"),
        _moment("undone_at", nullable=True),
    )
    with op.batch_alter_table("surveys") as table:
        key = sa.ForeignKey("imports.id", name=op.f("fk_surveys_import_id"))
        table.add_column(sa.Column("import_id", BIG, key, nullable=True))
        table.add_column(_text("form_hash", nullable=True))
    op.create_index("ix_surveys_import_id", "surveys", ["import_id"])
    op.create_index("ix_surveys_form_hash", "surveys", ["form_hash"])
