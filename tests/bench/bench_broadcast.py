"""A broadcast over real HTTP: its account, the rate it keeps, and what a citizen in the middle notices of it.

Five in a hundred have blocked the bot, one in a hundred is gone for the network; in the middle the program
is killed twice, and the network answers once with a flood wait. What is printed is no verdict; that the
account adds up and nobody gets it twice is one.

    make bench BENCH=broadcast                                  3,000 recipients, about two minutes
    BENCH_RECIPIENTS=100000 make bench BENCH=broadcast    a hundred thousand, about ten
    BENCH_RATE=300                                        messages a second of the bulk lane
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from storage.handles import Handle, row_of
from storage.models import Citizen, Consent
from storage.models import Handle as HandleRow
from storage.store import Store
from tests.chaos.citizens import asks
from tests.doubles.botapi import BotApi
from tests.doubles.load import Load, Step
from tests.end_to_end.acts import joins
from tests.end_to_end.conftest import far_from_now
from tests.end_to_end.product import Product

RECIPIENTS = int(os.environ.get("BENCH_RECIPIENTS", "3000"))
RATE = int(os.environ.get("BENCH_RATE", "300"))
FIRST, COMING = 1_000_001, 10  # of whom each takes two turns
BLOCKED, GONE = 0.05, 0.01
FLOOD_SECONDS = 3
SETTINGS = {
    "SUARA_TELEGRAM__RATE": str(RATE + RATE // 5),
    "SUARA_TELEGRAM__BULK_RATE": str(RATE),
    "SUARA_TELEGRAM__CHAT_RATE": "1000",
    "SUARA_DELIVERY__QUIET_HOURS": far_from_now(),
    "SUARA_PUSHES__FRIDAY_PRAYER": far_from_now(),
}


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    with BotApi(rate=None) as api:
        made = Product(tmp_path / "product", api, settings=SETTINGS)
        made.suara("db", "upgrade")
        try:
            made.start()
            yield made
            made.stop()
        finally:
            made.close()


def bench_broadcast(product: Product) -> None:
    api = product.api
    assert api is not None
    people(product, RECIPIENTS)
    alone = talk(api, 6_000_001, seconds())
    broadcast = begun(product)
    invited = Invited(api)
    at(api, invited, 0.05)
    began, used, before = time.monotonic(), processor(product), invited.count()
    beside = talk(api, 7_000_001, seconds())
    calm = (began, time.monotonic())
    each = (processor(product) - used) / max(1, invited.count() - before)
    print(f"\n{each * 1000:.1f} ms of a processor for each message, its share of the turns with it")
    for share in (0.2, 0.4):
        at(api, invited, share)
        product.kill9()
        product.start()
    at(api, invited, 0.5)
    api.limits.flood(FLOOD_SECONDS)
    product.rows.until(
        "SELECT state FROM broadcasts", lambda state: state == "done", 60 + RECIPIENTS / RATE * 3
    )
    report(product, broadcast, invited, calm, alone.result(), beside.result())


def seconds() -> int:
    """How long people talk: a good part of every broadcast, whatever its size."""
    return max(5, min(60, RECIPIENTS // RATE // 3))


def people(product: Product, many: int) -> None:
    """So many who agreed to invitations; of them some have blocked the bot, and some are gone."""
    store, now = Store(product.url, product.vault), datetime.now(UTC) - timedelta(days=40)
    for start in range(0, many, 5000):
        ids = range(start, min(start + 5000, many))
        with store.begin() as tx:
            new = [{"language": "id", "first_seen_at": now, "last_seen_at": now} for _ in ids]
            made = insert(Citizen).returning(Citizen.id, sort_by_parameter_order=True)
            citizens = tx.connection.execute(made, new).scalars().all()
            rows = [
                row_of(tx, Handle("telegram", "chat", str(FIRST + number)), citizen)
                for number, citizen in zip(ids, citizens, strict=True)
            ]
            tx.connection.execute(insert(HandleRow), rows)
            proof = {"purpose": "invitations", "given": True, "version": "1", "text_hash": "x"}
            agreed = [{"citizen_id": one, "channel": "telegram", "at": now, **proof} for one in citizens]
            tx.connection.execute(insert(Consent), agreed)
    store.dispose()
    assert product.api is not None
    gone = {FIRST + number for number in range(many) if number % 100 == 50}
    product.api.know(*(FIRST + number for number in range(many) if FIRST + number not in gone))
    for number in range(many):
        if number % 20 == 0:
            product.api.network.block(FIRST + number)


def begun(product: Product) -> int:
    """A forum, tried on the test group, selected and agreed to by a second person; the broadcast's number."""
    assert product.api is not None
    joins(product, product.api.person(11, "Ani"), "coordinator")
    starts = datetime.now(UTC) + timedelta(days=9)
    told = product.suara(
        "forum", "create", "--topic", "Antrean", "--starts", f"{starts:%Y-%m-%d %H:%M}", "--place", "Aula"
    )  # fmt: skip
    code = told.split()[1]
    product.suara("forum", "test", code)
    asked = json.loads(product.suara("forum", "invite", code, "--format", "json"))
    assert asked["pending"] == asked["selected"] == RECIPIENTS
    product.suara("broadcast", "agree", str(asked["broadcast"]), "--as", "1")
    return int(asked["broadcast"])


