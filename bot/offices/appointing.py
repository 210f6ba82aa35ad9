"""What the operator does with officials: invite, renew, send on leave, move and end."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.house import House
from bot.offices.office import Mistaken, check_unit
from bot.offices.relieving import end_one, relieved, see_to_the_absent
from bot.oversight.telling import announce
from bot.settings import Settings
from storage import audit, offices, officials
from storage.offices import ACTING
from storage.officials import OF_A_UNIT, ROLES, OfficialRow
from storage.store import Store, Tx

CODE_BYTES = 12  # of an invite: 96 bits, not to be guessed before it expires
Table = Sequence[Mapping[str, Any]]
Code = tuple[int, str, datetime]  # whose, the code, and until when it is good


def invite(
    store: Store,
    settings: Settings,
    role: str,
    unit: str | None,
    name: str,
    acting: str = "",
    until: date | None = None,
) -> Code:
    """A new official with a one-time code; `acting` plt or plh ends by itself after `until`."""
    _check_office(settings, role, unit)
    now = datetime.now(UTC)
    _check_acting(acting, until, now.astimezone(settings.zone).date())
    code, expires = _new_code(settings, now)
    with store.begin() as tx:
        official = officials.invite(tx, role, unit, name, code, expires, now)
        if acting and until:
            offices.act(tx, official, acting, until)
        announce(tx, "invited", offices.one(tx, official), now)
    return official, code, expires


def renew(store: Store, settings: Settings, official: int) -> Code:
    """A new phone: a one-time code for the same office; the old chat has it until the code is opened."""
    now = datetime.now(UTC)
    code, expires = _new_code(settings, now)
    with store.begin() as tx:
        announce(tx, "renewed", _official(tx, official), now)
        offices.renew(tx, official, code, expires, now)
        _note(tx, "invite_renewed", official, now)
    return official, code, expires


def listing(store: Store) -> Table:
    """Every official whose office has not ended, without names of chats."""
    with store.reading() as tx:
        return [
            {
                "id": o.id,
                "role": o.role,
                "unit": o.unit or "",
                "name": o.name,
                "bound": o.bound,
                "acting": o.acting,
                "until": o.until,
                "away": f"{o.away_from} – {o.away_until}" if o.away_from else "",
                "stand_in": o.stand_in_id or "",
            }
            for o in officials.all_active(tx)
        ]


def move(store: Store, settings: Settings, house: House, official: int, unit: str) -> int:
    """The official answers for another unit from now on; how many cases of the old one have a new owner."""
    check_unit(settings, unit)
    now = datetime.now(UTC)
    with store.begin() as tx:
        before = _official(tx, official)
        if not officials.move(tx, official, unit):
            raise Mistaken(f"no officer or head with id {official}: see `suara official list`")
        if before.unit == unit:
            return 0
        _note(tx, "moved", official, now, f"{before.unit} {unit}")
        return relieved(tx, house, before, now)


def end(store: Store, house: House, official: int) -> int:
    """The office ends at once, the chat gets nothing more of it; how many cases have a new owner."""
    now = datetime.now(UTC)
    with store.begin() as tx:
        _note(tx, "ended", official, now)
        return end_one(tx, house, _official(tx, official), now)


def leave(
    store: Store, house: House, official: int, since: date, until: date, stand_in: int | None = None
) -> int:
    """Away on these days; without a stand-in the open cases get another owner when the first day comes."""
    now = datetime.now(UTC)
    if until < since:
        raise Mistaken(f"{until} is before {since}")
    with store.begin() as tx:
        away = _official(tx, official)
        if stand_in is not None:
            _check_stand_in(away, _official(tx, stand_in))
        offices.leave(tx, official, since, until, stand_in)
        _note(tx, "on_leave", official, now, f"{since} {until} {stand_in or ''}".strip())
        return see_to_the_absent(tx, house, now)


def without_owner(store: Store) -> int:
    """How many open cases nobody has: nobody is bound who may read them."""
    with store.reading() as tx:
        return len(offices.astray(tx))


def back(store: Store, official: int) -> None:
    """Not away any more."""
    with store.begin() as tx:
        _official(tx, official)
        offices.back(tx, official)
        _note(tx, "back", official, datetime.now(UTC))


def _note(tx: Tx, kind: str, official: int, now: datetime, why: str = "") -> None:
    """It stands in the log what the operator did with an office."""
    audit.add(tx, kind, "operator", now, about=f"official:{official}", why=why)


def _new_code(settings: Settings, now: datetime) -> tuple[str, datetime]:
    return secrets.token_urlsafe(CODE_BYTES), now + timedelta(hours=settings.timetable.invite_hours)


# --- what cannot be -----------------------------------------------------------------------------------


def _official(tx: Tx, official: int) -> OfficialRow:
    row = offices.one(tx, official)
    if row is None:
        raise Mistaken(f"no official with id {official}: see `suara official list`")
    return row


def _check_office(settings: Settings, role: str, unit: str | None) -> None:
    if role not in ROLES:
        raise Mistaken(f"no such role: {role}; one of {', '.join(ROLES)}")
    if role in OF_A_UNIT and not unit:
        raise Mistaken(f"a {role} answers for a unit: say which with --unit")
    if role not in OF_A_UNIT and unit:
        raise Mistaken(f"a {role} answers for the whole city: leave --unit away")
    if unit:
        check_unit(settings, unit)


def _check_acting(acting: str, until: date | None, today: date) -> None:
    if not acting and until is None:
        return
    if acting not in ACTING or until is None:
        raise Mistaken(f"an office for a time is --acting {' or '.join(ACTING)} with its last day: --until")
    if until < today:
        raise Mistaken(f"{until} has passed")


def _check_stand_in(away: OfficialRow, other: OfficialRow) -> None:
    """Only who may read the same cases can stand in."""
    same = (other.role in OF_A_UNIT) == (away.role in OF_A_UNIT) and other.unit == away.unit
    if away.id == other.id or not (same and (away.role in OF_A_UNIT or other.role == away.role)):
        raise Mistaken(
            f"official {other.id} may not read the cases of {away.id}: "
            "a stand-in is of the same unit, or has the same role in the city"
        )
    if not other.bound:
        raise Mistaken(f"official {other.id} has not opened their code yet")
