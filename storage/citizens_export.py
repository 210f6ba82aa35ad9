"""Everything that is kept about a citizen, opened, as they may take it with them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from storage.cases_export import cases_of
from storage.copies import copies, opened, plain
from storage.forgetting import media_of
from storage.models import (
    Base,
    Citizen,
    Consent,
    DataRequest,
    Forum,
    ForumOpinion,
    ForumPollVote,
    ForumQuestion,
    ForumVote,
    Handle,
    Invitation,
    Media,
    Official,
    Organisation,
    Outbox,
    Rating,
    Restriction,
    Survey,
    SurveyAsked,
    Talk,
)
from storage.store import Tx

# Bodies would hold earlier copies, and each copy all those before it.
_OF_A_MESSAGE = [Outbox.purpose, Outbox.channel, Outbox.case_number, Outbox.state, Outbox.created_at]


def export(tx: Tx, citizen_id: int) -> dict[str, Any]:
    """One list of rows a noun; only text, numbers, truth values and None, and moments in ISO 8601."""
    lists: dict[str, type[Base]] = {
        "handles": Handle,
        "consents": Consent,
        "talks": Talk,
        "ratings": Rating,
        "surveys": Survey,
        "offices": Official,
        "requests": DataRequest,
        "rests": Restriction,
        "questions": ForumQuestion,
        "votes": ForumVote,
        "poll_answers": ForumPollVote,
        "opinions": ForumOpinion,
        "organisations": Organisation,
        "asked_for_surveys": SurveyAsked,
    }
    return {
        "citizen": copies(tx, Citizen, Citizen.id == citizen_id)[0],
        **{name: copies(tx, table, _whose(table) == citizen_id) for name, table in lists.items()},
        "cases": cases_of(tx, citizen_id),
        "media": copies(tx, Media, media_of(citizen_id, "rating", "survey", "case")),
        "invitations": _invitations(tx, citizen_id),
        "messages": _messages(tx, citizen_id),
    }


def _invitations(tx: Tx, citizen_id: int) -> list[dict[str, Any]]:
    said = [Invitation.answer, Invitation.group, Invitation.party, Invitation.needs, Invitation.answered_at]
    columns = [Forum.topic, Forum.starts_at, Invitation.invited_at, *said]
    query = select(*columns).join(Forum, Forum.id == Invitation.forum_id)
    rows = tx.connection.execute(query.where(Invitation.citizen_id == citizen_id).order_by(Forum.id))
    return [
        {name: opened(tx, value, f"invitations.{name}") for name, value in row._mapping.items()}
        for row in rows
    ]


def _messages(tx: Tx, citizen_id: int) -> list[dict[str, Any]]:
    query = select(*_OF_A_MESSAGE).where(Outbox.citizen_id == citizen_id).order_by(Outbox.id)
    return [
        {name: plain(value) for name, value in row._mapping.items()} for row in tx.connection.execute(query)
    ]


def _whose(table: Any) -> Any:
    return table.citizen_id
