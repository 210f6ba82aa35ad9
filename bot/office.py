"""What the operator does from the command line with officials, cases, forums and what was set aside.

Numbers and dates only: no text a citizen wrote and no identity leaves through here.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.broadcasts import invite as invite_to
from bot.house import House
from bot.settings import Settings
from storage import aside, cases, forums, officials, outbox
from storage.cases import CaseDates
from storage.forums import ForumRow
from storage.officials import OF_A_UNIT, ROLES
from storage.store import Store

CODE_BYTES = 12  # of an invite: 96 bits, not to be guessed before it expires
FORUM_CODE = 6  # letters and digits of a forum's code, which is no secret
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"

Table = Sequence[Mapping[str, Any]]


class Mistaken(Exception):
    """What was asked cannot be done; the message says what to do."""


def invite_official(
    store: Store, settings: Settings, role: str, unit: str | None, name: str
) -> tuple[int, str, datetime]:
    """A new official with a one-time code; their id, the code and when it expires."""
    _check_office(settings, role, unit)
    now = datetime.now(UTC)
    code, expires = secrets.token_urlsafe(CODE_BYTES), now + timedelta(hours=settings.timetable.invite_hours)
    with store.begin() as tx:
        official = officials.invite(tx, role, unit, name, code, expires, now)
    return official, code, expires


def list_officials(store: Store) -> Table:
    """Every official whose office has not ended, without names of chats."""
    with store.reading() as tx:
        return [
            {"id": o.id, "role": o.role, "unit": o.unit or "", "name": o.name, "bound": o.bound}
            for o in officials.all_active(tx)
        ]


def move_official(store: Store, settings: Settings, official: int, unit: str) -> None:
    """The official answers for another unit from now on."""
    _check_unit(settings, unit)
    with store.begin() as tx:
        if not officials.move(tx, official, unit):
            raise Mistaken(f"no officer or head with id {official}: see `suara official list`")


def end_official(store: Store, official: int) -> None:
    """The office ends at once: the chat gets nothing more."""
    with store.begin() as tx:
        if not officials.end(tx, official, datetime.now(UTC)):
            raise Mistaken(f"no official with id {official}: see `suara official list`")


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
        _check_unit(settings, unit)
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


def _check_office(settings: Settings, role: str, unit: str | None) -> None:
    if role not in ROLES:
        raise Mistaken(f"no such role: {role}; one of {', '.join(ROLES)}")
    if role in OF_A_UNIT and not unit:
        raise Mistaken(f"a {role} answers for a unit: say which with --unit")
    if role not in OF_A_UNIT and unit:
        raise Mistaken(f"a {role} answers for the whole city: leave --unit away")
    if unit:
        _check_unit(settings, unit)


def _check_unit(settings: Settings, unit: str) -> None:
    if unit not in settings.unit_by_key:
        raise Mistaken(f"config.yaml has no unit with the key {unit}")
