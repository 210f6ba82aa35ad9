"""Minutes and reports of forums as PDF: read, put into words, and typeset in a process that ends."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from bot.counting import modest
from bot.forums import agreed
from bot.house import House
from bot.logs import place_of
from bot.marks import Writes
from bot.settings import CHECKOUT, Settings
from bot.wiring import build_house
from handlers import minutes_words
from handlers.menu import FIRST_LANGUAGE
from handlers.report_parts import Document
from handlers.talk import speaking, spoken
from storage import forum_steps, forums, minutes
from storage.forums import ForumRow
from storage.store import Store, Tx

log = structlog.get_logger()
TEMPLATE = CHECKOUT / "handlers" / "pages" / "report.typ"


def content_of(document: Document) -> Mapping[str, Any]:
    """What the template reads, in the language spoken."""
    return {**asdict(document), "language": spoken(), "pictures": []}


def typeset(content: Mapping[str, Any]) -> bytes:
    """The pages. Heavy: for the command line, and for a child."""
    from analytics import typeset as pages

    return pages.pdf(TEMPLATE.read_text(encoding="utf-8"), content, {})


def of_minutes(tx: Tx, row: ForumRow, house: House, now: datetime) -> Mapping[str, Any]:
    """The minutes as they were agreed."""
    with speaking(FIRST_LANGUAGE):
        return content_of(minutes_words.document(agreed.view(tx, row, house, house.today(now))))


async def typeset_in_child(settings: Settings, store: Store, writer: Writes, now: datetime) -> int:
    """Published minutes that are no document yet become one; how many. One that fails waits for the next."""
    waiting = await asyncio.to_thread(_waiting, settings, store, now)
    if not waiting:
        return 0
    # Spawned, not forked: a fork would take over this process's threads and open connections.
    context, loop = multiprocessing.get_context("spawn"), asyncio.get_running_loop()
    made = 0
    with ProcessPoolExecutor(1, mp_context=context, initializer=modest) as child:
        for forum_id, content in waiting.items():
            try:
                pdf = await loop.run_in_executor(child, typeset, content)
            except Exception as error:  # noqa: BLE001 - logged, counted, and tried again at the next look
                log.error("minutes not typeset", forum=forum_id, error=place_of(error))
                continue
            await writer.write(partial(_keep, forum_id=forum_id, content=pdf, now=now))
            made += 1
    return made


def _keep(tx: Tx, forum_id: int, content: bytes, now: datetime) -> None:
    """From now on the public page leads to it: by the step it knows that there is something new."""
    minutes.keep_pdf(tx, forum_id, content)
    forum_steps.note(tx, forum_id, "typeset", "system", now)


def _waiting(settings: Settings, store: Store, now: datetime) -> Mapping[int, Mapping[str, Any]]:
    house = build_house(settings)
    with store.reading() as tx:
        rows = [row for each in minutes.without_pdf(tx) if (row := forums.by_id(tx, each))]
        return {row.id: of_minutes(tx, row, house, now) for row in rows}
