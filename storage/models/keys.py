"""The keys that seal or have sealed: never a key itself, only what is needed once it is gone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class SealKey(Base):
    """One key by its id. `hashing`: the part of it that makes hashes, sealed; it tells a wrong key at once.

    `since`: when it began to seal, empty for the first. `retired_at`: nothing needs the key itself any more.
    """

    __tablename__ = "seal_keys"
    id: Mapped[str] = mapped_column(primary_key=True)
    hashing: Mapped[bytes]
    since: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
