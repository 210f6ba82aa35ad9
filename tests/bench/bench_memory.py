"""Whether memory stays where it is over half a million turns through one process, over real HTTP.

The product as an operator runs it, on SQLite; citizens rate again and again, and after each while other
people come. What the process holds now (RSS) is read from the kernel.

    make bench BENCH=memory                            some ten minutes
    SUARA_BENCH_TURNS=50000 make bench BENCH=memory    a look whether it works
"""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from tests.bench.turns.contestants import BOT_CORE, ours
from tests.bench.turns.crowd import Crowd
from tests.bench.turns.measuring import memory
from tests.bench.turns.network import Network
from tests.bench.turns.runs import running

TURNS = int(os.environ.get("SUARA_BENCH_TURNS", "500000"))
STEPS, CITIZENS = 10, 50  # rows of the table; together
ROUND = min(5_000, TURNS // STEPS)  # turns until other people come
FIRST_CHAT = 4_000_000

pytestmark = pytest.mark.usefixtures("on_its_core")


def bench_memory(tmp_path: Path) -> None:
    asyncio.run(_many_turns(tmp_path / "bot"))


async def _many_turns(directory: Path) -> None:
    bot = ours("ours, SQLite")
    async with running(bot, directory) as network:
        print(
            f"\n{CITIZENS} citizens at once, bot on core {BOT_CORE}; "
            f"{memory(bot.pid, 'VmRSS'):.0f} MB before:"
        )
        print("| turns | people | MB now | MB at most | turns/s |\n|---:|---:|---:|---:|---:|")
        done = people = 0
        for step in range(1, STEPS + 1):
            begun, before = time.perf_counter(), done
            while done < TURNS * step // STEPS:
                done += await _some_turns(network, FIRST_CHAT + people)
                people += CITIZENS
            speed = (done - before) / (time.perf_counter() - begun)
            now, most = memory(bot.pid, "VmRSS"), memory(bot.pid)
            print(f"| {done:,} | {people:,} | {now:.0f} | {most:.0f} | {speed:,.0f} |", flush=True)


async def _some_turns(network: Network, first_chat: int) -> int:
    """New people's turns; how many were answered."""
    crowd = Crowd(network, CITIZENS, first_chat)
    crowd.start()
    await crowd.answered(ROUND, within=120)
    crowd.stop()
    await crowd.quiet(30)
    return sum(person.answers for person in crowd.people.values())
