"""The stream of what is new: begins where a tab stopped, hears other processes, and ends when we do."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

import httpx
import pytest

from bot.channels.base import Unreachable
from bot.pages.streaming import AT_ONCE, Hub, TooMany
from bot.settings import Settings
from handlers.talk import Say
from storage import web_chats
from storage.failures import Outage
from tests.bot.browsing import Browser, Site, browsed, events
from tests.bot.test_pages_chat import at_the_counter


def address_of(site: Site, browser: Browser) -> str:
    from bot.pages.keys import Keys

    return Keys(site.engine.store.vault).of(browser.client.cookies["suara"]).address


def test_a_stream_begins_behind_what_the_page_shows(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        all_of_it = await events(browser, 0, 2)
        assert [event["id"] for event in all_of_it] == ["1", "2"]
        assert [event["data"]["own"] for event in all_of_it] == [True, False]
        assert "Sangat baik" in all_of_it[1]["data"]["html"]
        assert (await events(browser, 1, 1))[0]["id"] == "2"

    browsed(settings, act)


def test_a_stream_that_broke_goes_on_where_it_stopped(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        resumed = await events(browser, 0, 1, **{"Last-Event-ID": "1"})
        assert resumed[0]["id"] == "2"

    browsed(settings, act)


def test_an_open_tab_hears_at_once(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        waiting = asyncio.ensure_future(events(browser, 2, 2))
        tapping = site.browser()
        tapping.client.cookies.update(browser.client.cookies)
        await tapping.opens()
        await tapping.taps("Baik")
        heard = await waiting
        assert [event["data"]["own"] for event in heard] == [True, False]
        assert heard[0]["data"]["id"].startswith("id-")  # as the browser that said it knows it

    browsed(settings, act)


def test_what_another_process_shows_is_found_within_a_second(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        waiting = asyncio.ensure_future(events(browser, 2, 1))
        with site.engine.store.begin() as tx:  # nobody wakes us
            body = '{"words":"dari proses lain"}'
            web_chats.show(tx, address_of(site, browser), "o.999.0", body, 0, site.engine.clock.now())
        assert "dari proses lain" in (await waiting)[0]["data"]["html"]

    browsed(settings, act)


def test_a_message_that_is_drawn_over_keeps_its_place(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        question = browser.history[-1].ref
        ref = await site.web.channel.send(address_of(site, browser), Say("halaman dua"), str(question))
        assert ref == str(question)
        told = (await events(browser, 2, 1))[0]
        assert (told["data"]["ref"], told["id"]) == (question, "3")
        await browser.opens()
        assert [m.words for m in browser.history][-1] == "halaman dua"
        assert len(browser.history) == 2

    browsed(settings, act)


def test_open_tabs_hear_that_everything_was_erased(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        with site.engine.store.begin() as tx:
            citizen = tx.connection.exec_driver_sql("SELECT citizen_id FROM handles").scalar_one()
            web_chats.forget(tx, citizen, site.engine.clock.now())
        assert (await events(browser, 2, 1))[0]["event"] == "reset"
        assert (await events(browser, 99, 1))[0]["event"] == "reset"  # a page from before a backup

    browsed(settings, act)


def test_nobody_without_a_conversation_has_a_stream(settings: Settings) -> None:
    async def act(site: Site) -> None:
        stranger = site.browser()
        assert (await stranger.client.get("/chat/events")).status_code == 204

    browsed(settings, act)


def test_one_browser_holds_only_so_many_streams(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        mine = [site.web.hub.waiting(address_of(site, browser)) for _ in range(AT_ONCE)]
        for waiting in mine:
            waiting.__enter__()
        refused = await browser.client.get("/chat/events?after=0")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
        assert await browser.says("/menu")
        for waiting in mine:
            waiting.__exit__(None, None, None)
        assert await events(browser, 0, 1)

    browsed(settings, act)


def test_streams_end_when_the_program_does(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        async with browser.client.stream("GET", "/chat/events?after=2") as stream:
            lines = stream.aiter_lines()
            assert (await anext(lines)).startswith("retry:")
            site.web.hub.closed = True
            site.web.hub.wake(address_of(site, browser))
            async with asyncio.timeout(5):
                assert not [line async for line in lines if line.startswith("data")]

    browsed(settings, act)


def test_what_cannot_be_shown_now_is_tried_again(settings: Settings) -> None:
    async def act(site: Site) -> None:
        async def away(*_: object) -> None:
            raise Outage("away")

        site.web._writer.write = away  # type: ignore[method-assign, assignment]  # the database is away
        with pytest.raises(Unreachable) as failed:
            await site.web.channel.send("somebody", Say("halo"))
        assert not failed.value.left
        del site.web._writer.write  # type: ignore[attr-defined]

    browsed(settings, act)


class Table:
    """How far conversations have come, in plain memory."""

    def __init__(self) -> None:
        self.lasts: dict[str, int] = {}
        self.asked: list[int] = []
        self.out = False

    async def look(self, addresses: Collection[str]) -> Mapping[str, int]:
        self.asked.append(len(addresses))
        if self.out:
            raise Outage("away")
        return {address: self.lasts[address] for address in addresses if address in self.lasts}


def test_only_those_are_woken_for_whom_there_is_something_new() -> None:
    async def act() -> None:
        table = Table()
        hub = Hub(table.look)
        with hub.waiting("a") as a, hub.waiting("b") as b:
            table.lasts = {"a": 1}
            await hub.look_once()
            assert (a.is_set(), b.is_set()) == (True, False)
            a.clear()
            await hub.look_once()
            assert not a.is_set()
            table.out = True
            await hub.look_once()  # an outage ends no stream
            assert not b.is_set()
        await hub.look_once()
        assert table.asked == [2, 2, 2]  # nobody waits: nothing is asked

    asyncio.run(act())


def test_thousands_who_wait_are_asked_for_in_portions_and_no_more_are_held() -> None:
    async def act() -> None:
        table = Table()
        hub = Hub(table.look)
        held = [hub.waiting(str(number)) for number in range(2000)]
        for one in held:
            one.__enter__()
        with pytest.raises(TooMany), hub.waiting("one more"):
            pass
        await hub.look_once()
        assert table.asked == [500] * 4
        for one in held:
            one.__exit__(None, None, None)

    asyncio.run(act())


def test_an_answer_of_a_stream_is_kept_by_nobody(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        async with browser.client.stream("GET", "/chat/events?after=0") as stream:
            assert isinstance(stream, httpx.Response)
            assert stream.headers["Content-Type"].startswith("text/event-stream")
            assert (stream.headers["Cache-Control"], stream.headers["X-Accel-Buffering"]) == (
                "no-store",
                "no",
            )

    browsed(settings, act)
