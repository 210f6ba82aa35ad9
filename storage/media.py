"""Media: what came with a rating, a survey or a case, from the channel's id to the copy on disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, insert, literal, or_, select, update

from storage.holds import free_case, free_citizen
from storage.models import Case, Media, Rating, Survey
from storage.sealing import opened, sealed
from storage.store import Tx

REF, NAME = "media.ref", "media.name"
FORGOTTEN = "forgotten"  # the reason of those whose owner asked for it: they go with the next sweep
# Written into the statement, as only then both databases see that the partial index fits.
_WAITING = Media.state == literal("waiting", literal_execute=True)


@dataclass(frozen=True)
class NewMedia:
    """A file as the channel offers it; `ref` is the channel's id for fetching it."""

    ref: str
    kind: str
    mime: str = ""
    size: int | None = None
    name: str = ""


@dataclass(frozen=True)
class WaitingMedia:
    """A file that is to be fetched."""

    id: int
    channel: str
    bot: str
    ref: str
    kind: str
    mime: str
    size: int | None
    name: str
    tries: int


@dataclass(frozen=True)
class MediaRow:
    """A file and what became of it: waiting, kept (with `path`) or refused (with `reason`)."""

    id: int
    channel: str
    bot: str
    ref: str
    kind: str
    mime: str
    size: int | None
    name: str
    state: str
    reason: str
    path: str
    added_at: datetime


def add(
    tx: Tx, owner: str, owner_id: int, channel: str, bot: str, items: Sequence[NewMedia], now: datetime
) -> list[int]:
    """Note files to be fetched for a rating, survey or case; the id of each, in their order."""
    theirs = {"owner": owner, "owner_id": owner_id, "channel": channel, "bot": bot}
    since = {"state": "waiting", "due_at": now, "added_at": now}
    rows = [{**theirs, **since, **_sealed_item(tx, item)} for item in items]
    if not rows:
        return []
    in_order = insert(Media).returning(Media.id, sort_by_parameter_order=True)
    return list(tx.connection.execute(in_order, rows).scalars())


def waiting(tx: Tx, now: datetime, limit: int) -> list[WaitingMedia]:
    """Files that are due to be fetched, the longest due first."""
    due = (
        select(*_columns(WaitingMedia))
        .where(_WAITING, Media.due_at <= now)
        .order_by(Media.due_at, Media.id)
        .limit(limit)
    )
    return [WaitingMedia(**_opened_row(tx, row)) for row in tx.connection.execute(due)]


def take(tx: Tx, now: datetime, limit: int, lease: timedelta) -> list[WaitingMedia]:
    """As `waiting`; where other processes fetch as well, nobody else takes the same during the lease."""
    if tx.dialect == "sqlite":
        return waiting(tx, now, limit)
    due = select(*_columns(WaitingMedia)).where(_WAITING, Media.due_at <= now)
    free = due.order_by(Media.due_at, Media.id).limit(limit).with_for_update(skip_locked=True)
    rows = [WaitingMedia(**_opened_row(tx, row)) for row in tx.connection.execute(free)]
    mine = update(Media).where(Media.id.in_([row.id for row in rows]))
    tx.connection.execute(mine.values(due_at=now + lease))
    return rows


def kept(tx: Tx, media_id: int, path: str, mime: str, size: int) -> bool:
    """The copy is on disk; type and size are those of the bytes, no longer what the channel said.

    False when another copy was kept before, or none is wanted any more: then this one is to go.
    """
    return _change(tx, media_id, state="kept", path=path, mime=mime, size=size, reason="") == 1


def refused(tx: Tx, media_id: int, reason: str) -> None:
    """There will be no copy."""
    _change(tx, media_id, state="refused", reason=reason)


def retry(tx: Tx, media_id: int, due_at: datetime, reason: str) -> None:
    """It did not work this time: once more at `due_at`."""
    _change(tx, media_id, tries=Media.tries + 1, due_at=due_at, reason=reason)


def of(tx: Tx, owner: str, owner_id: int) -> list[MediaRow]:
    """All files of a rating, survey or case, in the order in which they came."""
    theirs = (Media.owner == owner) & (Media.owner_id == owner_id)
    found = select(*_columns(MediaRow)).where(theirs).order_by(Media.id)
    return [MediaRow(**_opened_row(tx, row)) for row in tx.connection.execute(found)]


def older_than(tx: Tx, moment: datetime) -> list[tuple[int, str]]:
    """Id and path (empty: no copy) of files that may go, the oldest first.

    Those of a case may go when it was closed before `moment`, all others when they came before it or
    when who sent them asked to be forgotten.
    """
    past = or_(
        (Media.owner != "case") & (Media.added_at < moment) & ~_of_held(),
        _of_case_closed_before(moment),
        Media.reason == FORGOTTEN,
    )
    found = select(Media.id, Media.path).where(past, Media.state != "waiting").order_by(Media.id)
    return [(row.id, row.path) for row in tx.connection.execute(found)]


def paths(tx: Tx) -> set[str]:
    """The names of all copies on disk that rows know."""
    return set(tx.connection.execute(select(Media.path).where(Media.path != "")).scalars())


def dropped(tx: Tx, ids: Iterable[int]) -> None:
    """Their copies are gone from the disk: forget the files."""
    if rows := [{"gone": media_id} for media_id in ids]:
        tx.connection.execute(delete(Media).where(Media.id == bindparam("gone")), rows)


def _of_case_closed_before(moment: datetime) -> ColumnElement[bool]:
    free = free_case(Case.id, Case.citizen_id)
    closed = exists().where(Case.id == Media.owner_id, Case.closed_at < moment, free)
    return (Media.owner == "case") & closed


def _of_held() -> ColumnElement[bool]:
    """Of ratings and surveys of somebody on whom there is a legal hold."""
    of = [
        (Media.owner == name) & exists().where(table.id == Media.owner_id, ~free_citizen(table.citizen_id))
        for name, table in (("rating", Rating), ("survey", Survey))
    ]
    return or_(*of)


def _change(tx: Tx, media_id: int, **values: Any) -> int:
    # Only what still waits: a second fetcher that comes late changes nothing.
    waits = update(Media).where(Media.id == media_id, _WAITING)
    return tx.connection.execute(waits.values(**values)).rowcount


def _columns(row: type[WaitingMedia] | type[MediaRow]) -> list[Any]:
    return [getattr(Media, field.name) for field in fields(row)]


def _sealed_item(tx: Tx, item: NewMedia) -> dict[str, Any]:
    plain = {"kind": item.kind, "mime": item.mime, "size": item.size}
    return {**plain, "ref": tx.vault.seal(item.ref, REF), "name": sealed(tx, item.name, NAME)}


def _opened_row(tx: Tx, row: Any) -> dict[str, Any]:
    return {**row._mapping, "ref": tx.vault.open(row.ref, REF), "name": opened(tx, row.name, NAME)}
