"""The outbox: everything that is to be sent, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, insert, null, select, update

from storage.models import Moment, Outbox
from storage.once import upserts
from storage.outbox_account import account, counts, oldest_pending
from storage.outbox_claims import BODY, PENDING, Claimed, claim, end_claims
from storage.store import Tx

__all__ = [
    "Claimed",
    "Message",
    "account",
    "add",
    "case_of",
    "claim",
    "counts",
    "end_claims",
    "failed",
    "oldest_pending",
    "release",
    "retry",
    "sent",
    "skip_for",
    "skipped",
    "there",
    "unknown",
]
AT_ONCE = 500  # keys a statement
# PostgreSQL gives ids back in the order of the rows; SQLite in any, and what was sealed tells rows apart.
_IN_ORDER = insert(Outbox).returning(Outbox.id, sort_by_parameter_order=True)
_WITH_BODY = insert(Outbox).returning(Outbox.id, Outbox.body)
_KNOWN_AS = (
    update(Outbox)
    .where(Outbox.id == bindparam("row"), Outbox.state != "sent")
    .values(
        state="sent",
        reason="",
        claimed_until=null(),
        finished_at=bindparam("now", type_=Moment()),
        sent_ref=bindparam("ref"),
    )
)
_ONCE = upserts(
    lambda insert: insert(Outbox).on_conflict_do_nothing().returning(Outbox.dedupe_key, Outbox.id)
)
# Built once, as marks are written many times a second.
_OVER = {
    "state": bindparam("over"),
    "reason": bindparam("why"),
    "finished_at": bindparam("now", type_=Moment()),
    "claimed_until": null(),
}
_FINISHED = update(Outbox).where(Outbox.id.in_(bindparam("ids", expanding=True)), PENDING).values(**_OVER)
_FINISHED_FOR = update(Outbox).where(Outbox.citizen_id == bindparam("citizen"), PENDING).values(**_OVER)


@dataclass(frozen=True)
class Message:
    """One message to a citizen; `body` is JSON. A `dedupe_key` is sent once, however often asked."""

    lane: str
    channel: str
    citizen_id: int
    purpose: str
    body: str
    dedupe_key: str | None = None
    case_number: str | None = None
    broadcast_id: int | None = None
    due_at: datetime | None = None


def add(
    tx: Tx, messages: Iterable[Message], now: datetime, claim_for: timedelta | None = None
) -> list[int | None]:
    """Put them in line, in this order; the id of each, or None where its dedupe key was there before.

    With `claim_for` they are claimed from birth: who adds them sends them itself, after the commit.
    """
    claimed_until = now + claim_for if claim_for is not None else None
    ids: list[int | None] = []
    # A run of each sort is one statement, and ids rise in the order of the messages.
    for keyed, run in groupby(messages, key=lambda message: message.dedupe_key is not None):
        rows = [_new_row(tx, message, now, claimed_until) for message in run]
        ids += _add_once(tx, rows) if keyed else _add(tx, rows)
    return ids


def there(tx: Tx, keys: Sequence[str]) -> set[str]:
    """Which of these dedupe keys were used before."""
    used: set[str] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = Outbox.dedupe_key.in_(keys[start : start + AT_ONCE])
        used.update(key for key in tx.connection.scalars(select(Outbox.dedupe_key).where(some)) if key)
    return used


def sent(tx: Tx, refs: Mapping[int, str], now: datetime) -> None:
    """The network took these and calls them so. True whatever was thought of them meanwhile."""
    if rows := [{"row": row_id, "ref": ref, "now": now} for row_id, ref in refs.items()]:
        tx.connection.execute(_KNOWN_AS, rows)


def retry(tx: Tx, row_id: int, due_at: datetime, reason: str, *, counts: bool = True) -> None:
    """It did not work this time: once more from `due_at` on. `counts`: as a try that failed."""
    again = {"tries": Outbox.tries + int(counts), "due_at": due_at, "reason": reason, "claimed_until": None}
    tx.connection.execute(update(Outbox).where(Outbox.id == row_id, PENDING).values(**again))


def failed(tx: Tx, row_id: int, reason: str, now: datetime) -> None:
    """It will never arrive."""
    _finish(tx, [row_id], "failed", reason, now)


def unknown(tx: Tx, row_id: int, reason: str, now: datetime) -> None:
    """It left, and whether it arrived nobody will know."""
    _finish(tx, [row_id], "unknown", reason, now)


def skipped(tx: Tx, ids: Iterable[int], reason: str, now: datetime) -> None:
    """They are not sent, on purpose."""
    _finish(tx, ids, "skipped", reason, now)


def skip_for(tx: Tx, citizen_id: int, reason: str, now: datetime) -> int:
    """Nothing that waits for this citizen is sent; how many messages that were."""
    over = {"over": "skipped", "why": reason, "now": now}
    return tx.connection.execute(_FINISHED_FOR, {"citizen": citizen_id, **over}).rowcount


def release(tx: Tx, ids: Iterable[int]) -> None:
    """Claimed and not tried: anybody may claim them again."""
    mine = update(Outbox).where(Outbox.id.in_(list(ids)), PENDING)
    tx.connection.execute(mine.values(claimed_until=None))


def case_of(tx: Tx, citizen_id: int, *called: str) -> str | None:
    """The number of the case that a message we sent to this chat was about, by what it may be called here."""
    mine = (Outbox.citizen_id == citizen_id) & Outbox.sent_ref.in_(called)
    about = select(Outbox.case_number).where(mine, Outbox.case_number.is_not(None))
    return tx.connection.execute(about.order_by(Outbox.id.desc()).limit(1)).scalar_one_or_none()


def _new_row(tx: Tx, message: Message, now: datetime, claimed_until: datetime | None) -> dict[str, Any]:
    return {
        **vars(message),
        "body": tx.vault.seal(message.body, BODY),
        "state": "pending",
        "due_at": message.due_at or now,
        "claimed_until": claimed_until,
        "claimed_by": tx.process if claimed_until else None,
        "created_at": now,
    }


def _add(tx: Tx, rows: list[dict[str, Any]]) -> Sequence[int]:
    if tx.dialect != "sqlite":
        return tx.connection.execute(_IN_ORDER, rows).scalars().all()
    ids = {row.body: row.id for row in tx.connection.execute(_WITH_BODY, rows)}
    return [ids[row["body"]] for row in rows]


def _add_once(tx: Tx, rows: list[dict[str, Any]]) -> list[int | None]:
    added: dict[str, int] = dict(tx.connection.execute(_ONCE[tx.dialect], rows).all())
    return [added.pop(row["dedupe_key"], None) for row in rows]  # the second of two alike adds nothing


def _finish(tx: Tx, ids: Iterable[int], state: str, reason: str, now: datetime) -> None:
    tx.connection.execute(_FINISHED, {"ids": list(ids), "over": state, "why": reason, "now": now})
