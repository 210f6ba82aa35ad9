"""The jobs that keep deadlines: reminders, silence and promises by day, dates counted anew by night."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.days import promising, redating, reminding
from bot.house import House
from bot.wiring import Engine
from storage.store import Tx

log = structlog.get_logger()
CHUNK = 50  # cases a transaction, so that turns get in between

Find = Callable[[Tx, House, datetime], list[int]]
Do = Callable[[Tx, House, list[int], datetime], int]

# Silence first: nobody is reminded of what is closed a moment later.
STEPS: tuple[tuple[str, Find, Do], ...] = (
    ("silence", promising.silent, promising.close),
    ("promises", promising.coming, promising.tell),
    ("reminders", reminding.waiting, reminding.climb),
)


async def keep_deadlines(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Whatever a day brought: closed in silence, promised, reminded; each once, however often this runs."""
    for name, find, do in STEPS:
        await _each(engine, name, find, do, now)


async def retime_all(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Every open case's dates by today's calendar; who was told another day hears the new one."""
    await _each(engine, "retime", redating.moved, redating.move, now)


async def _each(engine: Engine, name: str, find: Find, do: Do, now: datetime) -> None:
    """Find on the second connection what there is to do, then do it in chunks through the one writer."""
    found = await asyncio.to_thread(_read, engine, find, now)
    messages = 0
    for start in range(0, len(found), CHUNK):
        chunk = found[start : start + CHUNK]
        messages += await engine.writer.write(_doing(do, engine.house, chunk, now))
    if messages:
        engine.bulk.wake()
    log.info("deadlines kept", job=name, count=messages)


def _read(engine: Engine, find: Find, now: datetime) -> list[int]:
    with engine.store.reading() as tx:
        return find(tx, engine.house, now)


def _doing(do: Do, house: House, ids: list[int], now: datetime) -> Callable[[Tx], int]:
    return lambda tx: do(tx, house, ids, now)
