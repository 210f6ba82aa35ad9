"""Work that one process does at a time: the others stand by, and who has lost the lead lets go of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from storage.locks import Leader, leader
from storage.store import Store

log = structlog.get_logger()
# How often one that waits asks whether its turn has come, and one that leads whether it still does.
STANDBY_SECONDS = 2.0

# Works until the event is set, and may be called again afterwards.
Work = Callable[[asyncio.Event], Awaitable[None]]


async def alone(
    store: Store, name: str, work: Work, stop: asyncio.Event, standby: float = STANDBY_SECONDS
) -> None:
    """Work while no other process does the same, until `stop`; between two leads wait for our turn."""
    while not stop.is_set():
        with leader(store, name) as lead:
            # The database may hang: nothing else of this process waits for its answer.
            if await asyncio.to_thread(lambda: lead.held):
                log.info("leads", job=name)
                await _lead(lead, name, work, stop, standby)
        await passed(stop, standby)


async def _lead(lead: Leader, name: str, work: Work, stop: asyncio.Event, standby: float) -> None:
    """Work until we are stopped or lead no more; whatever ends the work ends us as well."""
    until = asyncio.Event()
    watching = asyncio.create_task(_watch(lead, name, stop, until, standby))
    try:
        await work(until)
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch(lead: Leader, name: str, stop: asyncio.Event, until: asyncio.Event, standby: float) -> None:
    """Say when it is over. A lost connection is a lost lead: somebody else may have it already."""
    while not await passed(stop, standby):
        if not await asyncio.to_thread(lambda: lead.held):
            log.warning("lead lost", job=name)
            break
    until.set()


async def passed(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so many seconds, or less when we are stopped; whether we are."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()
