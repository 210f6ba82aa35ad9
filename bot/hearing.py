"""How a process hears: one web server for all networks, and what else each of them needs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.health import HealthCheck
from bot.web import listen, make_app, serve
from bot.wiring import Engine


async def hear(engine: Engine, health: HealthCheck, stop: asyncio.Event) -> None:
    """Serve /health and the networks, and let each network hear, until stopped."""
    web, networks = engine.settings.web, engine.networks.values()
    routes = [route for network in networks for route in network.routes(engine)]
    serving = asyncio.ensure_future(serve(make_app(routes, health), listen(web.host, web.port)))
    hearing = [asyncio.ensure_future(network.hear(engine, stop)) for network in networks]
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await _until(stopped, [serving, *hearing])
    finally:
        # What they have in hand is finished; a network that failed is not waited for.
        stop.set()
        await asyncio.gather(*hearing, return_exceptions=True)
        for loop in (stopped, serving):
            loop.cancel()
        await asyncio.gather(stopped, serving, return_exceptions=True)


async def _until(stopped: asyncio.Future[Any], loops: Sequence[asyncio.Future[None]]) -> None:
    """Wait for the stop signal; a loop that fails first raises here, one that has finished is no matter."""
    pending: set[asyncio.Future[Any]] = {stopped, *loops}
    while stopped in pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for loop in done:
            loop.result()
