"""What WhatsApp needs to be remembered: statuses, windows, paid templates, facts of the account."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _statuses()
    _pin_tries()
    _windows()
    _template_sends()
    _network_facts()


def _text(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), **{"nullable": False, **more})


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _statuses() -> None:
    op.create_table(
        "statuses",
        _text("channel", primary_key=True),
        _text("ref", primary_key=True),
        _moment("delivered_at", nullable=True),
        _moment("read_at", nullable=True),
        _moment("failed_at", nullable=True),
        sa.Column("code", sa.Integer(), nullable=False),
        _moment("at"),
    )
    op.create_index("ix_statuses_at", "statuses", ["at"])
    told_of = sa.text("channel = 'whatsapp'")  # of other networks nothing is told, so nothing is looked up
    op.create_index(
        "ix_outbox_sent_ref_whatsapp", "outbox", ["sent_ref"], sqlite_where=told_of, postgresql_where=told_of
    )


def _pin_tries() -> None:
    op.create_table(
        "pin_tries",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_pin_tries_case_id"), nullable=False),
        _moment("at"),
    )
    op.create_index("ix_pin_tries_case_id_at", "pin_tries", ["case_id", "at"])


def _windows() -> None:
    op.create_table(
        "windows",
        sa.Column(
            "citizen_id",
            BIG,
            sa.ForeignKey("citizens.id", name="fk_windows_citizen_id"),
            primary_key=True,
            autoincrement=False,
        ),
        _text("channel", primary_key=True),
        _moment("closed_at", nullable=True),
        _moment("asked_at", nullable=True),
    )


def _template_sends() -> None:
    op.create_table(
        "template_sends",
        sa.Column("outbox_id", BIG, primary_key=True, autoincrement=False),
        *[_text(name) for name in ("channel", "purpose", "template", "category")],
        sa.Column("price", sa.Integer(), nullable=False),
        _text("month"),
        _moment("at"),
    )
    op.create_index("ix_template_sends_channel_month", "template_sends", ["channel", "month"])
    op.create_index("ix_template_sends_at", "template_sends", ["at"])


def _network_facts() -> None:
    op.create_table(
        "network_facts",
        _text("channel", primary_key=True),
        _text("name", primary_key=True),
        _text("value"),
        _text("detail"),
        _moment("at"),
    )
