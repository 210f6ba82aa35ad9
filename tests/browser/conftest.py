"""A running product with no network but its own pages, and a Chromium that looks at them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.doubles.botapi import BotApi
from tests.end_to_end.conftest import launch, nursery, running, upgraded
from tests.end_to_end.product import Launch, Product

__all__ = ["launch", "nursery", "upgraded"]  # fixtures

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Tests are quicker than people.
UNHURRIED = {"SUARA_WEB__PERSON_RATE": "1000", "SUARA_WEB__ADDRESS_RATE": "1000"}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "no Chromium found: install one (apt install chromium), or name it in CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def product(
    upgraded: Path, tmp_path_factory: pytest.TempPathFactory, launch: Launch | None
) -> Iterator[Product]:
    """Without any token, as whoever tries it for the first time has it."""
    with running(
        tmp_path_factory.mktemp("pages"), upgraded, None, "polling", UNHURRIED, None, launch
    ) as product:
        yield product


@pytest.fixture(scope="module")
def with_telegram(
    upgraded: Path, tmp_path_factory: pytest.TempPathFactory, launch: Launch | None
) -> Iterator[Product]:
    """On Telegram too: officials come in from there."""
    with (
        BotApi(rate=None) as api,
        running(
            tmp_path_factory.mktemp("both"), upgraded, api, "webhook", UNHURRIED, None, launch
        ) as product,
    ):
        yield product
