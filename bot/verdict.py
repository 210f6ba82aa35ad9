"""The rules of sending: when a message may go, and what its failure means for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

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
from bot.marks import Failed, Later, Mark, Shut, Unknown
from storage.outbox import Claimed

# Who gets such a message twice is annoyed more than who never gets it.
AT_MOST_ONCE = frozenset(
    {"invitation", "survey", "visit", "handling", "forum_survey", "agenda", "minutes", "followup", "numbers"}
)
HELD_FOR = timedelta(minutes=5)
NO_INVITATIONS = "no invitations wanted"
TOKEN_ENDED = "the network does not accept our token"  # noqa: S105 - a reason, said to people
NOT_AT_NIGHT = AT_MOST_ONCE | {"reminder", "forum_reminder", "duty", "poll", "poll_result"}


class Quiet(Protocol):
    """When nothing is pushed."""

    def until(self, moment: datetime) -> datetime | None:
        """The end of the quiet time in which this moment lies, if it lies in one."""
        ...


@dataclass(frozen=True)
class Rules:
    """How sending is set up. `claim` is the life of a claim, `timeout` the most that one send may take."""

    zone: tzinfo
    quiet: Quiet | None = None
    max_tries: int = 8
    backoff_seconds: Sequence[int] = (2, 5, 15, 60, 300, 900, 3600)
    claim: timedelta = timedelta(seconds=30)
    timeout: timedelta = timedelta(seconds=20)
    staging: str | None = None


def quiet_until(row: Claimed, rules: Rules, now: datetime) -> datetime | None:
    """When this message may go, if not now."""
    if row.purpose not in NOT_AT_NIGHT or rules.quiet is None:
        return None
    return rules.quiet.until(now)


def verdict(row: Claimed, error: Undelivered, rules: Rules, now: datetime) -> Mark:
    """What a failed try means for its row."""
    if isinstance(error, Closed):
        return Shut(row.id)
    if isinstance(error, (Throttled, Held, TokenEnded)):  # not the message's fault, so it does not count
        pause = timedelta(seconds=error.after) if isinstance(error, Throttled) else HELD_FOR
        reason = TOKEN_ENDED if isinstance(error, TokenEnded) else error.reason
        return Later(row.id, now + pause, reason, counts=False)
    if isinstance(error, (Blocked, OptedOut, Refused)):
        return _never(row, error, rules)
    if isinstance(error, Unreachable) and error.left and row.purpose in AT_MOST_ONCE:
        return Unknown(row.id, error.reason)
    return again(row, error.reason, rules, now)


def _never(row: Claimed, error: Undelivered, rules: Rules) -> Failed:
    # Who blocks us in a trial is the one address everything goes to, not this citizen.
    if isinstance(error, Blocked) and not rules.staging:
        return Failed(row.id, error.reason, blocked=row.citizen_id)
    if isinstance(error, OptedOut):
        return Failed(
            row.id, NO_INVITATIONS, uninvited=None if rules.staging else (row.citizen_id, row.channel)
        )
    return Failed(row.id, error.reason)


def again(row: Claimed, reason: str, rules: Rules, now: datetime) -> Mark:
    """Once more after a longer pause each time, or given up after the last try."""
    if row.tries + 1 >= rules.max_tries:
        return Failed(row.id, reason)
    pause = rules.backoff_seconds[min(row.tries, len(rules.backoff_seconds) - 1)]
    return Later(row.id, now + timedelta(seconds=pause), reason)
