"""The desk: owners, states and dates of a case, reminders, promises, proofs, ready answers, figures."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


OPEN, TO_COME = _where("closed_at IS NULL"), _where("kept_at IS NULL")


def upgrade() -> None:
    _officials()
    _cases()
    _events()
    _reminders()
    _promises()
    _proofs()
    _canned()
    _figures()


def _text(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), **{"nullable": False, **more})


def _filled(name: str) -> sa.Column[Any]:
    """Text that older rows have as well: empty."""
    return _text(name, server_default="")


def _day(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _moment(name: str, *, nullable: bool = True, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, **more)


def _number(name: str, *, nullable: bool = False, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable, **more)


def _id() -> sa.Column[Any]:
    return sa.Column("id", BIG, sa.Identity(), primary_key=True)


def _points_to(name: str, target: str, *, nullable: bool = False, **more: Any) -> sa.Column[Any]:
    kind = sa.String() if target == "units.key" else BIG
    return sa.Column(name, kind, sa.ForeignKey(target), nullable=nullable, **more)


def _refers(table: str, name: str, target: str) -> sa.Column[Any]:
    """A column added to a table that is there: SQLite wants its key to have a name."""
    return sa.Column(name, BIG, sa.ForeignKey(target, name=op.f(f"fk_{table}_{name}")), nullable=True)


def _officials() -> None:
    with op.batch_alter_table("officials") as table:
        table.add_column(_filled("acting"))
        for name in ("until", "away_from", "away_until"):
            table.add_column(_day(name))
        table.add_column(_refers("officials", "stand_in_id", "officials.id"))
    op.create_table(
        "digest_reads",
        _points_to("official_id", "officials.id", primary_key=True),
        _text("week", primary_key=True),
        _moment("sent_at", nullable=False, index=True),
        _moment("read_at"),
        _moment("reported_at"),
    )


def _cases() -> None:
    with op.batch_alter_table("cases") as table:
        table.add_column(_refers("cases", "owner_id", "officials.id"))
        table.add_column(_moment("state_at"))
        table.add_column(_number("version", server_default="0"))
        for name in ("outer_due", "reply_due", "next_at"):
            table.add_column(_day(name))
        table.add_column(_number("reopened", server_default="0"))
        for name in ("next_step", "outcome", "closed_by"):
            table.add_column(_filled(name))
        table.add_column(_number("handling", nullable=True))
        table.add_column(_refers("cases", "merged_into", "cases.id"))
        table.add_column(_text("lapor_id", nullable=True))
        table.create_unique_constraint(op.f("uq_cases_lapor_id"), ["lapor_id"])
    _older_cases()
    with op.batch_alter_table("cases") as table:
        table.alter_column("state_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.alter_column("outer_due", existing_type=sa.Date(), nullable=False)
    op.create_index("ix_cases_merged_into", "cases", ["merged_into"])
    op.create_index("ix_cases_open_of_owner", "cases", ["owner_id"], **OPEN)
    op.create_index("ix_cases_open_next", "cases", ["next_at"], **OPEN)


def _older_cases() -> None:
    """What was opened before the desk goes on with the dates that its reporter was told."""
    cases = sa.table(
        "cases",
        *map(
            sa.column,
            (
                "opened_at",
                "answered_at",
                "closed_at",
                "answer_due",
                "state_at",
                "outer_due",
                "next_step",
                "next_at",
            ),
        ),
    )
    since = sa.func.coalesce(cases.c.closed_at, cases.c.answered_at, cases.c.opened_at)
    op.execute(cases.update().values(state_at=since, outer_due=cases.c.answer_due))
    still_open = cases.c.closed_at.is_(None)
    op.execute(cases.update().where(still_open).values(next_step="answer", next_at=cases.c.answer_due))


def _events() -> None:
    with op.batch_alter_table("case_events") as table:
        for name in ("state", "reason", "target"):
            table.add_column(_filled(name))


def _reminders() -> None:
    op.create_table(
        "rungs",
        _points_to("case_id", "cases.id", primary_key=True),
        _text("deadline", primary_key=True),
        sa.Column("due", sa.Date(), primary_key=True),
        sa.Column("rung", sa.Integer(), primary_key=True, autoincrement=False),
        _moment("sent_at", nullable=False),
        _moment("tapped_at"),
        _points_to("tapped_by", "officials.id", nullable=True),
    )


def _promises() -> None:
    op.create_table(
        "promises",
        _id(),
        _points_to("case_id", "cases.id", index=True),
        _points_to("official_id", "officials.id"),
        _day("due", nullable=False),
        _moment("made_at", nullable=False),
        _moment("told_at"),
        _moment("kept_at"),
        sa.Index("ix_promises_open", "due", **TO_COME),
    )


def _proofs() -> None:
    op.create_table(
        "proofs",
        sa.Column("media_id", BIG, primary_key=True, autoincrement=False),
        _points_to("case_id", "cases.id", index=True),
        _text("role"),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        _text("verdict"),
        sa.Column("like_media_id", BIG, nullable=True),
        _moment("judged_at"),
    )
    op.create_index("ix_proofs_waiting", "proofs", ["case_id"], **_where("verdict = 'waiting'"))


def _canned() -> None:
    op.create_table(
        "canned",
        _id(),
        _points_to("unit", "units.key", index=True),
        _text("title"),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        _points_to("added_by", "officials.id"),
        _moment("added_at", nullable=False),
        _moment("dropped_at"),
    )


def _figures() -> None:
    op.create_table(
        "figures",
        _text("period", primary_key=True),
        _text("numbers"),
        _moment("frozen_at", nullable=False),
    )
