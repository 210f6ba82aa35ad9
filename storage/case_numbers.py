"""Case numbers: they say the month, can be read out on a telephone, and cannot be guessed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base32 without I, L, O and U
SHORTEST, LONGEST = 4, 8
_TRIES = 4  # so many collisions in a row at one length: the month is crowded, take a longer number
_MISREAD = str.maketrans("OIL", "011")


def candidates(prefix: str, now: datetime) -> Iterator[str]:
    """Numbers to try one after the other, like `KS-2611-7F3K`; the month is that of `now` in its own zone."""
    for length in range(SHORTEST, LONGEST + 1):
        for _ in range(_TRIES):
            yield f"{prefix}-{now:%y%m}-{_random(length)}"


def normal(number: str) -> str:
    """A number as we wrote it, whatever the case of its letters and whether O was read for 0 or I for 1."""
    head, dash, tail = number.strip().upper().rpartition("-")
    return head + dash + tail.translate(_MISREAD)


def _random(length: int) -> str:
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))
