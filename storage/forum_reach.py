"""Whom a forum's invitation reaches: who may be chosen, who still may be, which forum a message is of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, or_, select, true

from storage.forums import ForumRow
from storage.models import Broadcast, Case, Citizen, Consent, Forum, Invitation, Outbox, Rating, Survey
from storage.restrictions import in_use
from storage.store import Tx


@dataclass(frozen=True)
class Known:
    """What has to be known of somebody who is chosen; nothing said: of everybody.

    `units`: they rated one of these, filled in its survey or opened a case there. `services`, as unit and
    key: they rated or surveyed one of these. `language`: theirs. `since`: they wrote after this.
    """

    units: Sequence[str] = ()
    services: Sequence[tuple[str, str]] = ()
    language: str = ""
    since: datetime | None = None


EVERYBODY = Known()
INVITATIONS = "invitations"  # the consent of somebody who comes for themselves


def chosen(tx: Tx, forum_id: int | None, known: Known = EVERYBODY) -> list[int]:
    """Who may be invited and was not yet, of those of whom this is known, by id; nothing is stored."""
    wanted = [*may_be_invited(), *_conditions(known)]
    wanted += [not_invited_to(forum_id)] if forum_id is not None else []
    return list(tx.connection.execute(select(Citizen.id).where(*wanted).order_by(Citizen.id)).scalars())


def still_agreeing(tx: Tx, citizen_ids: Collection[int], purpose: str = INVITATIONS) -> frozenset[int]:
    """Those of these people who may be invited to a forum at this moment."""
    if not citizen_ids:
        return frozenset()
    of = {"people": list(citizen_ids), "purpose": purpose}
    return frozenset(tx.connection.execute(_STILL_AGREEING, of).scalars())


def of_messages(tx: Tx, outbox_ids: Collection[int]) -> Mapping[int, ForumRow]:
    """The forum of each of these messages that belongs to a forum's broadcast."""
    if not outbox_ids:
        return {}
    columns = [getattr(Forum, field.name) for field in fields(ForumRow)]
    rows = tx.connection.execute(
        select(Outbox.id.label("message"), *columns)
        .join(Broadcast, Broadcast.id == Outbox.broadcast_id)
        .join(Forum, Forum.id == Broadcast.forum_id)
        .where(Outbox.id.in_(outbox_ids))
    )
    return {row.message: ForumRow(*row[1:]) for row in rows}


def may_be_invited(
    *among: ColumnElement[bool], purpose: str | BindParameter[str] = INVITATIONS
) -> list[ColumnElement[bool]]:
    """What has to be true of somebody whom invitations may be sent to; `among`: whose yes is looked at.

    `purpose`: to what they have to have agreed, for themselves or for their organisation.
    """
    asked = [Consent.purpose == purpose, *among]
    newest = select(func.max(Consent.id)).where(*asked).group_by(Consent.citizen_id)
    agreed = select(Consent.citizen_id).where(Consent.id.in_(newest), Consent.given)
    return [Citizen.id.in_(agreed), *may_be_written_to()]


def may_be_written_to() -> list[ColumnElement[bool]]:
    """What has to be true of anybody to whom something goes that they did not ask for."""
    return [
        Citizen.stopped_at.is_(None),
        Citizen.blocked_at.is_(None),
        Citizen.forgotten_at.is_(None),
        in_use(Citizen.id),
        # A minor's yes counts together with a guardian's.
        or_(Citizen.is_minor.is_not(True), Citizen.guardian_agreed),
    ]


def not_invited_to(forum_id: int) -> ColumnElement[bool]:
    """That they were not selected for this forum before."""
    return Citizen.id.not_in(select(Invitation.citizen_id).where(Invitation.forum_id == forum_id))


def _conditions(known: Known) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if known.units or known.services:
        conditions.append(or_(_met_units(known.units), _met_services(known.services)))
    if known.language:
        conditions.append(Citizen.language == known.language)
    if known.since is not None:
        conditions.append(Citizen.last_seen_at >= known.since)
    return conditions


def _met_units(units: Sequence[str]) -> ColumnElement[bool]:
    met: list[Any] = [
        select(table.citizen_id).where(table.unit.in_(units), table.citizen_id.is_not(None))
        for table in (Rating, Survey, Case)
    ]
    return or_(*(Citizen.id.in_(people) for people in met)) if units else ~true()


def _met_services(services: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    met: list[Any] = [
        select(table.citizen_id).where(
            table.unit == unit, table.service == service, table.citizen_id.is_not(None)
        )
        for table in (Rating, Survey)
        for unit, service in services
    ]
    return or_(*(Citizen.id.in_(people) for people in met)) if met else ~true()


_PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
# Asked for every few dozen people of a broadcast, so it is built once.
_STILL_AGREEING = select(Citizen.id).where(
    Citizen.id.in_(_PEOPLE), *may_be_invited(Consent.citizen_id.in_(_PEOPLE), purpose=bindparam("purpose"))
)
