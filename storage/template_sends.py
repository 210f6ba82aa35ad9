"""Paid templates: reserved before they leave, so no ceiling is passed, and given back when they did not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, func, select

from storage import models
from storage.models import Outbox
from storage.once import upsert
from storage.store import Tx

_Send = models.TemplateSend
_UNPAID = delete(_Send).where(_Send.outbox_id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class Paid:
    """One template on its way; `month` like 2026-11, in the city's zone, and `price` in rupiah."""

    outbox_id: int
    channel: str
    purpose: str
    template: str
    category: str
    price: int
    month: str
    at: datetime


@dataclass(frozen=True)
class Spent:
    """What templates of one category came to."""

    category: str
    count: int
    price: int


@dataclass(frozen=True)
class People:
    """How many people got a template lately, whose last one is the longest ago, and who is among them."""

    count: int
    first: datetime | None
    named: frozenset[int] = frozenset()


def reserve(tx: Tx, paid: Collection[Paid]) -> None:
    """From now on these count; one that is sent once more counts once."""
    if paid:
        rows = [asdict(one) for one in paid]
        tx.connection.execute(upsert(tx, _Send).on_conflict_do_nothing(), rows)


def unpay(tx: Tx, outbox_ids: Collection[int]) -> None:
    """They did not go, or did not arrive: they cost nothing."""
    tx.connection.execute(_UNPAID, {"ids": list(outbox_ids)})


def spent_in(tx: Tx, channel: str, month: str) -> int:
    """Rupiah of a month so far, with what is on its way."""
    total = select(func.coalesce(func.sum(_Send.price), 0))
    in_month = total.where(_Send.channel == channel, _Send.month == month)
    found: int = tx.connection.execute(in_month).scalar_one()
    return int(found)


def spent_between(tx: Tx, since: datetime, until: datetime) -> list[Spent]:
    """What went out from `since` to before `until`, by category."""
    return _by_category(tx, (_Send.at >= since) & (_Send.at < until))


def spent_in_month(tx: Tx, month: str) -> list[Spent]:
    """What a month came to so far, by category."""
    return _by_category(tx, _Send.month == month)


def people_since(tx: Tx, channel: str, since: datetime, among: Collection[int] = ()) -> People:
    """Who got a template from `since` on; `among`: whom of these people to name."""
    sent = (
        select(Outbox.citizen_id, func.max(_Send.at).label("last"))
        .join(Outbox, Outbox.id == _Send.outbox_id)
        .where(_Send.channel == channel, _Send.at >= since)
        .group_by(Outbox.citizen_id)
    )
    each = sent.subquery()
    count, first = tx.connection.execute(select(func.count(), func.min(each.c.last))).one()
    named = tx.connection.execute(sent.where(Outbox.citizen_id.in_(among))) if among else ()
    return People(count, first, frozenset(row.citizen_id for row in named))


def _by_category(tx: Tx, which: ColumnElement[bool]) -> list[Spent]:
    rows = tx.connection.execute(
        select(_Send.category, func.count(), func.sum(_Send.price))
        .where(which)
        .group_by(_Send.category)
        .order_by(_Send.category)
    )
    return [Spent(category, count, int(price)) for category, count, price in rows]
