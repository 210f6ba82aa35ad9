"""While keys are changed, seals again through the writer what is left: a killed command loses nothing."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial

import structlog

from bot.keys.files import reseal_files
from bot.keys.resealing import PAUSE_SECONDS, Walk
from bot.keys.rotating import alone
from bot.offices.office import Mistaken
from bot.wiring import Engine
from storage import media
from storage.failures import Outage, Tampered, WrongKey
from storage.store import Store

log = structlog.get_logger()
LOOK_SECONDS = 10.0


async def keep_sealed(engine: Engine, stop: asyncio.Event) -> None:
    """Until `stop`: whenever a key has taken another's place, everything is sealed again, once."""
    done: object = None
    while not await _stopped(stop, LOOK_SECONDS):
        ring = engine.store.vault.ring
        if not ring.older or ring.all == done:
            continue
        try:
            if await _round(engine, stop) == 0:
                done = ring.all
        except (Outage, OSError, Tampered, WrongKey) as error:
            log.warning("resealing waits", error=type(error).__name__)


async def _round(engine: Engine, stop: asyncio.Event) -> int:
    """How much was sealed again; files too, once no row is left."""
    walk, store = Walk(), engine.store
    while await asyncio.to_thread(_look, store, walk):
        await engine.writer.write(walk.seal)
        if await _stopped(stop, PAUSE_SECONDS):
            break
    log.info("sealed again", count=walk.done)
    if walk.done == 0:
        await asyncio.to_thread(_files, engine)
    return walk.done


def _files(engine: Engine) -> None:
    """Unless a command is at work on them."""
    store, directory = engine.store, engine.settings.storage.media_dir
    with suppress(Mistaken), alone(engine.settings):
        reseal_files(directory, store.vault, partial(_paths, store), _silent)


def _look(store: Store, walk: Walk) -> bool:
    with store.reading() as tx:
        return walk.look(tx)


def _paths(store: Store) -> set[str]:
    with store.reading() as tx:
        return media.paths(tx)


def _silent(_count: int) -> None:
    """Nobody watches."""


async def _stopped(stop: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True
