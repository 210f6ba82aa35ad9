"""Tablets at counters: what was rated there counts once, and not more often than people come by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from storage import ratings
from storage.models import Kiosk, KioskRating, Rating
from storage.once import upsert
from storage.sealing import sealed
from storage.store import Tx

CHANNEL = "kiosk"


@dataclass(frozen=True)
class KioskVoice:
    """One rating as a tablet sent it; `words` may come later, under the same id."""

    id: str
    score: int
    given_at: datetime
    words: str = ""
    clock: str = ""  # why `given_at` is not what the tablet said; empty when it is
    counts: bool = True  # false: kept, as somebody gave it, and in no number


def keep(
    tx: Tx, kiosk: bytes, unit: str, voices: Sequence[KioskVoice], apart: timedelta, now: datetime
) -> int:
    """Keep what is new; how many of `voices` count. Within `apart` of another one a rating is kept uncounted.

    Sent again, a rating changes nothing, but words that were missing are added.
    """
    _present(tx, kiosk, now)
    known, moments = _known(tx, kiosk, voices), _moments(tx, kiosk, voices, apart)
    for voice in voices:
        if voice.id not in known:
            near = any(abs(moment - voice.given_at) < apart for moment in moments)
            known[voice.id] = _give(tx, kiosk, unit, voice, counts=voice.counts and not near, now=now)
            if known[voice.id] is not None:
                moments.append(voice.given_at)
        _explain(tx, known[voice.id], voice.words)
    return sum(known[voice.id] is not None for voice in voices)


def _present(tx: Tx, kiosk: bytes, now: datetime) -> None:
    """The row of the tablet, locked: two requests of it come one after the other."""
    row = upsert(tx, Kiosk).values(hash=kiosk, first_at=now, last_at=now)
    tx.connection.execute(row.on_conflict_do_update(index_elements=["hash"], set_={"last_at": now}))


def _known(tx: Tx, kiosk: bytes, voices: Sequence[KioskVoice]) -> dict[str, int | None]:
    mine = (KioskRating.kiosk == kiosk) & KioskRating.id.in_([voice.id for voice in voices])
    rows = tx.connection.execute(select(KioskRating.id, KioskRating.rating_id).where(mine))
    return {row.id: row.rating_id for row in rows}


def _moments(tx: Tx, kiosk: bytes, voices: Sequence[KioskVoice], apart: timedelta) -> list[datetime]:
    """When this tablet's counted ratings around these were given."""
    given = [voice.given_at for voice in voices]
    around = KioskRating.given_at.between(min(given) - apart, max(given) + apart)
    counted = (KioskRating.kiosk == kiosk) & KioskRating.rating_id.is_not(None) & around
    return list(tx.connection.execute(select(KioskRating.given_at).where(counted)).scalars())


def _give(tx: Tx, kiosk: bytes, unit: str, voice: KioskVoice, *, counts: bool, now: datetime) -> int | None:
    rating = None
    if counts:
        row = {"unit": unit, "score": voice.score, "channel": CHANNEL, "given_at": voice.given_at}
        new = insert(Rating).values(talk=f"kiosk.{voice.id}", **row).returning(Rating.id)
        rating = int(tx.connection.execute(new).scalar_one())
    row = {"given_at": voice.given_at, "came_at": now, "clock": voice.clock, "rating_id": rating}
    tx.connection.execute(insert(KioskRating).values(kiosk=kiosk, id=voice.id, **row))
    return rating


def _explain(tx: Tx, rating: int | None, words: str) -> None:
    if rating is not None and words:
        silent = (Rating.id == rating) & Rating.words.is_(None)
        tx.connection.execute(update(Rating).where(silent).values(words=sealed(tx, words, ratings.WORDS)))
