"""Citizens: locked for a turn, changed by what they say, forgotten when they ask for it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    null,
    or_,
    select,
    update,
)

from storage import consents, models, organisations
from storage.citizens_export import export
from storage.forgetting import KeptRow, forget, kept
from storage.handles import ARE_KEYS, Handle, Key, Reach, addresses, as_lists, key_of, reach, row_of
from storage.models import Citizen
from storage.once import upserts
from storage.rekeying import renew
from storage.sealing import opened
from storage.store import Tx

__all__ = [
    "CitizenRow",
    "Handle",
    "KeptRow",
    "Reach",
    "addresses",
    "export",
    "forget",
    "kept",
    "known",
    "lock",
    "reach",
    "set_age",
    "set_blocked",
    "set_language",
    "set_noticed",
    "set_stopped",
]

PURPOSES = frozenset({"profile", "invitations"})
_NOTHING = consents.LastWords()
# Built once, as they are asked in every turn.
_BY_KEYS = (
    select(Citizen, models.Handle.channel, models.Handle.kind, models.Handle.hash)
    .join(models.Handle, models.Handle.citizen_id == Citizen.id)
    .where(ARE_KEYS)
    .order_by(Citizen.id, models.Handle.id)
    # The handles too: one that is deleted while we wait is then left out. Not the strongest lock:
    # somebody else may put a message to this person into the outbox meanwhile, which needs only the key.
    .with_for_update(key_share=True)
)
# Named in full, as within RETURNING SQLAlchemy leaves the table of a column out, and there are ids in others.
_THEIRS: ColumnElement[int] = literal_column("citizens.id")


def _any(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is a row; counted, as for `EXISTS` PostgreSQL may look through a whole table."""
    return select(func.count()).where(*which).scalar_subquery() > 0


_ASKED = _any(models.Consent.citizen_id == _THEIRS, models.Consent.purpose.in_(sorted(PURPOSES)))
_BOUND = _any(models.Official.citizen_id == _THEIRS, models.Official.ended_at.is_(None))
_AT_DESK = _any(models.DeskSession.browser_id == _THEIRS, models.DeskSession.ended_at.is_(None))
# The registered one for which they write; ordered, as after two people were joined there may be two.
_WRITES_FOR = (
    select(models.Organisation.name)
    .where(models.Organisation.citizen_id == _THEIRS, models.Organisation.state == organisations.REGISTERED)
    .order_by(models.Organisation.id)
    .limit(1)
    .scalar_subquery()
)
# What else there is to be read of them is told here, as only now nobody else can be adding to it.
_SEEN = (
    update(Citizen)
    .where(Citizen.id.in_(bindparam("ids", expanding=True)))
    .values(last_seen_at=bindparam("now", type_=models.Moment()), blocked_at=null())
    .returning(
        Citizen.id,
        _ASKED.label("was_asked"),
        or_(_BOUND, _AT_DESK).label("may_hold"),
        _WRITES_FOR.label("organisation"),
    )
)
_NEW = insert(Citizen).returning(Citizen.id)
_NEW_HANDLES = upserts(
    lambda insert: insert(models.Handle).on_conflict_do_nothing().returning(models.Handle.citizen_id)
)


@dataclass(frozen=True)
class CitizenRow:
    """A person in a turn: the purposes they were asked about, and those to which their last word was yes."""

    id: int
    language: str
    noticed_version: str
    is_minor: bool | None
    guardian_agreed: bool
    stopped: bool
    blocked: bool
    forgotten: bool
    agreed: frozenset[str]
    answered: frozenset[str]
    handle: Handle
    seen_at: datetime | None = None  # when they had been here last, before this turn
    may_hold: bool = False  # an office is bound to them, or they are a browser at somebody's desk
    organisation: str = ""  # the registered one for which they write, by its name


def lock(tx: Tx, handles: Mapping[Handle, str], now: datetime) -> dict[Handle, CitizenRow]:
    """The people behind these handles, each made now if new, and nobody else's until the end of this turn.

    `handles` to the language in which somebody new is spoken to. All are locked in one statement in the
    order of their ids, so that no two batches wait for each other. Who writes is here: seen now, not blocked.
    """
    renew(tx, handles)
    keys = {key_of(tx, handle): handle for handle in handles}
    rows = _locked(tx, keys, now)
    # Whoever was forgotten while we waited for the lock is not found any more, and begins anew.
    while left := {key: handle for key, handle in keys.items() if handle not in rows}:
        _create(tx, left, handles, now)
        rows |= _locked(tx, left, now)
    return rows


def known(tx: Tx, ids: Collection[int]) -> dict[int, CitizenRow]:
    """Those of these people who can be addressed, as they are; nobody is locked, and nobody was seen now."""
    handles = addresses(tx, ids)
    said = consents.newest(tx, handles)
    rows = tx.connection.execute(select(Citizen).where(Citizen.id.in_(list(handles))))
    return {
        row.id: _row(
            row, handles[row.id], said.get(row.id, consents.LastWords()), blocked=row.blocked_at is not None
        )
        for row in rows
    }


