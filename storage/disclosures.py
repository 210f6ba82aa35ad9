"""Who asked to know who handed a case in: asked, decided by somebody else, shown once."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.models import Disclosure
from storage.store import Tx

MOTIVE = "disclosures.motive"


@dataclass(frozen=True)
class DisclosureRow:
    """One question; `granted` None: nobody has decided. Officials by id."""

    id: int
    case_id: int
    asked_by: int
    motive: str
    asked_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    granted: bool | None
    shown_at: datetime | None


def ask(tx: Tx, case_id: int, asked_by: int, motive: str, now: datetime) -> int:
    """The id of the new question."""
    row = {"case_id": case_id, "asked_by": asked_by, "motive": tx.vault.seal(motive, MOTIVE), "asked_at": now}
    return int(tx.connection.execute(insert(Disclosure).values(**row).returning(Disclosure.id)).scalar_one())


def by_id(tx: Tx, disclosure: int) -> DisclosureRow | None:
    """The question with this id, locked: two who decide at once do so one after the other."""
    columns = [getattr(Disclosure, field.name) for field in fields(DisclosureRow)]
    found = select(*columns).where(Disclosure.id == disclosure).with_for_update()
    row = tx.connection.execute(found).one_or_none()
    if row is None:
        return None
    return replace(DisclosureRow(*row), motive=tx.vault.open(row.motive, MOTIVE))


def decide(tx: Tx, disclosure: int, decided_by: int, now: datetime, *, granted: bool) -> None:
    """A second person's yes or no."""
    _change(tx, disclosure, decided_by=decided_by, decided_at=now, granted=granted)


def shown(tx: Tx, disclosure: int, now: datetime) -> None:
    """Whoever asked has seen it, and sees it no second time."""
    _change(tx, disclosure, shown_at=now)


def _change(tx: Tx, disclosure: int, **values: object) -> None:
    tx.connection.execute(update(Disclosure).where(Disclosure.id == disclosure).values(**values))
