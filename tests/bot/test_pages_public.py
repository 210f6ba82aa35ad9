"""The public page over HTTP: everybody reads the same numbers, and nothing that would tell of a few."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from bot.outside.publishing import publish
from bot.settings import Settings
from storage import cards, forum_steps, forums, officials
from storage.failures import Outage
from tests.bot.browsing import Site, browsed
from tests.bot.published import ALSO_BUSY, BUSY, QUIET, TOPIC, fill

NOW = datetime.now(UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def changed(site: Site, **values: object) -> None:
    """The forum is another one, as its steps say."""
    with site.engine.store.begin() as tx:
        row = forums.by_code(tx, "abc123")
        assert row is not None
        forums.change(tx, row.id, **values)
        forum_steps.note(tx, row.id, "changed", "operator", datetime.now(UTC))


def filled(site: Site) -> None:
    fill(site.engine.store, site.engine.settings, NOW)
    publish(site.engine.settings, NOW)


def test_before_anything_is_published_the_page_says_when_it_will_be(settings: Settings) -> None:
    async def act(site: Site) -> None:
        page = await site.browser().opens("/")
        assert "Angka pertama tampil di sini setelah" in page
        assert f'href="/u/{BUSY}?lang=id"' in page
        assert "Angka pertama" in await site.browser().opens(f"/u/{BUSY}")

    browsed(settings, act)


def test_the_city_shows_its_index_trend_faces_people_and_forums(settings: Settings) -> None:
    async def act(site: Site) -> None:
        filled(site)
        page = await site.browser().opens("/")
        assert "Dengan kepastian 95% antara" in page
        assert page.count("<circle") >= 10  # months
        for heading in ("Dua belas bulan", "Wajah yang dipilih", "Siapa yang mengisi survei", "Forum yang"):
            assert heading in page
        assert "Pasar; parkir &lt;b&gt;" in page
        assert "<script" not in page
        assert " style=" not in page

    browsed(settings, act)


def test_an_office_has_its_own_page_and_a_code_that_leads_to_its_rating(settings: Settings) -> None:
    async def act(site: Site) -> None:
        filled(site)
        browser = site.browser()
        page = await browser.opens(f"/u/{BUSY}")
        assert "<circle" in page
        assert f'href="/chat?start=u-{BUSY}"' in page
        assert "Siapa yang mengisi survei" not in page  # a profile is only told of the city
        code = await browser.client.get(f"/u/{BUSY}/qr.svg")
        assert code.headers["content-type"] == "image/svg+xml"
        assert b"<path" in code.content

    browsed(settings, act)


def test_what_a_head_told_stands_on_the_citys_page_and_the_offices_alone(settings: Settings) -> None:
    async def act(site: Site) -> None:
        head, (said, did) = official(site, BUSY), ("Antrean <b>lama</b>", "Loket tiga dibuka sampai sore")
        with site.engine.store.begin() as tx:
            cards.write(tx, BUSY, said, did, head, NOW)
        browser = site.browser()
        for path in ("/", f"/u/{BUSY}"):
            page = await browser.opens(path)
            assert "Anda bilang, kami lakukan" in page
            assert "“Antrean &lt;b&gt;lama&lt;/b&gt;”" in page
            assert did in page
        assert "Anda bilang, kami lakukan" not in await browser.opens(f"/u/{QUIET}")

    browsed(settings, act)


def official(site: Site, unit: str) -> int:
    with site.engine.store.begin() as tx:
        return officials.invite(tx, "head", unit, "Ibu Kepala", "c1", NOW + timedelta(days=1), NOW)


def test_an_office_with_few_answers_is_not_told_of(settings: Settings) -> None:
    async def act(site: Site) -> None:
        filled(site)
        browser = site.browser()
        for table in ("index", "faces"):
            rows = list(csv.DictReader(io.StringIO(await browser.opens(f"/data/{table}.csv"))))
            assert {row["unit"] for row in rows} >= {BUSY, ""}
            assert QUIET not in {row["unit"] for row in rows}
        assert "<circle" not in await browser.opens(f"/u/{QUIET}")

    browsed(settings, act)


def test_reports_are_told_with_what_became_of_them_and_in_how_many_days(settings: Settings) -> None:
    async def act(site: Site) -> None:
        filled(site)
        browser = site.browser()
        page = await browser.opens("/")
        assert "Laporan yang masuk" in page
        assert "(9 dari 10: " in page
        assert "Laporan yang masuk" in await browser.opens(f"/u/{BUSY}")
        rows = list(csv.DictReader(io.StringIO(await browser.opens("/data/cases.csv"))))
        assert rows[0]["unit"] == ""
        assert int(rows[0]["received"]) >= 40
        assert QUIET not in {row["unit"] for row in rows}

    browsed(settings, act)


def test_each_figure_is_there_as_csv(settings: Settings) -> None:
    async def act(site: Site) -> None:
        filled(site)
        browser = site.browser()
        page = await browser.opens("/")
        for address in re.findall(r'href="(/data/\w+\.csv)"', page):
            answer = await browser.client.get(address)
            assert answer.headers["content-type"].startswith("text/csv")
            assert len(answer.text.splitlines()) > 1, address
        own = await browser.client.get(f"/u/{ALSO_BUSY}/index.csv")
        assert {row["unit"] for row in csv.DictReader(io.StringIO(own.text))} == {ALSO_BUSY}
        assert "cases" not in own.text

    browsed(settings, act)


def test_english_is_asked_for_in_the_address_or_by_the_browser(settings: Settings) -> None:
    async def act(site: Site) -> None:
        assert 'lang="en"' in await site.browser().opens("/?lang=en")
        assert 'lang="en"' in await site.browser(**{"Accept-Language": "en-GB,en"}).opens("/")
        assert '<html lang="id"' in await site.browser().opens("/?lang=xx")

    browsed(settings, act)


@pytest.mark.parametrize(
    "path", ["/", f"/u/{BUSY}", "/data/index.csv", "/feed.atom", "/forums.ics", f"/u/{BUSY}/qr.svg"]
)
def test_who_has_it_already_is_told_so(settings: Settings, path: str) -> None:
    async def act(site: Site) -> None:
        client = site.browser().client
        first = await client.get(path)
        assert first.headers["cache-control"].startswith("public, max-age=60")
        assert "set-cookie" not in first.headers
        again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert (await client.get(path, headers={"If-None-Match": '"other"'})).content == first.content

    browsed(settings, act)


def test_pages_go_zipped_to_who_can_read_that(settings: Settings) -> None:
    async def act(site: Site) -> None:
        filled(site)
        client = site.browser().client
        zipped = await client.get("/", headers={"Accept-Encoding": "gzip"})
        assert zipped.headers["content-encoding"] == "gzip"
        assert int(zipped.headers["content-length"]) < 15_000
        plain = await client.get("/", headers={"Accept-Encoding": "identity"})
        assert plain.content == zipped.content

    browsed(settings, act)


def test_the_feed_tells_of_numbers_and_forums_and_the_calendar_of_forums(settings: Settings) -> None:
    async def act(site: Site) -> None:
        filled(site)
        browser = site.browser()
        feed = ET.fromstring(await browser.opens("/feed.atom"))  # noqa: S314 - our own
        titles = [each.findtext(f"{ATOM}title") or "" for each in feed.iter(f"{ATOM}entry")]
        assert f"Forum: {TOPIC}" in titles
        assert sum(title.startswith("Angka Kota Serang") for title in titles) >= 10
        calendar = await browser.opens("/forums.ics")
        assert "SUMMARY:Pasar\\; parkir <b>" in calendar
        assert "LOCATION:Aula\\, lantai 2" in calendar
        assert all(len(line.encode()) <= 75 for line in calendar.splitlines())
        assert "METHOD:PUBLISH" in calendar

    browsed(settings, act)


def test_one_forum_has_a_calendar_file_of_its_own_and_goes_out_of_calendars_again(settings: Settings) -> None:
    async def act(site: Site) -> None:
        filled(site)
        browser = site.browser()
        assert "UID:forum-abc123@suara-warga" in await browser.opens("/forum/abc123.ics")
        changed(site, state="cancelled", sequence=1)
        withdrawn = await browser.opens("/forum/abc123.ics")
        assert "METHOD:CANCEL" in withdrawn
        assert "SEQUENCE:1" in withdrawn
        assert "STATUS:CANCELLED" in await browser.opens("/forums.ics")
        assert "forum-abc123" not in await browser.opens("/")

    browsed(settings, act)


def test_what_is_not_announced_is_not_told(settings: Settings) -> None:
    async def act(site: Site) -> None:
        filled(site)
        changed(site, state="reviewed")
        browser = site.browser()
        await browser.opens("/forum/abc123.ics")
        assert browser.status == 404
        for path in ("/", "/forums.ics", "/feed.atom"):
            assert "abc123" not in await browser.opens(path)

    browsed(settings, act)


@pytest.mark.parametrize(
    "path",
    ["/u/nowhere", "/u/nowhere/qr.svg", "/u/nowhere/index.csv", f"/u/{BUSY}/x.csv", "/data/x.csv", "/data/"],
)
def test_what_is_not_there_is_said_not_to_be(settings: Settings, path: str) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens(path)
        assert browser.status == 404

    browsed(settings, act)


def test_in_an_outage_what_was_made_is_still_shown_and_the_rest_said_to_come(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()

        def gone(*_args: object) -> None:
            raise Outage("the database is away")

        shown = await browser.opens("/")
        monkeypatch.setattr(site.engine.store, "reading", gone)
        assert await browser.opens("/") == shown
        answer = await browser.client.get("/?lang=en")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")

    browsed(settings, act)
