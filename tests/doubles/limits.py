"""The network's limits: so many sends in any one second per token, and per chat if wanted."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque

from tests.doubles.wire import Refusal

WINDOW = 1.0


class Limits:
    """A sliding window over all accepted sends; who oversteps it is made to wait, as by the network."""

    def __init__(self, rate: int | None, chat_rate: int | None) -> None:
        self.rate, self.chat_rate = rate, chat_rate
        self._moments: deque[float] = deque()
        self._by_chat: defaultdict[int, deque[float]] = defaultdict(deque)
        self._closed_until = 0.0

    def flood(self, seconds: float) -> None:
        """Refuse every send for so many seconds, as after a flood."""
        self._closed_until = max(self._closed_until, time.monotonic() + seconds)

    def admit(self, chat: int, messages: int = 1) -> None:
        """Count a send of so many messages to the chat, or raise the 429 that the network would answer."""
        now = time.monotonic()
        self._close_when_full(now, messages)
        wait = max(self._closed_until - now, self._chat_wait(chat, now))
        if wait > 0:
            raise Refusal(429, retry_after=max(1, math.ceil(wait)))
        self._moments.extend([now] * messages)
        if self.chat_rate is not None:
            self._by_chat[chat].append(now)

    def _close_when_full(self, now: float, messages: int) -> None:
        wait = _wait(self._moments, self.rate, now, messages)
        if wait > 0:
            # The network keeps the door shut for the whole retry_after it has announced.
            self._closed_until = max(self._closed_until, now + math.ceil(wait))

    def _chat_wait(self, chat: int, now: float) -> float:
        """A chat takes an album as one message; for the bot as a whole every photo of it counts."""
        return _wait(self._by_chat[chat], self.chat_rate, now, 1) if self.chat_rate is not None else 0.0


def _wait(moments: deque[float], rate: int | None, now: float, messages: int) -> float:
    """Seconds until so many more fit into the window; forgets what has left it."""
    while moments and now - moments[0] >= WINDOW:
        moments.popleft()
    # An album of more than the rate goes out when nothing else does.
    if rate is None or not moments or len(moments) + messages <= rate:
        return 0.0
    last_to_leave = min(len(moments) + messages - rate, len(moments)) - 1
    return WINDOW - (now - moments[last_to_leave])
