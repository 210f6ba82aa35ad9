"""Turns a second over real HTTP, side by side in one run: ours on both databases, and two plain bots.

The bot has one core; this process, which is the network and all citizens, has the other, together with
PostgreSQL. Every turn is answered by one call to the Bot API. What is printed is no verdict; that nobody is
lost and nothing doubled is one, for ours.

    make bench BENCH=turns                         some six minutes
    SUARA_BENCH_SECONDS=2 make bench BENCH=turns   a look whether it works
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench.turns.contestants import BOT_CORE, LOAD_CORE, Contestant, ours, plain
from tests.bench.turns.measuring import bare_commits
from tests.bench.turns.runs import burst, measure, running
from tests.bench.turns.table import Row, Table
from tests.doubles.postgres import postgres, postgres_url

CITIZENS = tuple(int(one) for one in os.environ.get("SUARA_BENCH_CITIZENS", "1,50,500").split(","))
MANY = 50
SLOW_COMMIT, SLOW_API = 0.005, 0.05


pytestmark = pytest.mark.usefixtures("on_its_core")


@contextmanager
def contestants() -> Iterator[list[Contestant]]:
    """All of them, each with a database of its own; ours first."""
    with postgres(durable=True) as server, postgres_url(server) as url:
        mine = [ours("ours, SQLite"), ours("ours, PostgreSQL", url)]
        yield [*mine, plain("python-telegram-bot"), plain("aiogram")]


def bench_turns(tmp_path: Path) -> None:
    table, nothing = Table(), plain("nothing")
    asyncio.run(_loads(nothing, tmp_path / nothing.name, table))
    with contestants() as bots:
        for bot in bots:
            asyncio.run(_all_of(bot, tmp_path / bot.name, table))
    print(f"\n{os.cpu_count()} shared cores: bot on {BOT_CORE}, load, double and PostgreSQL on {LOAD_CORE}")
    print(f"bare commits of one row: {bare_commits(tmp_path):,.0f}/s\n\n{table}")
    for bot in bots[:2]:
        assert table.bursts[bot.name].lost == table.bursts[bot.name].rated_twice == 0


def bench_turns_with_slow_commits(tmp_path: Path) -> None:
    """The same with every commit 5 ms slower, as on a disk of another kind."""
    table = Table()
    with contestants() as bots:
        for bot in bots:
            asyncio.run(_with_slow_commits(bot, tmp_path / bot.name, table))
    print(f"\n{table}")


async def _loads(bot: Contestant, directory: Path, table: Table) -> None:
    """What the load can do at most, with a bot that does nothing."""
    async with running(bot, directory) as network:
        for citizens in CITIZENS:
            table.rows.append(Row("a bot that does nothing", await measure(bot, network, citizens)))


async def _all_of(bot: Contestant, directory: Path, table: Table) -> None:
    async with running(bot, directory) as network:
        for citizens in CITIZENS:
            table.rows.append(Row(bot.name, await measure(bot, network, citizens)))
        slow = await measure(bot, network, MANY, SLOW_API)
        table.rows.append(Row(bot.name, slow, f"Bot API at {1000 * SLOW_API:.0f} ms"))
        table.bursts[bot.name] = await burst(bot, network)


async def _with_slow_commits(bot: Contestant, directory: Path, table: Table) -> None:
    async with running(bot, directory, SLOW_COMMIT) as network:
        measured = await measure(bot, network, MANY)
        table.rows.append(Row(bot.name, measured, f"each commit + {1000 * SLOW_COMMIT:.0f} ms"))