@dataclass
class Invited:
    """Invitations as the network took them; looks only at what is new."""

    api: BotApi

    def __post_init__(self) -> None:
        self.moments: list[float] = []
        self.chats: Counter[int | None] = Counter()
        self._seen = 0

    def count(self) -> int:
        calls = self.api.ledger._calls  # a copy of a hundred thousand, ten times a second, would be felt
        new = calls[self._seen : len(calls)]
        self._seen += len(new)
        for call in new:
            if (
                call.method == "sendMessage"
                and call.chat is not None
                and FIRST <= call.chat < FIRST + RECIPIENTS
            ):
                self.moments.append(call.at)
                self.chats[call.chat] += 1
        return len(self.moments)


def processor(product: Product) -> float:
    """Seconds of a processor that the program has used."""
    assert product.process is not None
    fields = Path(f"/proc/{product.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def at(api: BotApi, invited: Invited, share: float) -> None:
    """Wait until this share of all was taken."""
    deadline = time.monotonic() + 60 + RECIPIENTS / RATE * 2
    while invited.count() < RECIPIENTS * share:
        assert time.monotonic() < deadline, "it stands still"
        time.sleep(0.1)  # looked at from outside, as nobody tells of it


def talk(api: BotApi, first_id: int, seconds: int) -> Future[Any]:
    """So many people come each second and rate, as on a busy day."""
    many = COMING * seconds
    load = Load(api, lambda _: rates(), many, patience=60, ramp=seconds, first_id=first_id)
    done: Future[Any] = api.submit(_reported(load))
    done.result(300)
    return done


async def _reported(load: Load) -> Any:
    await load.run()
    return load.report()


def rates() -> list[Step]:
    return [
        Step("opens", lambda who, _: who.opens("u-disdukcapil"), asks("score")),
        Step("rates", lambda who, _: who.taps("score:4"), lambda screen: True),
    ]


def report(
    product: Product, broadcast: int, invited: Invited, calm: tuple[float, float], alone: Any, beside: Any
) -> None:
    """What came of it, printed; what must hold, asserted."""
    account = json.loads(product.suara("broadcast", "show", str(broadcast), "--format", "json"))
    invited.count()
    parts = {name: total(account[name]) for name in ("sent", "failed", "skipped", "unknown", "pending")}
    print(f"\n{RECIPIENTS:,} recipients at {RATE}/s: {json.dumps(account, indent=1)}")
    print(f"parts {parts}; the network took {len(invited.moments):,}, of whom twice {twice(invited)}")
    most = busiest(invited.moments)  # what leaves keeps the law (test_budget.py); this is what arrives
    print(f"busiest second {most}, {most / RATE - 1:+.1%}; in calm {steady(invited.moments, calm):.1f}/s")
    for name, load in (("without", alone), ("in the middle", beside)):
        print(f"{load['answered']} answers {name}: p50 {load['wait_p50']} s, p99 {load['wait_p99']} s")
    assert account["selected"] == sum(parts.values()) == RECIPIENTS
    assert twice(invited) == 0
    assert parts["unknown"] <= RATE  # of two kills; before claims were small it was four seconds' worth
    assert parts["sent"] <= len(invited.moments) <= parts["sent"] + parts["unknown"]
    assert alone["stuck"] == beside["stuck"] == {}


def total(count: int | dict[str, int]) -> int:
    return count if isinstance(count, int) else sum(count.values())


def twice(invited: Invited) -> int:
    return sum(1 for count in invited.chats.values() if count > 1)


def busiest(moments: list[float]) -> int:
    """The most in any second."""
    most, first = 0, 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def steady(moments: list[float], calm: tuple[float, float]) -> float:
    """Messages a second while nothing was wrong; who has blocked us takes of the rate and arrives nowhere."""
    there = [moment for moment in moments if calm[0] <= moment <= calm[1]]
    return (len(there) - 1) / (there[-1] - there[0]) / (1 - BLOCKED - GONE) if len(there) > 1 else 0.0
