"""What the Cloud API's error codes mean for a message: one table, each row with where it is written down."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.channels.base import (
    Blocked,
    Closed,
    Held,
    OptedOut,
    Refused,
    Throttled,
    TokenEnded,
    Undelivered,
    Unreachable,
)

CODES = "Cloud API, error codes"
MARKETING = "Cloud API, per-user marketing template limits"
THROUGHPUT = "Cloud API, throughput and pair rate limits"
GRAPH = "Graph API, handling errors"
_PAUSE = 30.0  # seconds that the lane stands still where the network does not say for how long


@dataclass(frozen=True)
class Row:
    """Codes that mean the same: our name for it, the reason that people read, and the page that says so."""

    codes: tuple[int, ...]
    make: Callable[[str], Undelivered]
    reason: str
    source: str


def _throttled(_reason: str) -> Undelivered:
    return Throttled(_PAUSE)


def _not_now(reason: str) -> Undelivered:
    return Unreachable(reason, left=False)


TABLE: tuple[Row, ...] = (
    Row((4, 80007, 130429, 131048), _throttled, "too much at once for this account", THROUGHPUT),
    # Too much to one person: the person's messages wait longer each time, everybody else's go on.
    Row((131056,), _not_now, "too much at once for this person", THROUGHPUT),
    Row((131047, 470), Closed, "outside the 24-hour window", CODES),
    Row((131026, 131021, 131030, 131051), Refused, "cannot be delivered to this person", CODES),
    Row((131049, 130472), Refused, "held back by the network", MARKETING),
    Row((131050,), OptedOut, "no invitations wanted", MARKETING),
    Row((132000, 132012, 132018), Refused, "the template was filled in wrongly", CODES),
    Row((132001, 132005, 132007, 132015, 132016, 132068, 132069), Held, "the template cannot be used", CODES),
    Row((0, 3, 10, 190, *range(200, 300)), TokenEnded, "the token is no longer accepted", GRAPH),
    Row((33, 131031, 133010, 133004, 368), TokenEnded, "the account cannot send now", CODES),
    Row((131052, 131053), Refused, "the network does not take this file", CODES),
    Row((100, 131008, 131009, 135000), Refused, "the network does not take this message", CODES),
    Row((1, 2, 131000, 131016, 131057, 133016), _not_now, "the network has trouble of its own", CODES),
    Row((130497,), Blocked, "not allowed to write to this country", CODES),
)
_BY_CODE = {code: row for row in TABLE for code in row.codes}
UNKNOWN = "the network gave a code that we do not know"


def failure_of(code: int) -> Undelivered:
    """Our name for a code of the network. One that we do not know waits; it never counts as an opt-out."""
    row = _BY_CODE.get(code)
    return row.make(row.reason) if row else Held(f"{UNKNOWN}: {code}")


def refused(status: int, body: bytes, retry_after: str = "") -> Undelivered:
    """Our name for an answer that is no success. A 5xx may come after the message was taken."""
    if status == 429 and retry_after.isdigit():
        return Throttled(float(retry_after))
    code = _code(body)
    if code is not None:
        return failure_of(code)
    if status == 429:
        return Throttled(_PAUSE)
    if status >= 500:
        return Unreachable(f"the network answered {status}", left=True)
    return Unreachable(f"the network answered {status} and did not say why", left=False)


def _code(body: bytes) -> int | None:
    try:
        told: Any = json.loads(body)
        code = told["error"]["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return code if isinstance(code, int) and not isinstance(code, bool) else None
