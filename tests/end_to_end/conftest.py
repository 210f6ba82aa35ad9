"""Running products, started once for a module; each is stopped by SIGTERM and must then end in time.

That of `day` with a webhook is a program of its own, as an operator starts it, and so is the command that
makes `upgraded`. The others are forked from a parent that has loaded the program: loading takes seconds.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.chaos.nursery import CAN_FORK, Nursery
from tests.doubles.botapi import BotApi
from tests.doubles.cloudapi import CloudApi
from tests.end_to_end.product import Launch, Product

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database brought up by `suara db upgrade`, to be copied."""
    with BotApi() as api:
        product = Product(tmp_path_factory.mktemp("upgraded"), api)
        assert "up to date" in product.suara("db", "upgrade")
    return product.directory / "suara.db"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery | None]:
    """None where a program cannot be forked so: there every start is slow."""
    if not CAN_FORK:
        yield None
        return
    parent = Nursery()
    yield parent
    parent.close()


@pytest.fixture(scope="session")
def launch(nursery: Nursery | None) -> Launch | None:
    """How a product begins that need not be a program of its own."""
    return nursery.born if nursery else None


@contextmanager
def running(
    directory: Path,
    upgraded: Path,
    api: BotApi | None,
    mode: str,
    settings: Mapping[str, str],
    whatsapp: CloudApi | None = None,
    launch: Launch | None = None,
) -> Iterator[Product]:
    """A product at work on a database of its own; without `launch` a program of its own."""
    product = Product(directory, api, mode, settings=settings, whatsapp=whatsapp, launch=launch)
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
    request: pytest.FixtureRequest,
    upgraded: Path,
    tmp_path_factory: pytest.TempPathFactory,
    launch: Launch | None,
) -> Iterator[Product]:
    """A product in either mode, as fast as it can."""
    how = None if request.param == "webhook" else launch
    with (
        BotApi(rate=None) as api,
        running(tmp_path_factory.mktemp("day"), upgraded, api, request.param, {}, None, how) as product,
    ):
        yield product


@pytest.fixture(scope="module")
def fast(
    upgraded: Path, tmp_path_factory: pytest.TempPathFactory, launch: Launch | None
) -> Iterator[Product]:
    """A product with many citizens, as fast as it can."""
    with (
        BotApi(rate=None) as api,
        running(tmp_path_factory.mktemp("fast"), upgraded, api, "webhook", {}, None, launch) as product,
    ):
        yield product


@pytest.fixture(scope="module")
def whatsapp(
    upgraded: Path, tmp_path_factory: pytest.TempPathFactory, launch: Launch | None
) -> Iterator[Product]:
    """A product that is on WhatsApp alone, as fast as it can."""
    with (
        CloudApi(rate=None) as api,
        running(tmp_path_factory.mktemp("whatsapp"), upgraded, None, "webhook", {}, api, launch) as product,
    ):
        yield product


@pytest.fixture(scope="module")
def outside(
    upgraded: Path, tmp_path_factory: pytest.TempPathFactory, launch: Launch | None
) -> Iterator[Product]:
    """A product under the network's real limits, and never in its quiet hours."""
    settings = {
        "SUARA_TELEGRAM__RATE": "30",
        "SUARA_TELEGRAM__BULK_RATE": "25",
        "SUARA_DELIVERY__QUIET_HOURS": far_from_now(),
        "SUARA_PUSHES__FRIDAY_PRAYER": far_from_now(),
    }
    with (
        BotApi(rate=30) as api,
        running(
            tmp_path_factory.mktemp("outside"), upgraded, api, "webhook", settings, None, launch
        ) as product,
    ):
        yield product


def far_from_now() -> str:
    """Quiet hours of one minute, twelve hours away."""
    begin = datetime.now(JAKARTA) + timedelta(hours=12)
    return f"{begin:%H:%M}-{begin + timedelta(minutes=1):%H:%M}"
