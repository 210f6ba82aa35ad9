"""What a network told of our account: the state of each template, its quality, how many people a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from storage import models
from storage.once import upsert
from storage.store import Tx


@dataclass(frozen=True)
class Fact:
    """What was told last, and when."""

    value: str
    detail: str
    at: datetime


def note(tx: Tx, channel: str, name: str, value: str, now: datetime, detail: str = "") -> None:
    """This is so from now on."""
    told = {"value": value, "detail": detail, "at": now}
    new = upsert(tx, models.NetworkFact).values(channel=channel, name=name, **told)
    tx.connection.execute(new.on_conflict_do_update(index_elements=["channel", "name"], set_=told))


def drop(tx: Tx, channel: str, name: str) -> None:
    """It is so no longer."""
    fact = (models.NetworkFact.channel == channel) & (models.NetworkFact.name == name)
    tx.connection.execute(delete(models.NetworkFact).where(fact))


def of(tx: Tx, channel: str) -> Mapping[str, Fact]:
    """Everything this network told, by name."""
    rows = tx.connection.execute(select(models.NetworkFact).where(models.NetworkFact.channel == channel))
    return {row.name: Fact(row.value, row.detail, row.at) for row in rows}
