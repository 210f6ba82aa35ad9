"""Receipts of cases that belong to nobody: kept as hashes, the only way back to such a case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class Receipt(Base):
    """`hash`: scrypt of the receipt. Without row numbers, so that no order of coming is kept."""

    __tablename__ = "receipts"
    hash: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"), unique=True)
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it once


class LetterTaken(Base):
    """A letter with words for a case was taken up, and is not once more. `at`: the night it was."""

    __tablename__ = "letters_taken"
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it once
