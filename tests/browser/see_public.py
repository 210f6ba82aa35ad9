"""The public page with numbers on it: axe-core, weight, nothing cut, by keyboard alone, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from bot.settings import load_settings
from bot.wiring import open_store
from tests.bot.published import BUSY, QUIET, fill
from tests.browser.see_looks import HEAVIEST, SCREENS, pictured
from tests.browser.visitors import Visitor, visiting
from tests.end_to_end.conftest import running
from tests.end_to_end.product import Launch, Product

PAGES = {"city": "/", "city-in-english": "/?lang=en", "office": f"/u/{BUSY}", "quiet-office": f"/u/{QUIET}"}


@pytest.fixture(scope="module")
def published(
    upgraded: Path, tmp_path_factory: pytest.TempPathFactory, launch: Launch | None
) -> Iterator[Product]:
    """A product whose numbers of a year are published."""
    with running(tmp_path_factory.mktemp("public"), upgraded, None, "polling", {}, None, launch) as product:
        settings = load_settings(environ=product.environment())
        store = open_store(settings)
        fill(store, settings, datetime.now(UTC))
        store.dispose()
        assert "index " in product.suara("publish")
        yield product


def opened(visitor: Visitor) -> None:
    """Every part that is folded away is opened, with the first office's tables."""
    visitor.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def see_numbers_that_everybody_can_read(
    chromium: Browser, published: Product, name: str, screen: str
) -> None:
    with visiting(chromium, published.base, **SCREENS[screen]) as visitor:
        visitor.opens(PAGES[name])
        pictured(visitor, f"public-{name}-{screen}")
        opened(visitor)
        assert visitor.violations() == []
        assert visitor.overflow() <= 0


def see_the_numbers_without_scripts_and_by_keyboard(chromium: Browser, published: Product) -> None:
    with visiting(chromium, published.base, java_script_enabled=False) as visitor:
        visitor.opens("/")
        visitor.page.locator("summary").first.press("Enter")
        visitor.page.get_by_role("table").first.wait_for()
        visitor.page.get_by_role("link", name="Disdukcapil").click()
        visitor.page.get_by_role("heading", level=1).wait_for()
        assert visitor.page.url.startswith(f"{published.base}/u/{BUSY}")


@pytest.mark.parametrize("path", PAGES.values())
def see_a_page_full_of_numbers_that_weighs_little(chromium: Browser, published: Product, path: str) -> None:
    with visiting(chromium, published.base) as visitor:
        finished: list[Request] = []
        # Playwright takes no built-in function.
        visitor.page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108
        visitor.opens(path)
        sizes = [request.sizes() for request in finished]
        assert 0 < sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes) <= HEAVIEST
