"""Makes one report in a process of its own, which ends with it: also when we are stopped, or gone."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Coroutine
from datetime import date
from multiprocessing.connection import Connection
from typing import Any

from bot.counting import modest
from bot.outside.wishes import Made, Wish
from bot.settings import Settings

SECONDS = 240.0  # a report takes some; after that something hangs

Make = Callable[[Wish, date], Coroutine[Any, Any, Made]]


class NotMade(Exception):
    """The child could not make it; the text names the kind of failure, or that it died."""


def in_child(settings: Settings, seconds: float = SECONDS) -> Make:
    """What makes reports of these settings' database. Raises NotMade, TimeoutError."""

    async def make(wish: Wish, today: date) -> Made:
        # Spawned, not forked: a fork would take over this process's threads and open connections.
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe(duplex=False)
        child = context.Process(target=_modestly, args=(there, settings, wish, today), daemon=True)
        child.start()
        there.close()  # or its death would not end our waiting
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.to_thread(_received, here)
        finally:
            child.kill()  # it has nothing to lose; a thread that still waits for it wakes
            child.join()

    return make


def _received(here: Connection) -> Made:
    try:
        found = here.recv()
    except EOFError:
        raise NotMade("the process that made it died") from None
    if isinstance(found, Made):
        return found
    raise NotMade(str(found))


def _modestly(there: Connection, settings: Settings, wish: Wish, today: date) -> None:
    modest()
    send_made(there, settings, wish, today)


def send_made(there: Connection, settings: Settings, wish: Wish, today: date) -> None:
    """In the child: the report, or what went wrong in the words of its place."""
    from bot.logs import place_of

    try:
        there.send(made(settings, wish, today))
    except Exception as error:  # noqa: BLE001 - whoever waits for it counts, logs and tells it
        there.send(place_of(error))


def made(settings: Settings, wish: Wish, today: date) -> Made:
    """The report, made in the process that calls. Raises BadPeriod, Mistaken, Outage."""
    from bot.keys.opening import store_of
    from bot.outside.report import for_chat

    store = store_of(settings)
    try:
        return for_chat(store, settings, wish, today)
    finally:
        store.dispose()
