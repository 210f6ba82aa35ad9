"""Conversations in a browser: no network keeps their history, so it is kept here, sealed, for some days."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class WebChat(Base):
    """How far one browser conversation has come. `chat` is the hash of its handle.

    `last` counts everything that changed; its row lock keeps the order of commits that of the numbers.
    What came up to `cleared` was erased. Index: retention.
    """

    __tablename__ = "web_chats"
    chat: Mapped[bytes] = mapped_column(primary_key=True)
    last: Mapped[int]
    cleared: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(index=True)


class WebMessage(Base):
    """One message of a conversation as its pages show it.

    `ref` is its place, and the id under which the outbox knows it; `seq` its last change, as a message may
    be drawn over. `key`: what was sent or heard twice is kept once. Indexes: what is new, and retention.
    """

    __tablename__ = "web_messages"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    chat: Mapped[bytes]
    ref: Mapped[int]
    seq: Mapped[int]
    key: Mapped[str | None]
    own: Mapped[bool]  # said by the person, not by us
    body: Mapped[bytes]  # sealed JSON
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (
        UniqueConstraint("chat", "ref", name="uq_web_messages_chat_ref"),
        UniqueConstraint("chat", "key", name="uq_web_messages_chat_key"),
        Index("ix_web_messages_chat_seq", "chat", "seq"),
    )


class WebFile(Base):
    """A picture that somebody sent from a browser, drawn anew here. Indexes: its chat, retention."""

    __tablename__ = "web_files"
    ref: Mapped[str] = mapped_column(primary_key=True)
    chat: Mapped[bytes] = mapped_column(index=True)
    mime: Mapped[str]
    content: Mapped[bytes]  # sealed
    at: Mapped[datetime] = mapped_column(index=True)
