"""Citizens whose data must rest: not counted, exported or written to, until they say so or a day comes.

While the row is there it rests: what is over is swept every hour.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select

from storage.models import Citizen, Restriction
from storage.once import upsert
from storage.store import Tx


def restrict(tx: Tx, citizen_id: int, until: datetime | None, now: datetime) -> None:
    """From now on, until this moment or until they lift it; said again, the last word counts."""
    row = upsert(tx, Restriction).values(citizen_id=citizen_id, since=now, until=until)
    again = row.on_conflict_do_update(index_elements=["citizen_id"], set_={"since": now, "until": until})
    tx.connection.execute(again)


def lift(tx: Tx, citizen_id: int) -> bool:
    """Used again from now on; whether it rested."""
    gone = delete(Restriction).where(Restriction.citizen_id == citizen_id)
    return tx.connection.execute(gone).rowcount > 0


def is_resting(tx: Tx, citizen_id: int) -> bool:
    mine = select(Restriction.citizen_id).where(Restriction.citizen_id == citizen_id)
    return tx.connection.execute(mine).first() is not None


def in_use(citizen: Any) -> ColumnElement[bool]:
    """Of a statement: rows whose citizen's data does not rest, and those that belong to nobody."""
    condition: ColumnElement[bool] = or_(citizen.is_(None), citizen.not_in(select(Restriction.citizen_id)))
    return condition


def sweep(tx: Tx, now: datetime) -> int:
    """Those whose day has come are over, and those of people who were forgotten."""
    forgotten = select(Citizen.id).where(Citizen.forgotten_at.is_not(None))
    over = or_(Restriction.until <= now, Restriction.citizen_id.in_(forgotten))
    return tx.connection.execute(delete(Restriction).where(over)).rowcount
