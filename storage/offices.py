"""The life of an office: for a time only, away, with a new phone, at an end; and what it holds no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, insert, or_, select, update

from storage import officials
from storage.models import Case, Citizen, Invite, Official, Outbox
from storage.officials import OfficialRow
from storage.outbox import skipped
from storage.outbox_claims import PENDING
from storage.store import Tx

ACTING = ("plt", "plh")  # for a vacant office, for an absent one
OF_OFFICE = ("notice", "digest", "alarm", "duty")  # what is pushed to officials alone
_STILL_OPEN = Case.closed_at.is_(None)


@dataclass(frozen=True)
class _Waiting:
    """A message that waits for a chat which holds, or held, an office."""

    id: int
    dedupe_key: str
    case: bool
    unit: str | None
    route: str


def one(tx: Tx, official_id: int) -> OfficialRow | None:
    """The official, while the office lasts."""
    return next(iter(officials.among(tx, [official_id])), None)


def act(tx: Tx, official_id: int, acting: str, until: date) -> None:
    """The office is one for a time: it ends by itself after this day. ValueError: no such acting office."""
    if acting not in ACTING:
        raise ValueError(f"acting is {' or '.join(ACTING)}")
    _change(tx, official_id, acting=acting, until=until)


def leave(tx: Tx, official_id: int, since: date, until: date, stand_in_id: int | None) -> None:
    """Away on these days, both included; whoever stands in sees to everything meanwhile."""
    _change(tx, official_id, away_from=since, away_until=until, stand_in_id=stand_in_id)


def back(tx: Tx, official_id: int) -> None:
    """Not away any more, or not at all."""
    _change(tx, official_id, away_from=None, away_until=None, stand_in_id=None)


def stands_in_no_more(tx: Tx, official_id: int) -> None:
    """Whoever this official stood in for is without a stand-in."""
    stood_for = update(Official).where(Official.stand_in_id == official_id)
    tx.connection.execute(stood_for.values(stand_in_id=None))


def renew(tx: Tx, official_id: int, code: str, expires_at: datetime, now: datetime) -> None:
    """Another one-time code for an office that exists; codes that nobody opened are good no longer."""
    unopened = (Invite.official_id == official_id) & Invite.used_at.is_(None)
    tx.connection.execute(update(Invite).where(unopened).values(expires_at=now))
    code_hash = tx.vault.hash("invite", code)
    tx.connection.execute(
        insert(Invite).values(hash=code_hash, official_id=official_id, expires_at=expires_at)
    )


def bind(tx: Tx, code: str, citizen_id: int, now: datetime) -> OfficialRow | None:
    """As `officials.bind`; a chat the office had before gets nothing more of it."""
    before = officials.of_code(tx, code)
    bound = officials.bind(tx, code, citizen_id, now)
    if before is not None and bound is not None:
        redirect(tx, before, bound)
    return bound


def over(tx: Tx, today: date) -> list[OfficialRow]:
    """Offices for a time whose last day has passed, and which have not ended yet."""
    return [official for official in officials.all_active(tx) if not official.serves(today)]


def left_without_stand_in(tx: Tx, today: date) -> list[OfficialRow]:
    """Who is away today, has open cases, and nobody was named to stand in."""
    cases = exists().where(Case.owner_id == Official.id, _STILL_OPEN)
    away = (Official.away_from <= today) & (Official.away_until >= today)
    ids = select(Official.id).where(away, Official.stand_in_id.is_(None), cases)
    return officials.among(tx, tx.connection.execute(ids).scalars().all())


# --- the cases of an office ---------------------------------------------------------------------------


def owned(tx: Tx, official_id: int) -> list[int]:
    """The open cases of this official, by id."""
    return _ids(tx, Case.owner_id == official_id)


def astray(tx: Tx) -> list[int]:
    """Open cases that nobody has, or only somebody who cannot be reached any more, by id."""
    reached = (
        select(Official.id)
        .join(Citizen, Citizen.id == Official.citizen_id)
        .where(Official.ended_at.is_(None), Official.bound_at.is_not(None), Citizen.forgotten_at.is_(None))
    )
    return _ids(tx, or_(Case.owner_id.is_(None), Case.owner_id.not_in(reached)))


def _ids(tx: Tx, which: ColumnElement[bool]) -> list[int]:
    found = select(Case.id).where(_STILL_OPEN, which).order_by(Case.id)
    return list(tx.connection.execute(found).scalars())


# --- what waits for its chat --------------------------------------------------------------------------


def hush(tx: Tx, office: OfficialRow, now: datetime) -> int:
    """Nothing more to its chat of what this office brought there; how many messages that were.

    Call it after the change: what the chat's offices still give a right to is sent all the same, and so is
    what it gets as a citizen.
    """
    if office.citizen_id is None:
        return 0
    others = officials.of_citizen(tx, office.citizen_id)
    gone = [row.id for row in _waiting(tx, office.citizen_id) if _is_gone(tx, row, office, others)]
    skipped(tx, gone, "office ended", now)
    return len(gone)


def redirect(tx: Tx, office: OfficialRow, to: OfficialRow) -> None:
    """What waits for the old chat of an office is for its new one, which is all that gets it from now on."""
    if office.citizen_id is None or office.citizen_id == to.citizen_id:
        return
    others = officials.of_citizen(tx, office.citizen_id)
    moved = [row.id for row in _waiting(tx, office.citizen_id) if _is_gone(tx, row, office, others)]
    theirs = update(Outbox).where(Outbox.id.in_(moved), PENDING)
    tx.connection.execute(theirs.values(citizen_id=to.citizen_id, channel=to.channel))


def _waiting(tx: Tx, citizen_id: int) -> Iterable[_Waiting]:
    """What waits for this chat and is not about a case of its own."""
    columns = [Outbox.id, Outbox.dedupe_key, Case.id.label("case"), Case.unit, Case.route]
    not_own = or_(Case.citizen_id.is_(None), Case.citizen_id != citizen_id)
    about_none = Case.id.is_(None) & Outbox.purpose.in_(OF_OFFICE)
    of_office = or_(Case.id.is_not(None) & not_own, about_none)
    found = (
        select(*columns)
        .outerjoin(Case, Case.number == Outbox.case_number)
        .where(Outbox.citizen_id == citizen_id, Outbox.lane == "bulk", PENDING, of_office)
    )
    for row in tx.connection.execute(found):
        yield _Waiting(row.id, row.dedupe_key or "", row.case is not None, row.unit, row.route or "")


def _is_gone(tx: Tx, row: _Waiting, office: OfficialRow, others: list[OfficialRow]) -> bool:
    """Whether nothing that the chat still is gives a right to read it."""
    if row.case:
        overseen = officials.overseer_bound(tx)
        return not any(officials.may_read(other, row, overseer_bound=overseen) for other in others)
    return not others or row.dedupe_key.split(":")[1:2] == [str(office.id)]


def _change(tx: Tx, official_id: int, **values: object) -> None:
    tx.connection.execute(update(Official).where(Official.id == official_id).values(**values))
