"""Somebody in front of a browser: reads the newest message, taps what it offers, writes, looks around."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
# The rules of WCAG 2.2 up to AA, and what axe-core holds to be good practice.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WITHIN = 15_000


@dataclass
class Visitor:
    """One browser with one page. `faults`: what the console and the network complained of."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def opens(self, path: str = "/chat") -> None:
        self.page.goto(f"{self.base}{path}", wait_until="load")

    @property
    def newest(self) -> str:
        """The words of the newest message that is not the visitor's own."""
        return self.page.locator("#log .message.ours").last.inner_text()

    def taps(self, label: str, then: str) -> None:
        """Tap the newest button with this label, and wait until these words are shown."""
        self.page.locator("#log button", has_text=label).last.click()
        self.reads(then)

    def writes(self, text: str, then: str) -> None:
        """Write a message, send it, and wait until these words are shown."""
        self.page.locator("#text").fill(text)
        self.page.locator("#say .send").click()
        self.reads(then)

    def reads(self, words: str) -> None:
        expect(self.page.locator("#log .message.ours").last).to_contain_text(words, timeout=WITHIN)

    def has_read(self, words: str) -> None:
        """These words stand somewhere, whatever came after them."""
        expect(self.page.locator("#log")).to_contain_text(words, timeout=WITHIN)

    def violations(self) -> list[str]:
        """What axe-core finds on the page: rule and element."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@contextmanager
def visiting(chromium: Browser, base: str, **how: Any) -> Iterator[Visitor]:
    """A browser of its own; whatever a page complained of fails the test at the end."""
    context = chromium.new_context(**{"locale": "id-ID", **PHONE, **how})
    page = context.new_page()
    visitor = Visitor(page, base)
    page.on("pageerror", lambda error: visitor.faults.append(str(error)))
    page.on("console", lambda said: visitor.faults.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((base, "data:")) else visitor.faults.append(asked.url),
    )
    try:
        yield visitor
        assert visitor.faults == []
    finally:
        context.close()
