"""What the Cloud API's error codes mean for a message: one table, each row with where it is written down."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bot.channels.base import (
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
_SOON, _LATER = 5.0, 60.0  # seconds that the lane stands still where the network does not say for how long
_LONGEST = 3600.0
_NO_SUCH_OBJECT = (100, 33)  # code and subcode: the id in the address is nobody's, or not ours
# The Graph's words for "something broke": with a 5xx the message may have been taken before it did.
_UNCLEAR = frozenset({1, 2})


@dataclass(frozen=True)
class Row:
    """Codes that mean the same: our name for it, the reason that people read, and the page that says so."""

    codes: tuple[int, ...]
    make: Callable[[str], Undelivered]
    reason: str
    source: str


def _soon(_reason: str) -> Undelivered:
    return Throttled(_SOON)


def _later(_reason: str) -> Undelivered:
    return Throttled(_LATER)


def _not_now(reason: str) -> Undelivered:
    return Unreachable(reason, left=False)


# Nothing here is `Blocked`: no code says that a person blocked us. 131026 may mean that, or an old app, or
# terms not agreed to; taking it for a block would silence people who did nothing.
TABLE: tuple[Row, ...] = (
    Row((130429,), _soon, "too much at once for this account", THROUGHPUT),
    Row((4, 80007, 131048), _later, "too much from this account", CODES),
    Row((131057,), _later, "the account is being worked on by the network", CODES),
    # Too much to one person: the person's messages wait longer each time, everybody else's go on.
    Row((131056,), _not_now, "too much at once for this person", THROUGHPUT),
    Row((131047,), Closed, "outside the 24-hour window", CODES),
    Row((131026, 131021, 131030), Refused, "cannot be delivered to this person", CODES),
    Row((130497,), Refused, "not allowed to write to this country", CODES),
    Row((131049, 130472), Refused, "held back by the network", MARKETING),
    Row((131050,), OptedOut, "no invitations wanted", MARKETING),
    Row((132000, 132005, 132008, 132012, 132018), Refused, "the template was filled in wrongly", CODES),
    Row((132001, 132007, 132015, 132016, 132068, 132069), Held, "the template cannot be used", CODES),
    Row((131063, 131064), Held, "the account may not send this template now", CODES),
    Row((131042,), Held, "the account's payment is not in order", CODES),
    Row((0, 3, 10, 190, 131005, *range(200, 300)), TokenEnded, "the token is no longer accepted", GRAPH),
    Row((33, 368, 131031, 131037, 131045, 133010), TokenEnded, "the account cannot send now", CODES),
    Row((131052, 131053), Refused, "the network does not take this file", CODES),
    Row(
        (100, 131008, 131009, 131051, 131062, 135000, 137000),
        Refused,
        "the network does not take this message",
        CODES,
    ),
    Row((1, 2, 131000, 131016, 133004), _not_now, "the network has trouble of its own", CODES),
)
_BY_CODE = {code: row for row in TABLE for code in row.codes}
UNKNOWN = "the network gave a code that we do not know"


def failure_of(code: int) -> Undelivered:
    """Our name for a code of the network. One that we do not know waits; it never counts as an opt-out."""
    row = _BY_CODE.get(code)
    return row.make(row.reason) if row else Held(f"{UNKNOWN}: {code}")


def refused(status: int, body: bytes, retry_after: str = "") -> Undelivered:
    """Our name for an answer that is no success. A 5xx may come after the message was taken."""
    code, subcode = _told(body)
    if (code, subcode) == _NO_SUCH_OBJECT:  # the number in the address: a setting is wrong, no message is
        return TokenEnded("the token does not open this number")
    if code is None:
        return _unexplained(status, retry_after)
    failure = failure_of(code)
    if code in _UNCLEAR and status >= 500:
        return Unreachable(failure.reason, left=True)
    return _as_asked(failure, retry_after)


def unfetched(status: int, body: bytes, retry_after: str = "") -> Undelivered:
    """The same where a file was asked for by its id: there, an id of nobody is a file that is no more."""
    if _told(body) == _NO_SUCH_OBJECT:
        return Refused("the network has this file no more")
    return refused(status, body, retry_after)


def _unexplained(status: int, retry_after: str) -> Undelivered:
    """Something before the API answered: a gateway, or a page."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _as_asked(Throttled(_SOON), retry_after)
    reason = f"the network answered {status} and did not say why"
    return Unreachable(reason, left=status >= 500)


def _as_asked(failure: Undelivered, retry_after: str) -> Undelivered:
    """The pause that the network asks for, where it is one: from a second to an hour."""
    if not isinstance(failure, Throttled) or not (retry_after.isascii() and retry_after.isdigit()):
        return failure
    return Throttled(min(max(float(retry_after), 1.0), _LONGEST))


def _told(body: bytes) -> tuple[int | None, int | None]:
    """Code and subcode of an error body; None where there is no such thing."""
    try:
        error: Any = json.loads(body)["error"]
        return _number(error.get("code")), _number(error.get("error_subcode"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None, None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
