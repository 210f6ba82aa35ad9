"""A report is made in a process of its own, which ends with it, whatever becomes of it."""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from multiprocessing.process import BaseProcess

import pytest

from bot.outside.report_child import NotMade, in_child, made, send_made
from bot.outside.wishes import Made, Wish
from bot.settings import Settings
from bot.wiring import open_store, sync_units
from storage import schema
from tests.bot.made_up import a_year

TODAY = date(2026, 11, 25)
WISH = Wish("disdukcapil", "2026-S2", "id")


@pytest.fixture
def filled(settings: Settings) -> Settings:
    """Settings of a database in which one unit has forms."""
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    a_year(store, date(2026, 11, 22), forms=60, given=0)
    store.dispose()
    return settings


async def the_child() -> BaseProcess:
    """Started as soon as the task that makes it has had its turn."""
    await asyncio.sleep(0)
    (child,) = multiprocessing.active_children()
    return child


def test_a_report_comes_out_of_a_process_that_has_ended(filled: Settings) -> None:
    found = asyncio.run(in_child(filled)(WISH, TODAY))
    assert [file.name for file in found.files] == [
        "skm-disdukcapil-2026-S2.pdf",
        "skm-disdukcapil-2026-S2-annex.xlsx",
    ]
    assert found.files[0].content.startswith(b"%PDF")
    assert "Laporan SKM" in found.words
    assert multiprocessing.active_children() == []


def test_what_goes_wrong_in_it_is_named_by_its_place_alone(filled: Settings) -> None:
    with pytest.raises(NotMade, match=r"^Mistaken in seen_of:"):
        asyncio.run(in_child(filled)(Wish("nowhere", "2026-S2", "id"), TODAY))
    assert multiprocessing.active_children() == []


def test_one_that_is_killed_while_it_works_is_not_waited_for(filled: Settings) -> None:
    async def killed() -> None:
        making = asyncio.ensure_future(in_child(filled)(WISH, TODAY))
        (await the_child()).kill()
        with pytest.raises(NotMade, match="died"):
            await making

    asyncio.run(killed())
    assert multiprocessing.active_children() == []


def test_one_that_takes_too_long_is_ended(filled: Settings) -> None:
    with pytest.raises(TimeoutError):
        asyncio.run(in_child(filled, seconds=0.05)(WISH, TODAY))
    assert multiprocessing.active_children() == []


def test_whoever_is_stopped_takes_the_child_along(filled: Settings) -> None:
    async def stopped() -> None:
        making = asyncio.ensure_future(in_child(filled)(WISH, TODAY))
        await the_child()
        making.cancel()
        with pytest.raises(asyncio.CancelledError):
            await making

    asyncio.run(stopped())
    assert multiprocessing.active_children() == []


def test_in_the_child_the_report_is_made_and_sent_through_the_pipe(filled: Settings) -> None:
    here, there = multiprocessing.Pipe(duplex=False)
    with ThreadPoolExecutor(1) as reader:  # a report is more than a pipe holds
        sent = reader.submit(here.recv)
        send_made(there, filled, WISH, TODAY)
        assert isinstance(sent.result(), Made)
        assert sent.result().words == made(filled, WISH, TODAY).words
        told = reader.submit(here.recv)
        send_made(there, filled, Wish("disdukcapil", "soon", "id"), TODAY)
        assert str(told.result()).startswith("BadPeriod in parse:")
