"""Proofs: the photos of cases by which they look, expected first and judged once the file is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select, text, update

from storage.locks import key_of
from storage.models import Media, Proof
from storage.once import upsert
from storage.proof_search import BYTES
from storage.store import Tx

COMPLAINT, CLOSING = "complaint", "closing"
WAITING, GOOD, SAME, UNREAD = "waiting", "good", "same", "unread"
REF = "media.ref"
# Written into the statement, as only then both databases see that the partial index fits.
_WAITS = Proof.verdict == literal(WAITING, literal_execute=True)


@dataclass(frozen=True)
class ProofRow:
    """A photo of a case and its file: `state` is waiting, kept, refused or gone."""

    media_id: int
    case_id: int
    role: str
    verdict: str
    hashes: bytes
    state: str
    path: str
    mime: str
    kind: str
    channel: str
    ref: str
    added_at: datetime | None = None


@dataclass(frozen=True)
class Earlier:
    """A photo to compare with: it came with a complaint, or was good as proof."""

    media_id: int
    case_id: int
    role: str
    hashes: bytes


def expect(tx: Tx, case_id: int, media_ids: Iterable[int], role: str) -> None:
    """These files of the case are to be looked at once they are there. `role`: complaint or closing."""
    rows = [
        {"media_id": m, "case_id": case_id, "role": role, "hashes": b"", "verdict": WAITING}
        for m in media_ids
    ]
    if rows:
        tx.connection.execute(upsert(tx, Proof).on_conflict_do_nothing(), rows)


def ready(tx: Tx, limit: int) -> list[int]:
    """Ids of cases that have photos to be judged, of which none is still being fetched.

    Those that only have photos of the complaint come first: closings are compared with them.
    """
    fetching = select(Proof.case_id).join(Media, Media.id == Proof.media_id)
    fetching = fetching.where(_WAITS, Media.state == "waiting")
    found = select(Proof.case_id).where(_WAITS, Proof.case_id.not_in(fetching)).group_by(Proof.case_id)
    closings = func.sum(case((Proof.role == CLOSING, 1), else_=0))
    return list(tx.connection.execute(found.order_by(closings, Proof.case_id).limit(limit)).scalars())


def of_case(tx: Tx, case_id: int) -> list[ProofRow]:
    """All photos of a case that were expected, in the order in which they came."""
    columns = (
        Proof.media_id, Proof.case_id, Proof.role, Proof.verdict, Proof.hashes,
        Media.state, Media.path, Media.mime, Media.kind, Media.channel, Media.ref, Media.added_at,
    )  # fmt: skip
    found = select(*columns).outerjoin(Media, Media.id == Proof.media_id).where(Proof.case_id == case_id)
    return [_row(tx, row) for row in tx.connection.execute(found.order_by(Proof.media_id))]


def complaints(tx: Tx, case_ids: Iterable[int]) -> list[Earlier]:
    """The photos that came with these cases, as far as they could be looked at."""
    return _earlier(tx, Proof.case_id.in_(list(case_ids)), Proof.role == COMPLAINT)


def unseen(tx: Tx, case_ids: Iterable[int]) -> bool:
    """Whether a photo that came with one of these cases still waits to be looked at."""
    theirs = Proof.case_id.in_(list(case_ids)) & (Proof.role == COMPLAINT)
    return tx.connection.execute(select(Proof.media_id).where(theirs, _WAITS).limit(1)).first() is not None


def closings(tx: Tx, since: datetime | None = None) -> list[Earlier]:
    """All proofs that were good, of any case; `since`: only those judged since then."""
    recent = [Proof.judged_at >= since] if since is not None else []
    return _earlier(tx, Proof.role == CLOSING, Proof.verdict == GOOD, *recent)


def judged(
    tx: Tx, media_id: int, verdict: str, hashes: bytes, now: datetime, like: int | None = None
) -> None:
    """What a photo was found to be: good, same (as `like`) or unread. A second judge changes nothing."""
    values = {"verdict": verdict, "hashes": hashes, "like_media_id": like, "judged_at": now}
    tx.connection.execute(update(Proof).where(Proof.media_id == media_id, _WAITS).values(**values))


def one_judge(tx: Tx) -> None:
    """Until the end of this transaction nobody else judges: two new photos alike must not both be good."""
    if tx.dialect == "postgresql":  # on SQLite there is one writer anyhow
        lock = text("SELECT pg_advisory_xact_lock(:key)")
        tx.connection.execute(lock, {"key": key_of("proofs")})


def _earlier(tx: Tx, *which: ColumnElement[bool]) -> list[Earlier]:
    # Photos nobody could look at have none; a version with other hashes may have left other ones.
    whole = func.length(Proof.hashes) == BYTES
    found = select(Proof.media_id, Proof.case_id, Proof.role, Proof.hashes).where(whole, *which)
    return [Earlier(*row) for row in tx.connection.execute(found.order_by(Proof.media_id))]


def _row(tx: Tx, row: Any) -> ProofRow:
    if row.state is None:  # its time was over: the hashes outlive the file
        lost = {"state": "gone", "path": "", "mime": "", "kind": "", "channel": "", "ref": ""}
        return ProofRow(**{**row._mapping, **lost})
    return ProofRow(**{**row._mapping, "ref": tx.vault.open(row.ref, REF)})
