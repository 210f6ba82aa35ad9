"""Talks: what was answered so far in each conversation that is open, and which ones have ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Select,
    and_,
    bindparam,
    delete,
    false,
    func,
    literal,
    null,
    or_,
    select,
    update,
)

from storage.models import Citizen, Moment, Talk
from storage.once import upserts
from storage.restrictions import in_use
from storage.store import Tx

STATE = "talks.state"
_KEY = ["citizen_id", "serial"]
_OPEN = Talk.ended_at.is_(None)


def _kept(insert: Any) -> Any:
    statement = insert(Talk)
    new = {column: statement.excluded[column] for column in ("name", "state", "asked_at")}
    kept = statement.on_conflict_do_update(index_elements=_KEY, set_=new, where=_OPEN)
    return kept.returning(Talk.serial)  # asked for, it is one statement for all rows


def _emptied(insert: Any) -> Any:
    statement = insert(Talk)
    ended = {"state": null(), "ended_at": statement.excluded.ended_at}
    emptied = statement.on_conflict_do_update(index_elements=_KEY, set_=ended, where=_OPEN)
    return emptied.returning(Talk.serial)


# Built once, as they are asked in every turn.
_KEPT, _EMPTIED = upserts(_kept), upserts(_emptied)
_OF: BindParameter[Any] = bindparam("citizens", expanding=True)
_ENDED = select(Talk.citizen_id, Talk.serial).where(
    # Two lists and not one of pairs: those SQLite would look for in every row of the table.
    Talk.citizen_id.in_(_OF),
    Talk.serial.in_(bindparam("serials", expanding=True)),
    Talk.ended_at.is_not(None),
)


@dataclass(frozen=True)
class TalkRow:
    """An open talk; `state` is JSON."""

    citizen_id: int
    serial: str
    name: str
    state: str
    asked_at: datetime
    nudged_at: datetime | None


def open_of(tx: Tx, citizen_ids: Iterable[int]) -> dict[int, list[TalkRow]]:
    """Each citizen's open talks, the most recently asked first; who has none is not in it."""
    talks: dict[int, list[TalkRow]] = {}
    for row in tx.connection.execute(_OPEN_OF, {"citizens": list(citizen_ids)}):
        talks.setdefault(row.citizen_id, []).append(_row(tx, row))
    return talks


def save(tx: Tx, citizen_id: int, serial: str, name: str, state_json: str, asked_at: datetime) -> None:
    """Keep an open talk as it is now."""
    save_many(tx, [(citizen_id, serial, name, state_json, asked_at)])


def save_many(tx: Tx, talks: Iterable[tuple[int, str, str, str, datetime]]) -> None:
    """Keep talks as they are now: citizen, serial, name, state as JSON, when it asked. Ended stays ended."""
    # Each row is touched once: PostgreSQL insists on it.
    newest = {(one, serial): (name, state, at) for one, serial, name, state, at in talks}
    rows = [
        {"citizen_id": citizen_id, "serial": serial, "name": name, "asked_at": asked_at}
        | {"state": tx.vault.seal(state, STATE)}
        for (citizen_id, serial), (name, state, asked_at) in newest.items()
    ]
    if rows:
        tx.connection.execute(_KEPT[tx.dialect], rows)


def end(tx: Tx, citizen_id: int, serial: str, now: datetime) -> None:
    """Empty the talk; the row stays as proof that it ended, also of one that was never kept."""
    end_many(tx, [(citizen_id, serial)], now)


def end_many(tx: Tx, talks: Iterable[tuple[int, str]], now: datetime) -> None:
    """The same for several, each by its citizen and serial."""
    ended = {"name": "", "state": None, "asked_at": now, "ended_at": now}
    rows = [{"citizen_id": citizen_id, "serial": serial, **ended} for citizen_id, serial in talks]
    if rows:
        tx.connection.execute(_EMPTIED[tx.dialect], rows)


def drop(tx: Tx, citizen_id: int, serial: str) -> None:
    """As if this talk had never been."""
    tx.connection.execute(delete(Talk).where(Talk.citizen_id == citizen_id, Talk.serial == serial))


def has_ended(tx: Tx, citizen_id: int, serial: str) -> bool:
    return bool(ended_among(tx, [(citizen_id, serial)]))


def ended_among(tx: Tx, talks: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those of these talks, each by its citizen and serial, that have ended."""
    lists = {"citizens": [one for one, _ in talks], "serials": [serial for _, serial in talks]}
    return {(row.citizen_id, row.serial) for row in tx.connection.execute(_ENDED, lists)} & set(talks)


def to_nudge(tx: Tx, waits: Mapping[str, timedelta], now: datetime, limit: int) -> list[TalkRow]:
    """Open talks that wait for longer than `waits` says for their name, the longest waiting first.

    Each is nudged once; who wants no pushes or cannot be reached is left alone. They and their citizens stay
    locked until the end of the transaction, and whoever is in a turn just now is left for the next time.
    """
    waiting = or_(
        false(), *(and_(Talk.name == name, Talk.asked_at <= now - wait) for name, wait in waits.items())
    )
    may_be_written_to = [
        Citizen.stopped_at.is_(None),
        in_use(Citizen.id),
        Citizen.blocked_at.is_(None),
        Citizen.forgotten_at.is_(None),
    ]
    found = (
        _talks()
        .join(Citizen, Citizen.id == Talk.citizen_id)
        .where(Talk.nudged_at.is_(None), waiting, *may_be_written_to)
        .order_by(Talk.asked_at, Talk.citizen_id, Talk.serial)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_row(tx, row) for row in tx.connection.execute(found)]


def mark_nudged(tx: Tx, talks: Iterable[TalkRow], now: datetime) -> None:
    """These were asked after; they are not asked again."""
    rows = [{"whose": talk.citizen_id, "which": talk.serial} for talk in talks]
    if rows:
        one = and_(Talk.citizen_id == bindparam("whose"), Talk.serial == bindparam("which"))
        tx.connection.execute(update(Talk).where(one).values(nudged_at=now), rows)


def expire(tx: Tx, before: datetime, now: datetime) -> int:
    """End the open talks that asked before this moment; how many."""
    old = update(Talk).where(_OPEN, Talk.asked_at < before)
    return tx.connection.execute(old.values(state=None, ended_at=now)).rowcount


def end_all(tx: Tx, citizen_id: int, now: datetime) -> None:
    """Empty all talks of a citizen."""
    theirs = update(Talk).where(Talk.citizen_id == citizen_id)
    tx.connection.execute(
        theirs.values(state=None, ended_at=func.coalesce(Talk.ended_at, literal(now, Moment())))
    )


def _talks() -> Select[Any]:
    columns: list[Any] = [getattr(Talk, field.name) for field in fields(TalkRow)]
    return select(*columns).where(_OPEN, Talk.state.is_not(None))


_OPEN_OF = _talks().where(Talk.citizen_id.in_(_OF)).order_by(Talk.asked_at.desc(), Talk.serial)


def _row(tx: Tx, row: Any) -> TalkRow:
    return TalkRow(**{**row._mapping, "state": tx.vault.open(row.state, STATE)})
