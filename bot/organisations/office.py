"""What the command line does with organisations: each function a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.forums.people import OPERATOR
from bot.offices.mistaken import Mistaken
from bot.organisations.seeing import in_conflict
from handlers import organisation_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import audit, citizens, consents, organisations, outbox
from storage.organisations import ALIVE, PURPOSE, OrganisationRow
from storage.outbox import Message
from storage.store import Store, Tx

Table = Sequence[Mapping[str, Any]]


def listing(store: Store) -> Table:
    """All there ever were; of nobody is told who writes for it."""
    with store.reading() as tx:
        return [_line(tx, row) for row in organisations.listing(tx)]


def show(store: Store, number: int) -> Mapping[str, Any]:
    """One of them, and what happened to it when. Raises Mistaken."""
    with store.reading() as tx:
        row = _found(tx, number)
        steps = [
            {"at": line.at, "what": line.kind, "who": line.actor}
            for line in audit.about(tx, f"organisation:{row.id}")
        ]
        known = {"registered_as": row.registered_as, "decided": row.decided_at, "decided_by": row.decided_by}
        return {**_line(tx, row), **known, "ended": row.ended_at, "steps": steps}


def end(store: Store, number: int, why: str, now: datetime | None = None) -> OrganisationRow:
    """It is one no more, and its contact person reads why. Raises Mistaken."""
    at = now or datetime.now(UTC)
    with store.begin() as tx:
        row = _found(tx, number)
        if not organisations.end(tx, row.id, at):
            raise Mistaken(f"organisation {number} is {row.state}: there is nothing to end")
        audit.add(tx, "organisation_ended", OPERATOR, at, about=f"organisation:{row.id}", why=why)
        if row.citizen_id is not None:
            consents.add(tx, row.citizen_id, PURPOSE, False, "", "", "", at)
            outbox.add(tx, list(_news(tx, row, why)), at)
        return row


def _news(tx: Tx, row: OrganisationRow, why: str) -> Sequence[Message]:
    messages = []
    for person in citizens.reach(tx, [row.citizen_id or 0]):
        with speaking(person.language):
            body = say_to_json(organisation_words.ended(row.name, why))
        key = f"organisation:{row.id}:ended"
        messages.append(Message("bulk", person.channel, person.id, "notice", body, dedupe_key=key))
    return messages


def _line(tx: Tx, row: OrganisationRow) -> Mapping[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "topics": " ".join(row.topics),
        "state": row.state,
        "asked": row.asked_at,
        "conflict": row.state in ALIVE and in_conflict(tx, row),
    }


def _found(tx: Tx, number: int) -> OrganisationRow:
    row = organisations.by_id(tx, number)
    if row is None:
        raise Mistaken(f"there is no organisation {number}: see `suara organisation list`")
    return row