def unsee(tx: Tx, people: Iterable[CitizenRow]) -> None:
    """As if they had not been here in this turn: when they were is not to be told by when they were last."""
    if rows := [{"which": one.id, "at": one.seen_at} for one in people]:
        back = update(Citizen).where(Citizen.id == bindparam("which"))
        tx.connection.execute(back.values(last_seen_at=bindparam("at", type_=models.Moment())), rows)


def blur(tx: Tx, since: datetime) -> None:
    """Write everybody who was here since then anew: PostgreSQL notes in each row what locked it last.

    By that one could tell who was here after all that is kept of them. SQLite notes nothing of the kind.
    """
    if tx.dialect == "sqlite":
        return
    here = Citizen.last_seen_at >= since
    people = list(tx.connection.execute(select(Citizen.id).where(here)).scalars())
    secrets.SystemRandom().shuffle(people)  # where a row lies tells as well
    for table, whose in ((Citizen, Citizen.id), (models.Handle, models.Handle.citizen_id)):
        anew = update(table).where(whose == bindparam("one")).values(id=table.id)
        if people:
            tx.connection.execute(anew, [{"one": one} for one in people])


def last_seen(tx: Tx) -> datetime | None:
    """When anybody was here last, whichever process heard it; None when nobody ever was."""
    return tx.connection.execute(select(func.max(Citizen.last_seen_at))).scalar_one()


def set_language(tx: Tx, citizen_id: int, language: str) -> None:
    _change(tx, citizen_id, language=language)


def set_noticed(tx: Tx, citizen_id: int, version: str) -> None:
    """This version of the notice was shown."""
    _change(tx, citizen_id, noticed_version=version)


def set_age(tx: Tx, citizen_id: int, is_minor: bool | None, guardian_agreed: bool) -> None:  # noqa: FBT001 - their answers
    _change(tx, citizen_id, is_minor=is_minor, guardian_agreed=guardian_agreed)


def set_stopped(tx: Tx, citizen_id: int, stopped: bool, now: datetime) -> None:  # noqa: FBT001 - their wish
    """Whether they want no pushes."""
    _change(tx, citizen_id, stopped_at=now if stopped else None)


def set_blocked(tx: Tx, citizen_id: int, now: datetime) -> None:
    """Nothing can be sent to them until they write again."""
    _change(tx, citizen_id, blocked_at=now)


def _change(tx: Tx, citizen_id: int, **values: Any) -> None:
    tx.connection.execute(update(Citizen).where(Citizen.id == citizen_id).values(**values))


_Keys = Mapping[Key, Handle]


def _create(tx: Tx, keys: _Keys, languages: Mapping[Handle, str], now: datetime) -> None:
    new = sorted(keys)  # in one order everywhere: two processes may meet the same new people
    ids = _people(tx, {key: languages[keys[key]] for key in new}, now)
    rows = [row_of(tx, keys[key], ids[key]) for key in new]
    needless = set(ids.values()) - set(tx.connection.execute(_NEW_HANDLES[tx.dialect], rows).scalars())
    if needless:  # another process met them first
        tx.connection.execute(delete(Citizen).where(Citizen.id.in_(needless)))


def _people(tx: Tx, languages: Mapping[Key, str], now: datetime) -> dict[Key, int]:
    """New people, one statement a language: those of one language are alike, so any id is good for any."""
    ids: dict[Key, int] = {}
    for language in dict.fromkeys(languages.values()):
        keys = [key for key, spoken in languages.items() if spoken == language]
        people = [{"language": language, "first_seen_at": now, "last_seen_at": now} for _ in keys]
        ids |= zip(keys, sorted(tx.connection.execute(_NEW, people).scalars()), strict=True)
    return ids


def _locked(tx: Tx, keys: _Keys, now: datetime) -> dict[Handle, CitizenRow]:
    rows = tx.connection.execute(_BY_KEYS, as_lists(keys)).all() if keys else []
    if not rows:
        return {}
    seen = {
        row.id: row for row in tx.connection.execute(_SEEN, {"ids": [row.id for row in rows], "now": now})
    }
    said = consents.newest(tx, [row.id for row in seen.values() if row.was_asked])
    handles = [keys[row.channel, row.kind, row.hash] for row in rows]
    return {
        handle: _row(
            row,
            handle,
            said.get(row.id, _NOTHING),
            blocked=False,
            may_hold=bool(seen[row.id].may_hold),
            organisation=opened(tx, seen[row.id].organisation, organisations.NAME),
        )
        for row, handle in zip(rows, handles, strict=True)
    }


def _row(row: Any, handle: Handle, said: consents.LastWords, **known: Any) -> CitizenRow:
    return CitizenRow(
        id=row.id,
        language=row.language,
        noticed_version=row.noticed_version,
        is_minor=row.is_minor,
        guardian_agreed=row.guardian_agreed,
        stopped=row.stopped_at is not None,
        forgotten=row.forgotten_at is not None,
        agreed=said.agreed & PURPOSES,
        answered=said.answered & PURPOSES,
        handle=handle,
        seen_at=row.last_seen_at,
        **known,
    )
