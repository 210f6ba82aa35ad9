"""The log that shows tampering: what was done beside cases, the seals over all of it, and each day's head."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Identity
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, BigId


class Sealable:
    """A row that seals vouch for. `sealed_in`: the number of its seal, empty until it has one.

    The mark, not the highest id, tells what is still to be sealed: PostgreSQL may commit a lower id later.
    Its index finds the unsealed as well as the rows of a seal.
    """

    sealed_in: Mapped[int | None] = mapped_column(BigId, index=True)


class Committed(Sealable):
    """A sealable row with words. `commitment`: their salted hash, for ever; `salt` goes when the words go."""

    salt: Mapped[bytes | None]
    commitment: Mapped[bytes | None]


class Audit(Committed, Base):
    """What was done with data outside a case's own steps: only added to. Indexes: a period, a thing.

    `actor`: official:ID, operator, system, citizen. `about`: case:NUMBER, official:ID, request:ID or nothing.
    """

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    kind: Mapped[str]
    actor: Mapped[str]
    about: Mapped[str] = mapped_column(default="", index=True)
    why: Mapped[bytes | None]
    at: Mapped[datetime] = mapped_column(index=True)


class Seal(Base):
    """Some rows sealed at one moment, chained to the seal before. `entries`: table, key and hash of each.

    `drained`: nothing was left unsealed. `hash` covers all of it and the hash of the seal before.
    """

    __tablename__ = "seals"
    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    sealed_at: Mapped[datetime]
    drained: Mapped[bool]
    count: Mapped[int]
    entries: Mapped[bytes]
    hash: Mapped[bytes]


class Head(Base):
    """The end of the chain after a day in the city, signed; overseers hold its code outside this machine.

    Counted, as a clock may tell the same day twice. `seal`: the last seal it covers, 0 before there is any.
    `hash` covers all of the row and the hash of the head before.
    """

    __tablename__ = "heads"
    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    day: Mapped[date]
    seal: Mapped[int] = mapped_column(BigId)
    seal_hash: Mapped[bytes]
    rows: Mapped[int] = mapped_column(BigId)  # sealed since the first day
    made_at: Mapped[datetime]
    hash: Mapped[bytes]
    public_key: Mapped[bytes]
    signature: Mapped[bytes]
