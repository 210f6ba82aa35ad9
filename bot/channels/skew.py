"""By how much our clock differs from a network's: learnt from what it says of messages that it just took.

Whether words came before a question is decided by two clocks: one that jumped must not make all answers late.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.channels.base import Incoming

_NONE = timedelta(0)
# Its clock has whole seconds, and machines that keep time are closer than that.
TOLERANCE = timedelta(seconds=2)


class Skew:
    """`ahead`: of the network's clock; negative where ours is behind it."""

    def __init__(self) -> None:
        self.ahead = _NONE

    def told(self, date: object, began: datetime, ended: datetime) -> None:
        """The network took at `date` (in seconds) what we sent between two moments of our clock."""
        if not isinstance(date, int):
            return
        taken = datetime.fromtimestamp(date, UTC)
        if taken < began - TOLERANCE:
            self.ahead = began - taken
        elif taken > ended + TOLERANCE:
            self.ahead = ended - taken
        else:
            self.ahead = _NONE

    def ours(self, incoming: Incoming) -> Incoming:
        """What was said, at the moment that our clock showed then."""
        said = incoming.said
        if not self.ahead or said.at is None:
            return incoming
        return replace(incoming, said=replace(said, at=said.at + self.ahead))
