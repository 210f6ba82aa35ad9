"""One run: citizens talk to a bot for a while, or tap all at once while it is killed; what came of it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.bench.turns.contestants import Contestant
from tests.bench.turns.crowd import Crowd
from tests.bench.turns.measuring import cpu_seconds, memory, share
from tests.bench.turns.network import Network

SECONDS = float(os.environ.get("SUARA_BENCH_SECONDS", "8"))
WARM_UP = min(2.0, SECONDS / 2)
BURST, KILL_AFTER = 200, 50  # taps at once; answers that came before the kill
QUIET_SECONDS = 12.0  # after the restart; by then every peer has answered what it will
DRAIN_SECONDS = 30.0  # for what is still in a bot's queue, so that the next run does not wait for it
_CHATS = count(1_000_000, 10_000)


@dataclass(frozen=True)
class Measured:
    """`p50`, `p99`: ms from the update until its answer; `cpu`: ms a turn; `peak`: MB."""

    citizens: int
    turns: float  # a second
    p50: float
    p99: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Burst:
    """After kill -9 among so many taps: how many were never answered, answered twice, and rated twice."""

    lost: int
    answered_twice: int
    rated_twice: int


@asynccontextmanager
async def running(bot: Contestant, directory: Path, commit_delay: float = 0.0) -> AsyncIterator[Network]:
    """The bot at work in a directory of its own, and the network it is on."""
    bot.prepare(directory, commit_delay)
    network = Network("127.0.0.1", bot.port, bot.path, bot.headers)
    await network.start(bot.api_port)  # some ask who they are before they listen
    try:
        await asyncio.to_thread(bot.start)
        yield network
    finally:
        await asyncio.to_thread(bot.kill9)
        await network.close()


async def measure(bot: Contestant, network: Network, citizens: int, latency: float = 0.0) -> Measured:
    """Let so many new people talk at once, for SECONDS after a warm-up."""
    crowd, network.latency = Crowd(network, citizens, next(_CHATS)), latency
    crowd.start()
    await asyncio.sleep(WARM_UP)
    before = {chat: len(person.waits) for chat, person in crowd.people.items()}
    cpu, began = cpu_seconds(bot.pid), time.perf_counter()
    await asyncio.sleep(SECONDS)
    seconds, cpu = time.perf_counter() - began, cpu_seconds(bot.pid) - cpu
    waits = sorted(wait for chat, one in crowd.people.items() for wait in one.waits[before[chat] :])
    crowd.stop()
    await crowd.quiet(DRAIN_SECONDS)
    assert waits, f"{bot.name}: nobody was answered\n{bot.last_logged()}"
    p50, p99 = (1000 * share(waits, part) for part in (0.5, 0.99))
    return Measured(citizens, len(waits) / seconds, p50, p99, 1000 * cpu / len(waits), memory(bot.pid))


async def burst(bot: Contestant, network: Network) -> Burst:
    """Everybody stands before their score; all tap at once, and in the middle of it the bot is killed."""
    crowd, network.latency = Crowd(network, BURST, next(_CHATS)), 0.0
    rows, people = bot.ratings()
    await crowd.all_at(1, within=60)
    await asyncio.sleep(1)  # only the taps are the burst: what came before is done with
    crowd.tap_all(dict(crowd.last))
    await crowd.answered(KILL_AFTER, within=60)
    await asyncio.to_thread(bot.kill9)
    await asyncio.to_thread(bot.start)
    await asyncio.sleep(QUIET_SECONDS)
    rows_after, people_after = bot.ratings()
    return Burst(
        lost=sum(bool(person.asked_at) for person in crowd.people.values()),
        answered_twice=sum(person.strays for person in crowd.people.values()),
        rated_twice=(rows_after - rows) - (people_after - people),
    )
