"""Running products, started once for a module; each is stopped by SIGTERM and must then end in time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.doubles.botapi import BotApi
from tests.doubles.cloudapi import CloudApi
from tests.end_to_end.product import Product

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database brought up by `suara db upgrade`, to be copied."""
    with BotApi() as api:
        product = Product(tmp_path_factory.mktemp("upgraded"), api)
        assert "up to date" in product.suara("db", "upgrade")
    return product.directory / "suara.db"


@contextmanager
def running(
    directory: Path,
    upgraded: Path,
    api: BotApi | None,
    mode: str,
    settings: Mapping[str, str],
    whatsapp: CloudApi | None = None,
) -> Iterator[Product]:
    """A product at work on a database of its own."""
    product = Product(directory, api, mode, settings=settings, whatsapp=whatsapp)
    shutil.copyfile(upgraded, directory / "suara.db")
    try:
        product.start()
        yield product
        product.stop()
    finally:
        product.close()
    for double in (api, whatsapp):
        assert double is None or double.violations == []


@pytest.fixture(scope="module", params=["webhook", "polling"])
def day(
    request: pytest.FixtureRequest, upgraded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """A product in either mode, as fast as it can."""
    with (
        BotApi(rate=None) as api,
        running(tmp_path_factory.mktemp("day"), upgraded, api, request.param, {}) as product,
    ):
        yield product


@pytest.fixture(scope="module")
def fast(upgraded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product with many citizens, as fast as it can."""
    with (
        BotApi(rate=None) as api,
        running(tmp_path_factory.mktemp("fast"), upgraded, api, "webhook", {}) as product,
    ):
        yield product


@pytest.fixture(scope="module")
def whatsapp(upgraded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product that is on WhatsApp alone, as fast as it can."""
    with (
        CloudApi(rate=None) as api,
        running(tmp_path_factory.mktemp("whatsapp"), upgraded, None, "webhook", {}, api) as product,
    ):
        yield product


@pytest.fixture(scope="module")
def outside(upgraded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product under the network's real limits, and never in its quiet hours."""
    settings = {
        "SUARA_TELEGRAM__RATE": "30",
        "SUARA_TELEGRAM__BULK_RATE": "25",
        "SUARA_DELIVERY__QUIET_HOURS": far_from_now(),
        "SUARA_PUSHES__FRIDAY_PRAYER": far_from_now(),
    }
    with (
        BotApi(rate=30) as api,
        running(tmp_path_factory.mktemp("outside"), upgraded, api, "webhook", settings) as product,
    ):
        yield product


def far_from_now() -> str:
    """Quiet hours of one minute, twelve hours away."""
    begin = datetime.now(JAKARTA) + timedelta(hours=12)
    return f"{begin:%H:%M}-{begin + timedelta(minutes=1):%H:%M}"
