"""Everything that is kept about a citizen, opened, as they may take it with them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from storage.forgetting import media_of
from storage.models import (
    Base,
    Case,
    CaseEvent,
    Citizen,
    Consent,
    Forum,
    Handle,
    Invitation,
    Media,
    Official,
    Outbox,
    Rating,
    Survey,
    Talk,
)
from storage.store import Tx

# What only the database needs. An official's number in it is not a citizen's business either.
_OURS = {
    "id",
    "citizen_id",
    "case_id",
    "forum_id",
    "owner_id",
    "hash",
    "ref",
    "path",
    "tries",
    "due_at",
    "bot",
}
# Bodies would hold earlier copies, and each copy all those before it.
_OF_A_MESSAGE = [Outbox.purpose, Outbox.channel, Outbox.case_number, Outbox.state, Outbox.created_at]
_JSON = {"talks.state", "cases.details"}


def export(tx: Tx, citizen_id: int) -> dict[str, Any]:
    """One list of rows a noun; only text, numbers, truth values and None, and moments in ISO 8601."""
    lists: dict[str, type[Base]] = {
        "handles": Handle,
        "consents": Consent,
        "talks": Talk,
        "ratings": Rating,
        "surveys": Survey,
        "offices": Official,
    }
    return {
        "citizen": _rows(tx, Citizen, Citizen.id == citizen_id)[0],
        **{name: _rows(tx, table, _whose(table) == citizen_id) for name, table in lists.items()},
        "cases": _cases(tx, citizen_id),
        "media": _rows(tx, Media, media_of(citizen_id, "rating", "survey", "case")),
        "invitations": _invitations(tx, citizen_id),
        "messages": _messages(tx, citizen_id),
    }


def _cases(tx: Tx, citizen_id: int) -> list[dict[str, Any]]:
    """Each with what happened to it; who acted is told by role."""
    found = _rows(tx, Case, Case.citizen_id == citizen_id)
    for case in found:
        of_case = CaseEvent.case_id == select(Case.id).where(Case.number == case["number"]).scalar_subquery()
        case["events"] = _rows(tx, CaseEvent, of_case)
        for event in case["events"]:
            event["actor"] = event["actor"].partition(":")[0]
    return found


def _invitations(tx: Tx, citizen_id: int) -> list[dict[str, Any]]:
    columns = [Forum.topic, Forum.starts_at, Invitation.invited_at, Invitation.answer, Invitation.answered_at]
    query = select(*columns).join(Forum, Forum.id == Invitation.forum_id)
    rows = tx.connection.execute(query.where(Invitation.citizen_id == citizen_id).order_by(Forum.id))
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in rows]


def _messages(tx: Tx, citizen_id: int) -> list[dict[str, Any]]:
    query = select(*_OF_A_MESSAGE).where(Outbox.citizen_id == citizen_id).order_by(Outbox.id)
    return [
        {name: _plain(value) for name, value in row._mapping.items()} for row in tx.connection.execute(query)
    ]


def _rows(tx: Tx, table: type[Base], which: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Rows of a table in the order in which they were made, sealed columns opened."""
    columns = [column for column in table.__table__.columns if column.name not in _OURS]
    found = tx.connection.execute(select(*columns).where(which).order_by(*table.__table__.primary_key))
    name = str(table.__tablename__)
    return [
        {column: _opened(tx, value, f"{name}.{column}") for column, value in row._mapping.items()}
        for row in found
    ]


def _opened(tx: Tx, value: Any, place: str) -> Any:
    if not isinstance(value, bytes):
        return _plain(value)
    text = tx.vault.open(value, place)
    return json.loads(text) if place in _JSON else text


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _whose(table: Any) -> Any:
    return table.citizen_id
