"""Receipts of cases that belong to nobody: kept as hashes, the only way back to such a case."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class Receipt(Base):
    """`hash`: scrypt of the receipt. Without row numbers, so that no order of coming is kept."""

    __tablename__ = "receipts"
    hash: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"), unique=True)
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it once
