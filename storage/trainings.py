"""Trainings that a unit's people had: when, in what, how many; never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from storage.models import Training
from storage.store import Tx


@dataclass(frozen=True)
class TrainingRow:
    """One training of one unit; `people` None: nobody counted them."""

    unit: str
    topic: str
    held_on: date
    people: int | None


def record(tx: Tx, training: TrainingRow, now: datetime) -> None:
    """It was held."""
    tx.connection.execute(
        insert(Training).values(
            unit=training.unit,
            topic=training.topic,
            held_on=training.held_on,
            people=training.people,
            recorded_at=now,
        )
    )


def every(tx: Tx, unit: str | None = None) -> list[TrainingRow]:
    """All trainings, of this unit or of all, the oldest first."""
    found = select(Training.unit, Training.topic, Training.held_on, Training.people)
    if unit is not None:
        found = found.where(Training.unit == unit)
    rows = tx.connection.execute(found.order_by(Training.held_on, Training.id))
    return [TrainingRow(row.unit, row.topic, row.held_on, row.people) for row in rows]
