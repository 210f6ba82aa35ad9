"""Surveys that were sent: whom to ask, who was asked when, and who filled one in afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, insert, or_, select

from storage.forum_reach import may_be_invited
from storage.models import Case, Citizen, Rating, Survey, SurveyAsked
from storage.store import Tx
from storage.surveys import ELEMENTS


@dataclass(frozen=True)
class Visit:
    """Somebody who was at an office and left a quick score, and for what they came."""

    citizen_id: int
    unit: str
    service: str


def filled_in(tx: Tx, unit: str, since: datetime) -> set[int]:
    """Who has filled in this office's survey since then: they are not asked again."""
    rows = select(Survey.citizen_id).where(Survey.unit == unit, Survey.given_at >= since)
    return {citizen for citizen in tx.connection.execute(rows).scalars() if citizen is not None}


def complete(tx: Tx, unit: str, since: datetime, until: datetime) -> int:
    """How many filled in this office's survey in that time, on paper or in a chat, with no gap in it."""
    whole = [getattr(Survey, element).is_not(None) for element in ELEMENTS]
    these = (Survey.unit == unit, Survey.given_at >= since, Survey.given_at < until, *whole)
    return tx.connection.execute(select(func.count()).select_from(Survey).where(*these)).scalar_one()


def met(tx: Tx, unit: str, since: datetime) -> list[int]:
    """Who rated this office or reported to it since then and agreed to be asked, by id."""
    rated = select(Rating.citizen_id).where(Rating.unit == unit, Rating.given_at >= since)
    reported = select(Case.citizen_id).where(Case.unit == unit, Case.opened_at >= since)
    had = or_(
        Citizen.id.in_(rated.where(Rating.citizen_id.is_not(None))),
        Citizen.id.in_(reported.where(Case.citizen_id.is_not(None))),
    )
    rows = select(Citizen.id).where(had, *may_be_invited()).order_by(Citizen.id)
    return list(tx.connection.execute(rows).scalars())


def visited(tx: Tx, since: datetime, until: datetime) -> list[Visit]:
    """Who rated an office in this time, agreed to be asked, and has not filled in its survey since; by id.

    Of somebody who rated more than one thing the last counts.
    """
    in_time = (Rating.given_at > since, Rating.given_at <= until, Rating.citizen_id.is_not(None))
    newest = select(func.max(Rating.id)).where(*in_time).group_by(Rating.citizen_id)
    filled = select(Survey.id).where(
        Survey.citizen_id == Rating.citizen_id, Survey.unit == Rating.unit, Survey.given_at >= since
    )
    rows = (
        select(Rating.citizen_id, Rating.unit, Rating.service)
        .join(Citizen, Citizen.id == Rating.citizen_id)
        .where(Rating.id.in_(newest), ~filled.exists(), *may_be_invited())
        .order_by(Rating.citizen_id)
    )
    found = tx.connection.execute(rows)
    return [Visit(one, unit, service) for one, unit, service in found if one is not None]


def keep(tx: Tx, broadcast_id: int, visits: Iterable[Visit], now: datetime) -> None:
    """These are asked by this broadcast."""
    if rows := [{"broadcast_id": broadcast_id, "asked_at": now, **vars(one)} for one in visits]:
        tx.connection.execute(insert(SurveyAsked), rows)


def asked_since(tx: Tx, since: datetime, before: int | None = None) -> set[int]:
    """Who was asked for any survey since then; `before`: by a broadcast that came before this one."""
    rows = select(SurveyAsked.citizen_id).where(SurveyAsked.asked_at >= since)
    rows = rows.where(SurveyAsked.broadcast_id < before) if before is not None else rows
    return set(tx.connection.execute(rows).scalars())


def answered_meanwhile(tx: Tx, broadcast_id: int, people: Collection[int]) -> set[int]:
    """Who of these has filled in the survey since they were drawn for it."""
    rows = of_visits(broadcast_id).where(SurveyAsked.citizen_id.in_(people))
    return {one for one in tx.connection.execute(rows).scalars() if one is not None}


def places(tx: Tx, broadcast_id: int, people: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """About which office and service each of these people is asked."""
    mine = (SurveyAsked.broadcast_id == broadcast_id, SurveyAsked.citizen_id.in_(people))
    rows = select(SurveyAsked.citizen_id, SurveyAsked.unit, SurveyAsked.service).where(*mine)
    return {row.citizen_id: (row.unit, row.service) for row in tx.connection.execute(rows)}


def of_office(unit: str, since: datetime) -> Select[int | None]:
    """A statement: who has filled in this office's survey since then."""
    return select(Survey.citizen_id).where(Survey.unit == unit, Survey.given_at >= since)


def of_visits(broadcast_id: int) -> Select[int | None]:
    """A statement: who has filled in the survey about which this broadcast asked them."""
    same = (Survey.citizen_id == SurveyAsked.citizen_id) & (Survey.unit == SurveyAsked.unit)
    after = Survey.given_at >= SurveyAsked.asked_at
    filled = select(SurveyAsked.citizen_id).join(Survey, same & after)
    return filled.where(SurveyAsked.broadcast_id == broadcast_id)


def forget(tx: Tx, citizen_id: int) -> None:
    """Whether they were asked for anything is nobody's business any more."""
    tx.connection.execute(delete(SurveyAsked).where(SurveyAsked.citizen_id == citizen_id))


def sweep(tx: Tx, before: datetime) -> int:
    """Who was asked long ago."""
    return tx.connection.execute(delete(SurveyAsked).where(SurveyAsked.asked_at < before)).rowcount
