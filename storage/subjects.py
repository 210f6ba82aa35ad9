"""The register of what people asked about their data: when, until when it must be done, and what was done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, select, update

from storage.models import DataRequest
from storage.sealing import opened, sealed
from storage.store import Tx

WORDS = "data_requests.words"
# UU 27/2022, articles 30 to 41: access, correction, deletion and restriction within three times 24 hours.
WITHIN = timedelta(hours=3 * 24)
KINDS = ("access", "correction", "restriction", "deletion", "withdrawal")
OPEN, DONE, HELD = "open", "done", "held"


@dataclass(frozen=True)
class RequestRow:
    """One request; `citizen_id` None: they were forgotten meanwhile."""

    id: int
    citizen_id: int | None
    kind: str
    channel: str
    asked_at: datetime
    due_at: datetime
    state: str
    did: str
    done_at: datetime | None
    done_by: str


def asked(
    tx: Tx,
    citizen_id: int,
    kind: str,
    channel: str,
    now: datetime,
    *,
    words: str = "",
    did: str = "",
    state: str = DONE,
) -> int:
    """Note a request, done at once unless `state` says otherwise; `did` is the key of what was done."""
    row = {
        "citizen_id": citizen_id,
        "kind": kind,
        "channel": channel,
        "asked_at": now,
        "due_at": now + WITHIN,
    }
    done = {"done_at": now, "done_by": "system"} if state == DONE else {}
    text = sealed(tx, words, WORDS)
    new = insert(DataRequest).values(**row, **done, words=text, did=did, state=state)
    return int(tx.connection.execute(new.returning(DataRequest.id)).scalar_one())


def done(tx: Tx, request_id: int, did: str, by: str, now: datetime, *, state: str = DONE) -> bool:
    """It is answered; false when it was before."""
    still = (DataRequest.id == request_id) & DataRequest.state.in_([OPEN, HELD])
    values = {"state": state, "did": did, "done_by": by, "done_at": now}
    return tx.connection.execute(update(DataRequest).where(still).values(**values)).rowcount > 0


def every(tx: Tx, states: Collection[str] = ()) -> list[RequestRow]:
    """The register, in the order in which things were asked; of these states or all."""
    return _rows(tx, DataRequest.state.in_(sorted(states)) if states else DataRequest.id.is_not(None))


def one(tx: Tx, request_id: int) -> RequestRow | None:
    return next(iter(_rows(tx, DataRequest.id == request_id)), None)


def waiting_for_lift(tx: Tx, citizen_id: int) -> list[RequestRow]:
    """Deletions of this citizen that a hold forbade."""
    mine = (DataRequest.citizen_id == citizen_id) & (DataRequest.state == HELD)
    return _rows(tx, mine & (DataRequest.kind == "deletion"))


def words_of(tx: Tx, request_id: int) -> str:
    """What was written with it; empty when nothing was, or when its words are gone."""
    found = select(DataRequest.words).where(DataRequest.id == request_id)
    return opened(tx, tx.connection.execute(found).scalar_one_or_none(), WORDS)


def to_remind(tx: Tx, now: datetime, before: timedelta, again: timedelta) -> list[RequestRow]:
    """Those that are open and due within `before`, not reminded of since `again`; from now on they were."""
    close = (DataRequest.state == OPEN) & (DataRequest.due_at <= now + before)
    quiet = DataRequest.reminded_at.is_(None) | (DataRequest.reminded_at <= now - again)
    rows = _rows(tx, close & quiet)
    ids = [row.id for row in rows]
    tx.connection.execute(update(DataRequest).where(DataRequest.id.in_(ids)).values(reminded_at=now))
    return rows


def cut(tx: Tx, citizen_id: int) -> None:
    """Whoever is forgotten has asked, and nobody knows who it was; the days stay as proof."""
    mine = DataRequest.citizen_id == citizen_id
    tx.connection.execute(update(DataRequest).where(mine).values(citizen_id=None, words=None))


def _rows(tx: Tx, which: ColumnElement[bool]) -> list[RequestRow]:
    columns = [getattr(DataRequest, name) for name in RequestRow.__dataclass_fields__]
    found = select(*columns).where(which).order_by(DataRequest.id)
    return [RequestRow(**row._mapping) for row in tx.connection.execute(found)]
