"""How much one address and one person may ask of us: buckets that fill again, a few thousand of them."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.pages.proxies import client_address

KEPT = 20_000  # buckets; who is pushed out begins with a full one
_NETWORK_BITS = 64  # of IPv6 one household has all of these


class Buckets:
    """For each name a bucket of `burst` places that fills by `rate` a second."""

    def __init__(self, rate: float, burst: float, ticks: Callable[[], float]) -> None:
        self._rate, self._burst, self._ticks = rate, burst, ticks
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # places, and since when

    def take(self, name: str, places: float = 1) -> int:
        """Take a place; 0, or after how many seconds there is one again."""
        now = self._ticks()
        left, since = self._buckets.pop(name, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        enough = left >= places
        self._buckets[name] = (left - places if enough else left, now)
        if len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        return 0 if enough else max(1, math.ceil((places - left) / self._rate))


class Limits:
    """Answers 429 to an address that asks too much, before anything is read or looked up."""

    def __init__(
        self, app: ASGIApp, buckets: Buckets, hops: int, refused: Callable[[Request, int], Response]
    ) -> None:
        self._app, self._buckets, self._hops, self._refused = app, buckets, hops, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait = self._buckets.take(household(client_address(scope, self._hops)))
        app = self._refused(Request(scope), wait) if wait else self._app
        await app(scope, receive, send)


def household(address: str) -> str:
    """What counts as one address: of IPv6 a whole network, as everybody has one for themselves."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or int(parsed) >> (128 - _NETWORK_BITS))
    return address
