"""Several machines on one PostgreSQL: each is killed in turn, and what a person hears keeps its order."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator

import pytest

from tests.chaos.account import Account
from tests.chaos.citizens import Citizen
from tests.chaos.networks import OnTelegram
from tests.doubles.botapi import BotApi
from tests.doubles.load import Load
from tests.doubles.postgres import postgres
from tests.end_to_end.machines import Machines, machines, wait_until_measured
from tests.end_to_end.product import Launch

NAMES = ("serve-1", "serve-2", "deliver-1", "deliver-2", "schedule-1", "schedule-2")
CITIZENS, OFFICIAL = 12, 4_000_001
PATIENCE = 120.0
JOBS = {"deliver-1": "deliver", "schedule-1": "schedule"}


@pytest.fixture(scope="module")
def city(
    tmp_path_factory: pytest.TempPathFactory, launch: Launch | None
) -> Iterator[tuple[Machines, BotApi]]:
    with postgres(durable=False) as server, BotApi(rate=None) as api:
        url = server.replace("postgresql://", "postgresql+psycopg://")
        with machines(tmp_path_factory.mktemp("several"), api, url, NAMES, {}, launch) as several:
            several.any.suara("db", "upgrade")
            several.start("serve-1", "serve-2", "deliver-1", "schedule-1")
            several.start("deliver-2", "schedule-2")
            yield several, api
            several.stop()
        assert api.violations == []


@pytest.mark.slow
def test_a_burst_of_one_person_is_answered_in_its_order_whoever_takes_it(
    city: tuple[Machines, BotApi],
) -> None:
    several, api = city
    api.faults.latency = 0.15  # the answer to one message is still on its way when the next is taken
    talkative = api.person(77, "Rina")
    for number in range(12):
        talkative.says(f"/status {number}" if number % 2 else "/bantuan")
    api.waits_until_confirmed(PATIENCE)
    waiting = "SELECT count(*) FROM outbox WHERE state = 'pending'"
    several.any.rows.until(waiting, lambda count: count == 0, PATIENCE)
    api.faults.latency = 0.0
    refs = several.any.rows.all("SELECT sent_ref FROM outbox WHERE state = 'sent' ORDER BY id")
    arrived = [several.any.named(str(call.message_id)) for call in api.sent(77)]
    assert len(arrived) == 12
    assert arrived == [ref for (ref,) in refs]
    assert _takers(several) == {"serve-1", "serve-2"}, "the messages went to one machine alone"


def _takers(several: Machines) -> set[str]:
    return {name for name in ("serve-1", "serve-2") if "turns committed" in several.each[name].last_logged()}


@pytest.mark.slow
def test_each_is_killed_in_turn_and_the_account_adds_up(city: tuple[Machines, BotApi]) -> None:
    several, api = city
    _bind_official(several, api)
    stop = threading.Event()
    citizens = [Citizen(number, 5, stop.is_set) for number in range(CITIZENS)]
    load = Load(api, lambda number: citizens[number].talks(), CITIZENS, patience=PATIENCE, ramp=1.0)
    talking = api.submit(load.run())
    kills, told = [], {}
    for name in ("serve-1", "deliver-1", "serve-2", "schedule-1"):
        several.each["serve-1" if name == "serve-2" else "serve-2"].wait_until_healthy()
        before = several.holder(JOBS[name]) if name in JOBS else 0
        began, confirmed = time.monotonic(), len(api.confirmed())
        several.each[name].kill9()
        kills.append(time.time())
        if name in JOBS:
            several.taken_over(JOBS[name], before)
        else:
            assert _goes_on(api, confirmed)
        told[name] = time.monotonic() - began
        several.each[name].start(name.partition("-")[0], healthy=False)
    stop.set()
    talking.result(PATIENCE)
    _drain(several, api)
    for product in several.each.values():  # those killed last may still be on their way
        wait_until_measured(product)
    account = Account(OnTelegram(api), load, several.any, kills)
    print(
        "\n".join(f"{name} killed: another was at it after {seconds:.2f} s" for name, seconds in told.items())
    )
    print(account)
    assert account.wrong == [], account
    assert all(told[name] < 5.0 for name in JOBS), told


def _goes_on(api: BotApi, confirmed: int) -> bool:
    """Whether more is confirmed than was."""
    return api.waits_until(lambda: len(api.confirmed()) > confirmed, PATIENCE)


def _bind_official(several: Machines, api: BotApi) -> None:
    unit = ("--role", "officer", "--unit", "disdukcapil", "--name", "Budi")
    official = api.person(OFFICIAL, "Budi")
    (payload,) = re.findall(r"[=/](i-[\w-]+)", several.any.suara("official", "invite", *unit))[:1]
    official.opens(payload)
    official.waits_for_reply(within=30)


def _drain(several: Machines, api: BotApi) -> None:
    api.waits_until_confirmed(PATIENCE)
    for waiting in ("outbox WHERE state = 'pending'", "media WHERE state = 'waiting'"):
        several.any.rows.until(f"SELECT count(*) FROM {waiting}", lambda count: count == 0, PATIENCE)  # noqa: S608
