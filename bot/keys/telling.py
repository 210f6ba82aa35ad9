"""What overseers hear of keys: that another one seals now, and that a former one is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from handlers import key_words
from handlers.talk import Say, speaking
from handlers.talk.stored import say_to_json
from storage import audit, officials, outbox
from storage.outbox import Message
from storage.store import Tx

CHANGED, RETIRED = "key_rotated", "key_retired"


def key_changed(tx: Tx, now: datetime, why: str = "") -> None:
    """Another key seals from now on: it stands in the log, and every overseer is told."""
    _tell(tx, CHANGED, key_words.changed, now, why)


def key_retired(tx: Tx, now: datetime, why: str = "") -> None:
    """Nothing needs the former key any more, as was looked at row by row and file by file."""
    _tell(tx, RETIRED, key_words.retired, now, why)


def _tell(tx: Tx, kind: str, words: Callable[[str, str], Say], now: datetime, why: str) -> None:
    audit.add(tx, kind, "operator", now, why=why)
    outbox.add(tx, [_message(tx, kind, one, words, why) for one in _heard(tx)], now)


def _heard(tx: Tx) -> list[officials.OfficialRow]:
    """Without an oversight team the coordinators."""
    return officials.readers(tx, None, "overseers")


def _message(
    tx: Tx, kind: str, one: officials.OfficialRow, words: Callable[[str, str], Say], why: str
) -> Message:
    key = tx.vault.ring.id.hex()
    with speaking(one.language):
        body = say_to_json(words(key, why))
    dedupe = f"{kind}:{key}:{one.id}"
    return Message("bulk", one.channel, one.citizen_id or 0, "notice", body, dedupe_key=dedupe)
