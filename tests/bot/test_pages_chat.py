"""The conversation in a browser whose scripts are off: every word arrives once, every tab shows the same."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.settings import Settings
from handlers.talk import Say
from handlers.talk.stored import say_to_json
from storage import officials, outbox
from storage.failures import Outage
from storage.models import Case, Citizen, Outbox, Rating, Update, WebFile, WebMessage
from storage.outbox import Message
from storage.store import Tx
from tests.bot.browsing import Browser, Site, browsed, events


def rows(site: Site, table: type[Any]) -> int:
    with site.engine.store.reading() as tx:
        return int(tx.connection.execute(select(func.count()).select_from(table)).scalar_one())


def ratings(site: Site) -> list[tuple[str, int]]:
    with site.engine.store.reading() as tx:
        return [(row.unit, row.score) for row in tx.connection.execute(select(Rating.unit, Rating.score))]


async def at_the_counter(site: Site) -> Browser:
    """Somebody who has opened the link of the code on the counter."""
    browser = site.browser()
    await browser.opens("/chat?start=u-disdukcapil")
    await browser.says("/start u-disdukcapil")
    return browser


def test_two_taps_from_the_code_on_the_counter_to_a_stored_rating(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        page = await browser.opens("/chat?start=u-disdukcapil")
        assert '<button name="text" value="/start u-disdukcapil">⭐ Nilai Disdukcapil</button>' in page
        assert rows(site, Citizen) == 0  # whoever only looks is nobody yet
        assert "Disdukcapil" in (await browser.says("/start u-disdukcapil"))[-1]
        assert "terima kasih" in (await browser.taps("Sangat baik"))[-1]
        assert ratings(site) == [("disdukcapil", 4)]
        assert [m.words for m in browser.history if m.mine] == ["Mulai", "4 😀 Sangat baik"]

    browsed(settings, act)


def test_the_first_page_offers_what_one_can_do_and_weighs_little(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        page = await browser.opens()
        assert "Halo! Ini Suara Warga Kota Serang." in browser.history[0].words
        assert "Kode" in page
        linked = [part.split('"')[0] for part in page.split('"/static/')[1:]]
        parts = [(await browser.client.get(f"/static/{name}")).content for name in linked]
        assert len(linked) == 3
        assert len(page.encode()) + sum(map(len, parts)) < 60 * 1024
        assert "http://" not in page.replace("http://www.w3.org", "")
        assert "https://" not in page  # no host but our own
        assert (await browser.taps("Nilai layanan"))[-1]

    browsed(settings, act)


def test_the_same_form_sent_twice_is_one_rating_and_one_answer(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        tap = {**browser.tap("Buruk"), "id": "the-same-id"}
        await asyncio.gather(browser.posts(tap), browser.posts(tap), browser.posts(tap))
        await browser.posts(tap)
        assert ratings(site) == [("disdukcapil", 1)]
        assert [m.words for m in browser.history if m.mine] == ["Mulai", "1 😞 Buruk"]
        assert len(browser.answers()) == 1

    browsed(settings, act)


def test_an_old_page_that_says_something_new_under_its_old_id_is_heard(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        await browser.posts({"text": "/menu", "id": "one-form"})
        await browser.posts({"text": "/bantuan", "id": "one-form"})
        assert [m.words for m in browser.history if m.mine] == ["/menu", "/bantuan"]

    browsed(settings, act)


def test_a_tap_on_an_old_page_changes_nothing_and_says_so(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        old = browser.tap("Buruk")
        await browser.taps("Sangat baik")
        await browser.posts(old)
        assert ratings(site) == [("disdukcapil", 4)]
        assert 'role="status">' in browser.page
        assert browser.page.split('role="status">')[1].split("<")[0]
        assert browser.page != await browser.opens()  # and is said once
        assert browser.page.split('role="status">')[1].split("<")[0] == ""

    browsed(settings, act)


def test_only_the_open_question_has_buttons(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        assert browser.history[-1].buttons
        await browser.taps("Sangat baik")
        offering = [m.ref for m in browser.history if any("~" in tap for tap in m.buttons.values())]
        assert offering == [browser.history[-1].ref]

    browsed(settings, act)


def test_another_tab_and_a_reload_show_the_same(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        other = site.browser()
        other.client.cookies.update(browser.client.cookies)
        await other.opens()
        assert other.history == browser.history
        await other.taps("Baik")
        await browser.opens()
        assert other.history == browser.history

    browsed(settings, act)


def test_long_conversations_come_in_pages(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        for _ in range(30):
            await browser.says("/menu")
        assert len(browser.history) == 50
        first = browser.history[0].ref
        page = await browser.opens(f"/chat?before={first}")
        assert len(browser.history) == 10
        assert 'id="say"' not in page
        assert browser.history[-1].ref < first

    browsed(settings, act, person_rate=100)


def test_words_are_shown_as_words_whatever_is_in_them(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        await browser.says('<script>alert(1)</script> "><img src=x onerror=y> {{ 7 * 7 }} jalan rusak')
        assert "<script>alert" not in browser.page
        assert "<img src=x" not in browser.page
        assert "{{ 7 * 7 }}" in browser.history[0].words

    browsed(settings, act)


@pytest.mark.parametrize("words", ["\x00\x01\x02", "\u202e\u200b", " \r\n "])
def test_control_characters_alone_are_answered_and_store_no_case(settings: Settings, words: str) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        answer = await browser.posts({"text": words})
        assert answer.status_code == 303
        assert rows(site, Case) == 0

    browsed(settings, act)


def test_an_empty_form_is_no_message(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        assert (await browser.posts({"text": ""})).status_code == 303
        assert rows(site, Update) == rows(site, Citizen) == 0

    browsed(settings, act)


def test_what_is_too_long_is_refused_and_given_back(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        answer = await browser.posts({"text": "a" * 3901})
        assert answer.status_code == 422
        assert "a" * 3901 in browser.page
        assert rows(site, WebMessage) == 0

    browsed(settings, act)


@pytest.mark.parametrize(
    "fields", [{"id": ""}, {"id": "a b"}, {"id": "x" * 41}, {"tap": "x" * 65}, {"tap": "\x00"}, {"tap": "é"}]
)
def test_what_no_page_of_ours_sends_is_refused(settings: Settings, fields: dict[str, str]) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        assert (await browser.posts({"text": "halo", **fields})).status_code == 400
        assert rows(site, Update) == 0

    browsed(settings, act)


def test_a_place_is_taken_when_it_is_on_earth(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        await browser.posts({"latitude": "-6.12", "longitude": "106.15"})
        assert "Lokasi saya" in browser.history[0].words
        for wrong in ("91", "nan", "inf", "north", ""):
            await browser.posts({"latitude": wrong, "longitude": "0"})
        assert len([m for m in browser.history if m.mine]) == 1

    browsed(settings, act)


def test_in_an_outage_nothing_is_promised_and_the_words_are_given_back(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        taken = site.engine.intake.take

        async def away(*_: object) -> None:
            raise Outage("away")

        site.engine.intake.take = away  # type: ignore[method-assign, assignment]  # the database is away
        answer = await browser.posts({"text": "jalan berlubang"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "jalan berlubang" in browser.page
        scripted = await browser.posts({"text": "jalan berlubang"}, headers={"X-Suara": "1"})
        assert (scripted.status_code, scripted.json()["problem"]) == (503, "outage")
        site.engine.intake.take = taken  # type: ignore[method-assign]
        await browser.opens()
        assert await browser.says("jalan berlubang")

    browsed(settings, act)


def test_our_script_hears_json_after_the_commit(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        answer = await browser.posts({"text": "/start u-disdukcapil"}, headers={"X-Suara": "1"})
        assert (answer.status_code, answer.json()) == (200, {"told": ""})
        assert rows(site, Update) == 1

    browsed(settings, act)


def test_whoever_deletes_their_data_leaves_no_word_behind(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        await browser.taps("Buruk")
        await browser.says("/data")
        before = [m.words for m in browser.history]
        await browser.taps("Hapus")
        while rows(site, WebMessage) > 3:
            assert len(before) < 40
            await browser.taps("hapus" if "hapus" in str(browser.history[-1].buttons) else "Ya")
            before = [m.words for m in browser.history]
        assert not [m for m in browser.history if "Buruk" in m.words]
        assert rows(site, WebFile) == 0
        assert browser.answers()  # and hears that it is done

    browsed(settings, act)


def test_what_is_pushed_is_there_at_the_next_look(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)

        def push(tx: Tx) -> None:
            citizen = tx.connection.execute(select(Citizen.id)).scalar_one()
            now = datetime.now(UTC) - timedelta(seconds=1)
            outbox.add(tx, [Message("bulk", "web", citizen, "notice", say_to_json(Say("Kabar baru")))], now)

        await site.engine.writer.write(push)
        running = asyncio.ensure_future(site.engine.bulk.run())
        site.engine.bulk.wake()
        pushed = await events(browser, after=browser.history[-1].ref, number=1)
        assert "Kabar baru" in pushed[0]["data"]["html"]
        assert "Kabar baru" in await browser.opens()
        await site.engine.bulk.close()
        await running
        assert rows(site, Outbox) >= 2

    browsed(settings, act, address_rate=10_000)


def test_an_official_signs_in_with_the_link_of_the_invitation(settings: Settings) -> None:
    async def act(site: Site) -> None:
        now = datetime.now(UTC)
        with site.engine.store.begin() as tx:
            officials.invite(tx, "head", "disdukcapil", "Ibu Sri", "c0de", now + timedelta(days=1), now)
        browser = site.browser()
        page = await browser.opens("/chat?start=i-c0de")
        assert 'value="/start i-c0de"' in page
        await browser.says("/start i-c0de")
        with site.engine.store.reading() as tx:
            assert [row.channel for row in officials.all_active(tx)] == ["web"]
        assert await browser.says("/meja")

    browsed(settings, act)


@pytest.mark.parametrize("start", ["", "<script>", "u-" + "x" * 80, "a b", "%0a"])
def test_a_link_that_leads_nowhere_is_a_page_like_any_other(settings: Settings, start: str) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens(f"/chat?start={start}")
        assert browser.status == 200
        assert "/start" not in browser.page

    browsed(settings, act)
