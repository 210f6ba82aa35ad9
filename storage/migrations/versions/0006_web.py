"""What a conversation in a browser needs: its history, how far it has come, and its pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "web_chats",
        sa.Column("chat", sa.LargeBinary(), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("cleared", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_web_chats_changed_at", "web_chats", ["changed_at"])
    _messages()
    _files()


def _messages() -> None:
    op.create_table(
        "web_messages",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("chat", "ref", name="uq_web_messages_chat_ref"),
        sa.UniqueConstraint("chat", "key", name="uq_web_messages_chat_key"),
    )
    op.create_index("ix_web_messages_chat_seq", "web_messages", ["chat", "seq"])
    op.create_index("ix_web_messages_at", "web_messages", ["at"])


def _files() -> None:
    op.create_table(
        "web_files",
        sa.Column("ref", sa.String(), primary_key=True),
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_web_files_chat", "web_files", ["chat"])
    op.create_index("ix_web_files_at", "web_files", ["at"])
