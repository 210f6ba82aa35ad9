"""kill -9 at random moments while citizens talk without pause, and an account of what came of it.

    python -m tests.chaos.kill --kills 100 --citizens 50 --mode webhook --database sqlite
    python -m tests.chaos.kill --channel whatsapp

The citizens and the network live in this process, the product in its own, which is killed and started
again. Exit status 1 when the account does not add up.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos.account import Account
from tests.chaos.citizens import Citizen
from tests.chaos.networks import Network, OnTelegram, OnWhatsApp
from tests.chaos.nursery import CAN_FORK, Nursery
from tests.doubles.botapi import BotApi
from tests.doubles.cloudapi import CloudApi
from tests.doubles.double import Double
from tests.doubles.load import Load
from tests.doubles.postgres import postgres
from tests.end_to_end.product import Product

OFFICIAL = 4_000_001
PATIENCE = 300.0  # seconds a citizen waits: longer than all kills that may hit one message
DRAIN_SECONDS = 120.0
# Seconds: short lives, as most of what a kill can harm is under way at any moment; the start is in it too.
LONGEST_LIFE, LONGEST_BIRTH = 2.0, 1.0
DOUBLED = 0.1  # the share of WhatsApp's webhooks that come twice at once
DURING_START = 0.25  # the share of kills that come before the product was healthy


@dataclass(frozen=True)
class Plan:
    """What a run is asked to do."""

    kills: int = 100
    citizens: int = 50
    mode: str = "webhook"
    database: str = "sqlite"
    seed: int = 1
    channel: str = "telegram"


def run(plan: Plan, directory: Path, nursery: Nursery | None = None) -> Account:
    """Carry the plan out in an empty directory; the account of it. Without a nursery starts are slow."""
    with _database(plan, directory) as url, _network(plan) as network:
        telegram = network.api if isinstance(network, OnTelegram) else None
        whatsapp = network.api if isinstance(network, OnWhatsApp) else None
        product = Product(directory / "product", telegram, plan.mode, url, whatsapp=whatsapp)
        product.launch = nursery.born if nursery else None
        try:
            return _killed(plan, product, network)
        except BaseException:
            print(product.last_logged(), file=sys.stderr)
            raise
        finally:
            product.close()


def _killed(plan: Plan, product: Product, network: Network) -> Account:
    api = network.api
    product.suara("db", "upgrade")
    product.start()
    bind_official(product, api)
    stop = threading.Event()
    citizens = [Citizen(number, plan.seed, stop.is_set) for number in range(plan.citizens)]
    load = Load(api, lambda number: citizens[number].talks(), plan.citizens, patience=PATIENCE, ramp=1.0)
    talking = api.submit(load.run())
    kills = _kill(plan, product)
    stop.set()
    product.start()
    talking.result(PATIENCE + DRAIN_SECONDS)
    drain(product, api)
    product.stop()
    return Account(network, load, product, kills)


def _kill(plan: Plan, product: Product) -> list[float]:
    """Kill and start again; when each kill was, by the wall clock."""
    chance, kills = random.Random(plan.seed), []
    product.runs_for(chance.uniform(0, LONGEST_LIFE))
    while True:
        product.kill9()
        kills.append(time.time())
        if len(kills) == plan.kills:
            return kills
        if chance.random() < DURING_START:
            product.start(healthy=False)
            product.runs_for(chance.uniform(0, LONGEST_BIRTH))
        else:
            product.start()
            product.runs_for(chance.uniform(0, LONGEST_LIFE))


def bind_official(product: Product, api: Double) -> None:
    """An officer of the unit all complain about: every case causes a notice through the bulk lane."""
    told = product.suara("official", "invite", "--role", "officer", "--unit", "disdukcapil", "--name", "Budi")
    officer: Any = api.person(OFFICIAL, "Budi")
    (payload,) = re.findall(r"[=/](i-[\w-]+)", told)[:1]
    officer.opens(payload)
    officer.waits_for_reply(within=10)


def drain(product: Product, api: Double) -> None:
    """Wait until nothing is under way any more."""
    api.waits_until_confirmed(DRAIN_SECONDS)
    for waiting in ("outbox WHERE state = 'pending'", "media WHERE state = 'waiting'"):
        product.rows.until(f"SELECT count(*) FROM {waiting}", lambda count: count == 0, DRAIN_SECONDS)  # noqa: S608


@contextmanager
def _network(plan: Plan) -> Iterator[Network]:
    if plan.channel == "whatsapp":
        with CloudApi(rate=None) as cloudapi:
            chance = random.Random(plan.seed)
            cloudapi.network.parcels.doubled = lambda: chance.random() < DOUBLED
            yield OnWhatsApp(cloudapi)
        return
    with BotApi(rate=None) as botapi:
        yield OnTelegram(botapi)


@contextmanager
def _database(plan: Plan, directory: Path) -> Iterator[str]:
    if plan.database == "sqlite":
        yield f"sqlite:///{directory / 'suara.db'}"
        return
    with postgres() as url:
        yield url.replace("postgresql://", "postgresql+psycopg://")


def _plan(arguments: Sequence[str] | None = None) -> Plan:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=Plan.kills)
    parser.add_argument("--citizens", type=int, default=Plan.citizens)
    parser.add_argument("--channel", choices=("telegram", "whatsapp"), default=Plan.channel)
    parser.add_argument("--mode", choices=("webhook", "polling"), default=Plan.mode)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default=Plan.database)
    parser.add_argument(
        "--seed", type=int, default=Plan.seed, help="the same kills and the same citizens again"
    )
    return Plan(**vars(parser.parse_args(arguments)))


def main() -> int:
    plan = _plan()
    with tempfile.TemporaryDirectory(prefix="suara-chaos-") as directory:
        nursery, began = Nursery() if CAN_FORK else None, time.monotonic()
        account = run(plan, Path(directory), nursery)
    took = time.monotonic() - began
    each = f"{took / max(1, plan.kills):.1f} s a kill"
    print(f"{plan.channel}, {plan.mode}, {plan.database}, seed {plan.seed}: {took:.0f} s, {each}")
    print(account)
    return 1 if account.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
