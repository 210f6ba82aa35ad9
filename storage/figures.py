"""The public numbers of closed periods: computed once, and never again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from storage.models import Figures
from storage.once import upsert
from storage.store import Tx


def freeze(tx: Tx, period: str, numbers: str, now: datetime) -> str:
    """Keep these numbers (JSON) for the period unless it has some; those that it has now."""
    row = {"period": period, "numbers": numbers, "frozen_at": now}
    tx.connection.execute(upsert(tx, Figures).values(**row).on_conflict_do_nothing())
    return frozen(tx, period) or numbers


def frozen(tx: Tx, period: str) -> str | None:
    """The numbers of a period as they were published."""
    found = select(Figures.numbers).where(Figures.period == period)
    return tx.connection.execute(found).scalar_one_or_none()


def published(tx: Tx, names: Collection[str]) -> dict[str, str]:
    """The numbers of those of these periods that have some."""
    found = select(Figures.period, Figures.numbers).where(Figures.period.in_(names))
    return dict(tx.connection.execute(found).all())


def state(tx: Tx) -> tuple[object, ...]:
    """Something that is another one as soon as anything was published."""
    return tuple(tx.connection.execute(select(func.count(), func.max(Figures.frozen_at))).one())
