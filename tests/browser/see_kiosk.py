"""The tablet at a counter: four faces, an hour without a network, a clock that is a year off, no scripts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from playwright.sync_api import Browser, Page, expect

from tests.browser.see_looks import pictured
from tests.browser.visitors import TABLET, Visitor, visiting
from tests.end_to_end.product import Product

PATH = "/k/disdukcapil"
RATED = "SELECT count(*) FROM ratings WHERE channel = 'kiosk' AND unit = 'disdukcapil'"
HOUR, MINUTE_MS = 60, 60_000
PARTS = 4  # page, two sheets, script


def see_a_face_a_reason_thanks_and_back_to_the_start(chromium: Browser, product: Product) -> None:
    before = product.rows.one(RATED)
    with visiting(chromium, product.base, **TABLET) as visitor:
        page = at_the_counter(visitor)
        pictured(visitor, "kiosk-faces")
        page.locator("#ask button[value='2']").click()
        expect(page.locator("#why h1")).to_be_visible()
        pictured(visitor, "kiosk-why")
        assert (visitor.violations(), visitor.overflow() <= 0) == ([], True)
        page.get_by_role("button", name="Antrean").click()
        expect(page.locator("#thanks h1")).to_be_visible()
        assert visitor.violations() == []
        page.clock.run_for(15_000)
        expect(page.locator("#ask h1")).to_be_visible()
    assert product.rows.until(RATED, lambda count: count == before + 1) == before + 1
    worded = f"{RATED} AND words IS NOT NULL"
    assert product.rows.until(worded, lambda count: count >= 1) >= 1


def see_sixty_ratings_of_an_hour_without_a_network_arrive_once_with_their_times(
    chromium: Browser, product: Product
) -> None:
    before = product.rows.one(RATED)
    with visiting(chromium, product.base, **TABLET) as visitor:
        page = at_the_counter(visitor)
        waits_until_it_is_kept(page)
        page.context.set_offline(True)
        for minute in range(HOUR):
            page.locator(f"#ask button[value='{minute % 4 + 1}']").click()
            page.locator("#why a.button").click()
            page.clock.run_for(MINUTE_MS)
        expect(page.locator("#kept")).to_contain_text("60 penilaian tersimpan di tablet ini")
        pictured(visitor, "kiosk-offline")
        page.reload()  # the page itself is there, without a network
        expect(page.locator("#kept")).to_contain_text("60 penilaian")
        assert product.rows.one(RATED) == before
        page.context.set_offline(False)
        page.clock.run_for(MINUTE_MS)
        expect(page.locator("#kept")).to_contain_text("Semua sudah terkirim")
        assert product.rows.one(RATED) == before + HOUR
        page.reload()
        page.clock.run_for(MINUTE_MS)
        assert product.rows.one(RATED) == before + HOUR
        visitor.faults.clear()  # the console complains of the connection, and rightly
    given, came = held_up(product)
    apart = [(later - earlier).total_seconds() for earlier, later in pairwise(given)]
    assert len(given) == HOUR
    assert all(59 <= seconds <= 90 for seconds in apart)
    assert timedelta() < datetime.now(UTC) - given[-1] < timedelta(minutes=5)
    assert came <= 2  # transactions


def see_a_clock_that_is_a_year_off_do_no_harm(chromium: Browser, product: Product) -> None:
    now = datetime.now(UTC)
    before = product.rows.one(RATED)
    with visiting(chromium, product.base, **TABLET) as visitor:
        page = at_the_counter(visitor, now - timedelta(days=365))
        page.locator("#ask button[value='4']").click()
        assert product.rows.until(RATED, lambda count: count == before + 1) == before + 1
    assert abs(max(moments(product)) - now) < timedelta(minutes=5)


def see_a_rating_where_scripts_are_off(chromium: Browser, product: Product) -> None:
    before = product.rows.one(RATED)
    with visiting(chromium, product.base, java_script_enabled=False, **TABLET) as visitor:
        visitor.opens(PATH)
        visitor.page.locator("#ask button[value='1']").click()
        visitor.page.get_by_role("button", name="Antrean").click()
        expect(visitor.page.locator("#thanks h1")).to_be_visible()
    assert product.rows.one(RATED) == before + 1


def at_the_counter(visitor: Visitor, now: datetime | None = None) -> Page:
    """The page on a tablet whose clock the test moves."""
    visitor.page.clock.install(time=now or datetime.now(UTC))
    visitor.opens(PATH)
    return visitor.page


def waits_until_it_is_kept(page: Page) -> None:
    """Page, styles and scripts: all that is needed without a network."""
    parts = "caches.open('kiosk').then(cache => cache.keys()).then(keys => keys.length)"
    kept = f"navigator.serviceWorker.controller ? {parts} : 0"
    for _ in range(100):
        if page.evaluate(kept) >= PARTS:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the page was not kept")


def held_up(product: Product) -> tuple[list[datetime], int]:
    """When the ratings of the tablet with an hour of them were given, and at how many moments they came."""
    tablet = "(SELECT kiosk FROM kiosk_ratings GROUP BY kiosk HAVING count(*) >= 60)"
    rows = product.rows.all(f"SELECT given_at, came_at FROM kiosk_ratings WHERE kiosk = {tablet}")  # noqa: S608 - our own words
    return sorted(read([given for given, _ in rows])), len({came for _, came in rows})


def moments(product: Product) -> list[datetime]:
    rows = product.rows.all("SELECT given_at FROM ratings WHERE channel = 'kiosk'")
    return read([given for (given,) in rows])


def read(rows: list[object]) -> list[datetime]:
    return [datetime.fromisoformat(str(moment)).replace(tzinfo=UTC) for moment in rows]
