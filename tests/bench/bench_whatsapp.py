"""Turns a second on WhatsApp beside Telegram, in one run: the same people say the same things.

What differs is the way: a signed payload is taken apart by pywa, answers go out as interactive messages, and
every message sent comes back as two statuses, which are written down. The networks' doubles share the machine
with the product, so these are floors; what decides is only that nobody was left without a next question.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.doubles.botapi import BotApi
from tests.doubles.cloudapi import CloudApi
from tests.doubles.load import Load, Script, opens, taps
from tests.doubles.postgres import postgres, postgres_url
from tests.end_to_end.acts import talk
from tests.end_to_end.product import Product

LIMITS = (
    "SUARA_TELEGRAM__RATE",
    "SUARA_TELEGRAM__CHAT_RATE",
    "SUARA_WHATSAPP__RATE",
    "SUARA_WHATSAPP__CHAT_RATE",
)
FAST = dict.fromkeys(LIMITS, "1000000")
ROUNDS = 6
NETWORKS = ("telegram", "whatsapp", "whatsapp without statuses")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own; empty: SQLite in the product's directory."""
    if request.param == "sqlite":
        yield ""
        return
    with postgres(durable=True) as server, postgres_url(server) as url:
        yield url


@pytest.fixture(params=NETWORKS)
def product(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> Iterator[Product]:
    """One running product, alone with its database and its network."""
    with ExitStack() as stack:
        if request.param == "telegram":
            product = Product(tmp_path, stack.enter_context(BotApi(rate=None)), url=url, settings=FAST)
        else:
            api = stack.enter_context(CloudApi(rate=None))
            api.network.receipts = ("sent", "delivered") if request.param == "whatsapp" else ()
            product = Product(tmp_path, None, url=url, settings=FAST, whatsapp=api)
        product.suara("db", "upgrade")
        product.start()
        yield product
        product.stop()


@pytest.mark.parametrize("citizens", [1, 50, 200])
def bench_whatsapp(product: Product, citizens: int, request: pytest.FixtureRequest) -> None:
    load = talk(product, rating, citizens, first_id=1_000_000)
    network = request.node.callspec.params["product"]
    database = product.url.partition(":")[0].partition("+")[0]
    print(f"\n| {database} | {network} | {citizens} | {measured(load)} | of {os.cpu_count()} shared cores")
    assert all(account.finished for account in load.accounts)


def rating(_citizen: int) -> Script:
    """Scan, score, service, reason: four turns, each waiting for the one before, several times over."""
    once = [opens("u-disdukcapil"), taps("score:4"), taps("service:ktp_el"), taps("why:-")]
    return once * ROUNDS


def measured(load: Load) -> str:
    """Turns a second; milliseconds that half and nearly all waited for the next question."""
    steps = [step for account in load.accounts for step in account.steps]
    waits = sorted(step.seconds for step in steps if step.seconds is not None)
    begun = min(step.put_at for step in steps)
    ended = max(step.put_at + (step.seconds or 0) for step in steps)
    half, most = (1000 * waits[int(share * (len(waits) - 1))] for share in (0.5, 0.99))
    return f"{len(steps) / (ended - begun):,.0f} | {half:.1f} | {most:.1f}"
