"""The photos of a case: as its reporter sent them, and as they show that it was settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from handlers.talk import Media
from storage import media, proofs
from storage.cases import CaseRow
from storage.media import MediaRow
from storage.proofs import ProofRow
from storage.store import Tx

SHOWN = 10  # as many as a channel shows in one message


def before_and_after(tx: Tx, row: CaseRow, main: CaseRow) -> tuple[Media, ...]:
    """The reporter's own photo beside those that show it is settled, as far as their channel has them.

    `main`: the case that this one follows, or itself: there it was proposed.
    """
    before = [p for p in proofs.of_case(tx, row.id) if p.role == proofs.COMPLAINT]
    after = [p for p in proofs.of_case(tx, main.id) if p.role == proofs.CLOSING and p.verdict == proofs.GOOD]
    if row.outcome != "fixed" or not after:
        return ()
    seen = [*before[:1], *after]
    return tuple(_offered(p) for p in seen if p.ref and p.channel == row.channel)


def photos_of(tx: Tx, row: CaseRow, channel: str) -> tuple[Media, ...]:
    """All photos of the case that can be shown on this channel: its own, and our own documents."""
    shown = (channel, "")
    return tuple(
        _offered(m) for m in media.of(tx, "case", row.id) if m.kind == "photo" and m.channel in shown
    )[:SHOWN]


def photos_sent(tx: Tx, row: CaseRow, at: datetime) -> tuple[Media, ...]:
    """The photos that came with the step of this moment."""
    return tuple(_offered(m) for m in media.of(tx, "case", row.id) if m.kind == "photo" and m.added_at == at)


def photos_among(ids: Iterable[int], sent: Iterable[Media]) -> list[int]:
    """Ids of the photos among what was just kept, `ids` in the order of what was sent."""
    return [media_id for media_id, one in zip(ids, sent, strict=True) if one.kind == "photo"]


def _offered(photo: ProofRow | MediaRow) -> Media:
    return Media("photo", photo.ref, mime=photo.mime)
