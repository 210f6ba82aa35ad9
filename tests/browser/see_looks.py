"""How the pages look and sound: axe-core, weight, nothing cut on a phone, on a tablet and in large type."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from tests.browser.see_chat import reports
from tests.browser.visitors import PHONE, TABLET, Visitor, visiting
from tests.end_to_end.product import Product

HEAVIEST = 60 * 1024  # bytes of a first view
# PICTURES=<directory> keeps what was seen.
PICTURES = os.environ.get("PICTURES", "")
SCREENS = {"phone": PHONE, "tablet": TABLET, "large": {**PHONE, "viewport": {"width": 195, "height": 422}}}
PAGES = {
    "chat": "/chat?start=u-disdukcapil",
    "code": "/chat/code",
    "desk": "/desk",
    "public": "/",
    "unit": "/u/disdukcapil",
    "kiosk": "/k/disdukcapil",
    "lost": "/there-is-nothing-here",
}


def pictured(visitor: Visitor, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def see_a_page_that_everybody_can_use(chromium: Browser, product: Product, name: str, screen: str) -> None:
    """At 195 pixels the type is as large against the screen as at 200 % on a phone of 390."""
    with visiting(chromium, product.base, **SCREENS[screen]) as visitor:
        visitor.opens(PAGES[name])
        if name == "chat":
            visitor.reads("Bagaimana layanan di Disdukcapil?")
        pictured(visitor, f"{name}-{screen}")
        assert visitor.violations() == []
        assert visitor.overflow() <= 0
        if name == "lost":
            visitor.faults.clear()  # the console says 404, and rightly


@pytest.mark.parametrize("screen", SCREENS)
def see_a_long_conversation(chromium: Browser, product: Product, screen: str) -> None:
    with visiting(chromium, product.base, **SCREENS[screen]) as visitor:
        reports(visitor)
        pictured(visitor, f"reported-{screen}")
        assert visitor.violations() == []
        assert visitor.overflow() <= 0


@pytest.mark.parametrize("name", [name for name in PAGES if name != "lost"])
def see_a_first_view_that_weighs_little(chromium: Browser, product: Product, name: str) -> None:
    with visiting(chromium, product.base) as visitor:
        finished: list[Request] = []
        # Playwright takes no built-in function.
        visitor.page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108
        visitor.opens(PAGES[name])
        sizes = [request.sizes() for request in finished]
        assert 0 < sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes) <= HEAVIEST
