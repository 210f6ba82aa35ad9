"""Everything at once, for as long as asked: kills, databases that go away, full disks, networks, clocks.

    python -m tests.chaos.storm --minutes 10 --database sqlite
    python -m tests.chaos.storm --minutes 10 --database postgresql

The citizens and the network live in this process, the product in its own. Exit status 1 when the account does
not add up at the end.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos.account import Account
from tests.chaos.citizens import Citizen
from tests.chaos.kill import DRAIN_SECONDS, LONGEST_LIFE, bind_official, drain
from tests.chaos.networks import OnTelegram
from tests.chaos.nursery import Nursery
from tests.chaos.weather import HOUR, Weather, with_clock
from tests.doubles.botapi import BotApi
from tests.doubles.load import Load
from tests.doubles.postgres import Server, server
from tests.end_to_end.product import Product

KILLED = "killed"
KILLS = 0.4  # the share of troubles that are kills
PATIENCE = 90.0  # seconds a citizen waits: longer than any trouble here
# A send that gets no answer is given up sooner than in a city, and what a dead process left comes sooner.
SETTINGS = {"SUARA_TELEGRAM__TIMEOUT_SECONDS": "3", "SUARA_DELIVERY__CLAIM_SECONDS": "10"}


@dataclass(frozen=True)
class Plan:
    """What a run is asked to do."""

    minutes: float = 1.0
    citizens: int = 30
    database: str = "sqlite"
    seed: int = 1
    clock: bool = False
    only: Sequence[str] = ()


@dataclass
class Log:
    """What befell the product, and when it was killed, by the wall clock."""

    befell: Counter[str] = field(default_factory=Counter)
    kills: list[float] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    hours: int = 0
    errors: str = ""

    def __str__(self) -> str:
        told = [f"{name:<58}{count:>8}" for name, count in sorted(self.befell.items())]
        told += [f"{'hours by which its clock is ahead now':<58}{self.hours:>8}"] if self.hours else []
        return "\n".join([*told, *(f"not here: {why}" for why in self.missing)])


def run(plan: Plan, directory: Path, nursery: Nursery, clock: Path | None = None) -> tuple[Account, Log]:
    """Carry the plan out in an empty directory; the account of it, and what befell.

    `clock`: the file that tells the nursery's children how far their clock is from ours.
    """
    with _database(plan, directory) as (url, pg), BotApi(rate=None) as api:
        product = Product(directory / "product", api, url=url, settings=SETTINGS, launch=nursery.born)
        weather = Weather(product, api, pg, clock, random.Random(plan.seed))
        try:
            return _through(plan, weather, product, api)
        except BaseException:
            print(product.last_logged(), file=sys.stderr)
            raise
        finally:
            product.close()


def _through(plan: Plan, weather: Weather, product: Product, api: BotApi) -> tuple[Account, Log]:
    product.suara("db", "upgrade")
    product.start()
    bind_official(product, api)
    stop, log = threading.Event(), Log(missing=list(weather.missing()))
    citizens = [Citizen(number, plan.seed, stop.is_set) for number in range(plan.citizens)]
    load = Load(api, lambda number: citizens[number].talks(), plan.citizens, patience=PATIENCE, ramp=1.0)
    talking = api.submit(load.run())
    until = time.monotonic() + plan.minutes * 60
    while time.monotonic() < until:
        _befall(weather, product, log, plan.only)
    stop.set()
    talking.result(PATIENCE + DRAIN_SECONDS)
    drain(product, api)
    product.stop()
    log.errors = "\n".join(
        line for line in product.log.read_text().splitlines() if '"level": "error"' in line
    )
    if weather.jumps:
        log.hours = _hours_ahead(product)
    return Account(OnTelegram(api), load, product, log.kills), log


def _hours_ahead(product: Product) -> int:
    """How far the product's clock is ahead of ours, by what it wrote: that its jumps were real."""
    newest = datetime.fromisoformat(str(product.rows.one("SELECT max(created_at) FROM outbox")))
    newest = newest if newest.tzinfo else newest.replace(tzinfo=UTC)
    return round((newest - datetime.now(UTC)).total_seconds() / HOUR)


def _befall(weather: Weather, product: Product, log: Log, only: Sequence[str]) -> None:
    """One trouble, and a moment of peace."""
    chance, troubles = weather.chance, weather.troubles()
    names = sorted(set(troubles) & set(only)) if only else sorted(troubles)
    name = KILLED if chance.random() < KILLS and not only else chance.choice(names or [KILLED])
    log.befell[name] += 1
    if name == KILLED:
        product.kill9()
        log.kills.append(time.time())
        product.start()
    else:
        troubles[name]()
        product.wait_until_healthy()
    product.runs_for(chance.uniform(0, LONGEST_LIFE))


@contextmanager
def _database(plan: Plan, directory: Path) -> Iterator[tuple[str, Server | None]]:
    if plan.database == "sqlite":
        yield f"sqlite:///{directory / 'suara.db'}", None
        return
    with server() as pg:
        yield pg.url.replace("postgresql://", "postgresql+psycopg://"), pg


def _plan(arguments: Sequence[str] | None = None) -> Plan:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.storm", description=__doc__)
    parser.add_argument("--minutes", type=float, default=Plan.minutes)
    parser.add_argument("--citizens", type=int, default=Plan.citizens)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default=Plan.database)
    parser.add_argument("--seed", type=int, default=Plan.seed, help="the same troubles again")
    parser.add_argument(
        "--clock", action="store_true", help="let it jump as well; slow, as every look is caught"
    )
    parser.add_argument(
        "--only", action="append", default=[], help='such as "disk full"; more than once for more'
    )
    return Plan(**vars(parser.parse_args(arguments)))


def main() -> int:
    plan = _plan()
    with tempfile.TemporaryDirectory(prefix="suara-storm-") as directory:
        clock = Path(directory) / "clock"
        environment = with_clock(clock) if plan.clock else None
        nursery = Nursery(environment)
        account, log = run(plan, Path(directory), nursery, clock if environment else None)
        nursery.close()
    print(f"{plan.database}, {plan.minutes:g} minutes, seed {plan.seed}")
    print(log)
    print(account)
    if account.wrong:
        print(log.errors)
    return 1 if account.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
