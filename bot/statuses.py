"""What a network tells of messages after it took them: written to the outbox, whatever came first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from bot.channels.base import Closed, Held, Throttled, TokenEnded, Undelivered, Unreachable
from bot.channels.whatsapp_events import Status
from bot.marks import Failed, Mark, write_marks
from bot.verdict import Rules, again, verdict
from storage import statuses
from storage.outbox import Claimed
from storage.statuses import Gone, Told
from storage.store import Tx

# Passing troubles: worth another try, and one that counts, as nobody knows how long they last.
_PASSING = (Throttled, Unreachable, TokenEnded)


class Statuses:
    """One network's statuses. `failure_of`: what one of its codes means, as if it had come at once."""

    def __init__(
        self,
        channel: str,
        failure_of: Callable[[int], Undelivered],
        rules: Rules,
        known: Callable[[Collection[str]], Collection[str]] = frozenset,
        named: Callable[[str], str] = str,
    ) -> None:
        """`known`: those names of which something may be kept; `named`: what we call such a message."""
        self._channel, self._failure_of, self._rules = channel, failure_of, rules
        self._known, self._named = known, named

    def take(self, tx: Tx, told: Sequence[Status], now: datetime) -> None:
        """Keep what was told. A message that has failed after all gets the fate it would have had at once."""
        # That it was sent we know better, or hear from our own mark in a moment.
        told = [one for one in told if one.state != "sent"]
        known = self._known([one.ref for one in told])
        news = [Told(self._named(one.ref), one.state, one.at, one.code) for one in told if one.ref in known]
        self._lose(tx, statuses.record(tx, self._channel, news, now), now)

    def sent(self, tx: Tx, refs: Collection[str], now: datetime) -> None:
        """These names were written down just now: what was told of them before counts from now on."""
        self._lose(tx, statuses.settle(tx, self._channel, refs), now)

    def _lose(self, tx: Tx, gone: Sequence[Gone], now: datetime) -> None:
        for one in gone:
            statuses.take_back(tx, one.outbox_id)
            write_marks(tx, [self._fate(one, now)], now)

    def _fate(self, gone: Gone, now: datetime) -> Mark:
        row, failure = _as_claimed(gone), self._failure_of(gone.code)
        if isinstance(failure, _PASSING):
            return again(row, failure.reason, self._rules, now)
        if isinstance(failure, Held) and not isinstance(failure, Closed):
            # Taken and lost for a reason we do not know: sent anew it would be lost, and paid, for ever.
            return Failed(row.id, failure.reason)
        return verdict(row, failure, self._rules, now)


def _as_claimed(gone: Gone) -> Claimed:
    """The row as far as its fate depends on it."""
    return Claimed(
        id=gone.outbox_id,
        lane="bulk",
        channel=gone.channel,
        citizen_id=gone.citizen_id,
        purpose=gone.purpose,
        body="",
        case_number=None,
        tries=gone.tries,
        address=None,
    )
