"""What the oversight of cases keeps: who asked to know a reporter, who agreed, whether they were shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class Disclosure(Base):
    """One question who handed a case in. `granted` stays empty until a second person decides.

    Index on case_id: what was asked about a case.
    """

    __tablename__ = "disclosures"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    motive: Mapped[bytes]  # sealed
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officials.id"))
    decided_at: Mapped[datetime | None]
    granted: Mapped[bool | None]
    shown_at: Mapped[datetime | None]  # the identity was shown, once
