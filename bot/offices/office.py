"""What the operator does from the command line with cases, forums and what was set aside.

Numbers and dates only: no text a citizen wrote and no identity leaves through here.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.broadcasts import invite as invite_to
from bot.house import House
from bot.offices.mistaken import Mistaken
from bot.settings import Settings
from storage import aside, cases, forums, outbox
from storage.cases import CaseDates
from storage.forums import ForumRow
from storage.store import Store

__all__ = ["Mistaken"]  # beside what is written here

FORUM_CODE = 6  # letters and digits of a forum's code, which is no secret
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"

Table = Sequence[Mapping[str, Any]]


def list_cases(store: Store, state: str | None) -> Table:
    """Numbers and dates of all cases, or of those in one state."""
    with store.reading() as tx:
        return [_dates(row) for row in cases.listing(tx, state=state)]


def show_case(store: Store, number: str) -> tuple[Mapping[str, Any], Table]:
    """A case's dates, and what happened to it when."""
    with store.reading() as tx:
        row = cases.by_number(tx, number)
        if row is None:
            raise Mistaken(f"no case has the number {number}")
        steps = [
            {"at": event.at, "what": event.kind, "who": event.actor} for event in cases.events(tx, row.id)
        ]
    return _dates(row), steps


def create_forum(
    store: Store, settings: Settings, topic: str, unit: str | None, starts: datetime, place: str
) -> ForumRow:
    """Announce a forum; nobody is invited yet."""
    if unit:
        check_unit(settings, unit)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(FORUM_CODE))
    with store.begin() as tx:
        return forums.create(tx, topic, unit, starts.astimezone(UTC), place, code, datetime.now(UTC))


def invite_to_forum(store: Store, house: House, code: str) -> Mapping[str, Any]:
    """Invite everybody who agreed and was not invited yet; the account as it stands right after."""
    with store.begin() as tx:
        broadcast = invite_to(tx, _forum(forums.by_code(tx, code), code), house, datetime.now(UTC))
        return {"broadcast": broadcast, **outbox.account(tx, broadcast)}


def report_forum(store: Store, code: str) -> Mapping[str, Any]:
    """The forum, the account of each of its broadcasts, and how many said they come."""
    with store.reading() as tx:
        row = _forum(forums.by_code(tx, code), code)
        accounts = [{"broadcast": b, **outbox.account(tx, b)} for b in forums.broadcasts(tx, row.id)]
        return {
            "code": row.code,
            "topic": row.topic,
            "accounts": accounts,
            "answers": forums.answers(tx, row.id),
        }


def list_forums(store: Store) -> Table:
    """Every forum announced, by its date."""
    with store.reading() as tx:
        return [
            {
                "code": row.code,
                "topic": row.topic,
                "unit": row.unit or "",
                "starts": row.starts_at,
                "place": row.place,
            }
            for row in forums.listing(tx)
        ]


def list_aside(store: Store) -> Table:
    """Messages our own code could not deal with: where it failed, not what they say."""
    with store.reading() as tx:
        return [
            {"id": row.id, "channel": row.channel, "update": row.update_id, "error": row.error, "at": row.at}
            for row in aside.waiting(tx)
        ]


def _dates(row: CaseDates | cases.CaseRow) -> Mapping[str, Any]:
    names = (
        "number",
        "unit",
        "route",
        "state",
        "opened_at",
        "verify_due",
        "answer_due",
        "answered_at",
        "closed_at",
    )
    return {name: getattr(row, name) for name in names}


def _forum(row: ForumRow | None, code: str) -> ForumRow:
    if row is None:
        raise Mistaken(f"no forum has the code {code}: see `suara forum list`")
    return row


def check_unit(settings: Settings, unit: str) -> None:
    """Raises Mistaken when the city has no such unit."""
    if unit not in settings.unit_by_key:
        raise Mistaken(f"config.yaml has no unit with the key {unit}")
