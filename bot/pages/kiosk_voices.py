"""What a tablet kept becomes voices with their true times, whatever its clock says."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

from bot.channels.clean import clean
from storage.kiosks import KioskVoice

AT_ONCE, LONGEST = 60, 500  # ratings in one request; characters of a reason
OLDEST = timedelta(days=14)  # what was kept for longer is no answer to anything any more
JITTER = timedelta(seconds=2)  # a moment between two clocks of one device is no error
FAST = timedelta(minutes=5)  # so wrong may a clock be without being called wrong
_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")


class NoVoices(Exception):
    """What came is no list of ratings."""


def voices_of(text: str, sent: str, now: datetime) -> list[KioskVoice]:
    """Ratings as our script sends them: `at` and `sent` by the same clock. Raises NoVoices.

    Each counts as given so long before `now` as it was before it was sent: a clock that is a year off is
    off in both.
    """
    try:
        rows, device = json.loads(text), int(sent)
        if not (isinstance(rows, list) and 1 <= len(rows) <= AT_ONCE):
            raise NoVoices
        wrong = abs(now.timestamp() - device / 1000) > FAST.total_seconds()
        return [_voice(row, device, now, wrong=wrong) for row in rows]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise NoVoices from error


def plain_voice(id_: str, score: str, words: str, now: datetime) -> KioskVoice:
    """One rating of a form without a script. Raises NoVoices."""
    if not _ID.fullmatch(id_) or score not in ("1", "2", "3", "4"):
        raise NoVoices
    return KioskVoice(id_, int(score), now, _words(words))


def _voice(row: Any, device: int, now: datetime, *, wrong: bool) -> KioskVoice:
    age = timedelta(milliseconds=device - int(row["at"]))
    plain = plain_voice(str(row["id"]), str(row["score"]), str(row.get("words") or ""), now)
    if age < -JITTER:
        # The clock was set back in between: nobody knows when, only that it was not later than now.
        return KioskVoice(plain.id, plain.score, now, plain.words, "ahead")
    clock = "corrected" if wrong else ""
    if age > OLDEST:
        return KioskVoice(plain.id, plain.score, now, plain.words, "too_old", counts=False)
    return KioskVoice(plain.id, plain.score, now - max(age, timedelta()), plain.words, clock)


def _words(text: str) -> str:
    return clean(text).strip()[:LONGEST]
