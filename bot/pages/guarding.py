"""What stands around every page: how much may be asked, and what the browser is forbidden."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.pages.headers import Headers
from bot.pages.limits import Buckets, Limits
from bot.pages.problems import problem
from bot.settings import Settings

BURST_OF_ADDRESS = 6  # seconds' worth: many phones share an address
BURST_OF_PERSON = 10


class Guard:
    """The limits of one process; all pages share them."""

    def __init__(self, settings: Settings, ticks: Callable[[], float] = time.monotonic) -> None:
        web = settings.web
        self.hops, self.public_url = web.trusted_hops, web.public_url
        self.addresses = Buckets(web.address_rate, web.address_rate * BURST_OF_ADDRESS, ticks)
        self.persons = Buckets(web.person_rate, web.person_rate * BURST_OF_PERSON, ticks)
        self._ticks = ticks

    def buckets(self, rate: float, burst: float) -> Buckets:
        """A page's own limit, by the same clock."""
        return Buckets(rate, burst, self._ticks)

    def around(self, routes: Sequence[Route]) -> list[Route]:
        """The same routes, guarded."""
        outer = [
            Middleware(Headers, hops=self.hops, public_url=self.public_url),
            Middleware(Limits, buckets=self.addresses, hops=self.hops, refused=too_much),
        ]
        return [
            Route(route.path, route.endpoint, methods=list(route.methods or ()), middleware=outer)
            for route in routes
        ]


def too_much(request: Request, wait: int) -> Response:
    """Clear words for who has to wait."""
    return problem(request, 429, "too_much", headers={"Retry-After": str(wait)})
