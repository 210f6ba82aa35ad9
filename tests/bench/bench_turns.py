"""Turns a second over real HTTP: citizens at once, every reply by a call, every commit on the disk.

The load generator and the network's double share one process, the product has its own; both share the
machine's cores, so this is a floor. What decides is only that nobody was left without a next question.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.doubles.botapi import BotApi
from tests.doubles.load import Load, Script, opens, taps
from tests.doubles.postgres import postgres, postgres_url
from tests.end_to_end.acts import talk
from tests.end_to_end.product import Product

FAST = dict.fromkeys(("SUARA_TELEGRAM__RATE", "SUARA_TELEGRAM__CHAT_RATE"), "1000000")
ROUNDS = 4


@pytest.fixture(params=["sqlite", "postgresql"])
def product(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Product]:
    """One running product, alone with its database and its network."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            url = stack.enter_context(postgres_url(stack.enter_context(postgres(durable=True))))
        api = stack.enter_context(BotApi(rate=None))
        product = Product(tmp_path, api, url=url, settings=FAST)
        product.suara("db", "upgrade")
        product.start()
        yield product
        product.stop()


def rating(_citizen: int) -> Script:
    """Scan, score, service, reason: four turns, each waiting for the one before, several times over."""
    once = [opens("u-disdukcapil"), taps("score:4"), taps("service:ktp_el"), taps("why:-")]
    return once * ROUNDS


@pytest.mark.parametrize("citizens", [1, 50, 200])
def bench_turns(product: Product, citizens: int) -> None:
    load = talk(product, rating, citizens, first_id=1_000_000)
    print(f"\n{product.url.partition(':')[0]:<11}{citizens:>4} citizens  {measured(load)}")
    assert nobody_is_stuck(load)


def measured(load: Load) -> str:
    """Turns a second, and how long one waited for the next question."""
    steps = [step for account in load.accounts for step in account.steps]
    waits = sorted(step.seconds for step in steps if step.seconds is not None)
    begun = min(step.put_at for step in steps)
    ended = max(step.put_at + (step.seconds or 0) for step in steps)
    shown = {share: 1000 * waits[int(share * (len(waits) - 1))] for share in (0.5, 0.99)}
    return (
        f"{len(steps) / (ended - begun):>7.0f} turns/s"
        f"   p50 {shown[0.5]:>7.1f} ms   p99 {shown[0.99]:>7.1f} ms   ({os.cpu_count()} shared cores)"
    )


def nobody_is_stuck(load: Load) -> bool:
    """Every citizen came to the end of the script."""
    return all(account.finished for account in load.accounts)
