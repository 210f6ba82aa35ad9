"""The first view and the first answer over a slow line; what they took is printed, and is no verdict."""

from __future__ import annotations

import time

from playwright.sync_api import Browser

from tests.browser.visitors import visiting
from tests.end_to_end.product import Product

# What browsers call "slow 3G": 400 ms there and back, 400 kbit/s either way.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


def see_the_first_answer_over_a_slow_line(chromium: Browser, product: Product) -> None:
    with visiting(chromium, product.base) as visitor:
        visitor.page.context.new_cdp_session(visitor.page).send("Network.emulateNetworkConditions", SLOW)
        began = time.perf_counter()
        visitor.opens("/chat?start=u-disdukcapil")
        seen = time.perf_counter()
        visitor.reads("Bagaimana layanan di Disdukcapil?")
        asked = time.perf_counter()
        visitor.taps("Sangat baik", then="Sudah dicatat")
        print(
            f"slow 3G: page {seen - began:.1f} s, first question {asked - began:.1f} s, answer to a tap ",
            end="",
        )
        print(f"{time.perf_counter() - asked:.1f} s")
