"""How many of those whom a broadcast reached have answered, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select

from storage.models import Citizen, Outbox, Survey, SurveyAsked
from storage.store import Tx

Counted = Select[str, str, int, Any]


@dataclass(frozen=True)
class Group:
    """People on one network who read one language: how many it reached, how many of them answered."""

    channel: str
    language: str
    sent: int
    answered: int


def of_broadcast(tx: Tx, broadcast_id: int, answered: Select[Any]) -> list[Group]:
    """`answered`: a statement that gives the ids of those who did."""
    reached = _groups(Outbox.citizen_id.in_(answered)).select_from(Outbox)
    return _read(tx, reached.where(Outbox.broadcast_id == broadcast_id))


def of_all(tx: Tx, since: datetime) -> list[Group]:
    """Of everybody who was asked for any office's survey since then."""
    return _read(tx, _asked().where(SurveyAsked.asked_at >= since))


def of_unit(tx: Tx, unit: str, since: datetime, until: datetime) -> list[Group]:
    """Of everybody who was asked for this office's survey in that time, by whatever broadcast."""
    asked = (SurveyAsked.unit == unit, SurveyAsked.asked_at >= since, SurveyAsked.asked_at < until)
    return _read(tx, _asked().where(*asked))


def _asked() -> Counted:
    """Everybody who was asked for a survey, with the message in which they were."""
    filled = exists().where(
        Survey.citizen_id == Outbox.citizen_id,
        Survey.unit == SurveyAsked.unit,
        Survey.given_at >= Outbox.created_at,
    )
    letter = (Outbox.broadcast_id == SurveyAsked.broadcast_id) & (Outbox.citizen_id == SurveyAsked.citizen_id)
    return _groups(filled).select_from(SurveyAsked).join(Outbox, letter)


def _groups(answered: ColumnElement[bool]) -> Counted:
    yes: ColumnElement[Any] = func.sum(case((answered, 1), else_=0))
    return select(Outbox.channel, Citizen.language, func.count(), yes)


def _read(tx: Tx, reached: Counted) -> list[Group]:
    people = reached.join(Citizen, Citizen.id == Outbox.citizen_id).where(Outbox.state == "sent")
    names = (Outbox.channel, Citizen.language)
    rows = tx.connection.execute(people.group_by(*names).order_by(*names))
    return [Group(channel, language, sent, int(told)) for channel, language, sent, told in rows]


def total(groups: Sequence[Group]) -> tuple[int, int]:
    """How many it reached, and how many of them answered."""
    return sum(one.sent for one in groups), sum(one.answered for one in groups)
