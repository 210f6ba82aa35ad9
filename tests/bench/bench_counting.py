"""How long citizens wait while a week is counted beside them on the bot's only core, and while it is not.

Both in the same run, window by window in turn: what counts is stopped and let go on (SIGSTOP, SIGCONT), so a
busy machine hits both alike. It is what the digest starts, again and again: 100,000 ratings of 100 units.

    make bench BENCH=counting                          some four minutes
    SUARA_BENCH_ROUNDS=1 make bench BENCH=counting     a look whether it works
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest

from bot.settings import load_settings
from bot.wiring import open_store
from tests.bench.ratings_week import TODAY, WEEK, filled, peopled
from tests.bench.turns.contestants import BOT_CORE, CHECKOUT, Contestant, ours
from tests.bench.turns.crowd import Crowd
from tests.bench.turns.measuring import share
from tests.bench.turns.runs import running

ROUNDS = int(os.environ.get("SUARA_BENCH_ROUNDS", "8"))
CITIZENS = (1, 10, 50)
WINDOW, SETTLE = 4.0, 0.5  # seconds that are measured, after those in which the machine gets used to it
RATINGS = 100_000
FIRST_CHAT = 3_000_000

# Asks for the week's numbers as the digest does, and again when it has them.
COUNTS = r"""
import asyncio, json, sys
from datetime import date
from bot.counting import count_week
from bot.settings import load_settings
settings = load_settings(environ=json.loads(sys.argv[1]))
print("ready", flush=True)
while True:
    numbers = asyncio.run(count_week(settings, sys.argv[2], date.fromisoformat(sys.argv[3])))
    print(numbers["city"]["n"], flush=True)
"""


@dataclass
class Waits:
    """Seconds until an answer, window by window."""

    windows: list[list[float]] = field(default_factory=list)

    def p(self, part: float) -> float:
        """Of all of them, in milliseconds."""
        return 1000 * share(sorted(wait for window in self.windows for wait in window), part)

    def each(self, part: float) -> list[float]:
        return [1000 * share(sorted(window), part) for window in self.windows]

    def a_second(self) -> float:
        return sum(map(len, self.windows)) / len(self.windows) / WINDOW


pytestmark = pytest.mark.usefixtures("on_its_core")


def bench_citizens_while_a_week_is_counted(tmp_path: Path) -> None:
    asyncio.run(_all(tmp_path / "bot"))


async def _all(directory: Path) -> None:
    bot = ours("ours, SQLite")
    async with running(bot, directory) as network:
        await asyncio.to_thread(_fill, bot)
        print(f"\n{ROUNDS} rounds of two windows of {WINDOW:.0f} s; bot and counting on core {BOT_CORE}:")
        print(
            "| citizens | counting | turns/s | p50 ms | p99 ms | weeks counted |\n"
            "|---:|---|---:|---:|---:|---:|"
        )
        for number, citizens in enumerate(CITIZENS):
            crowd = Crowd(network, citizens, FIRST_CHAT + number * 10_000)
            with counting(bot) as counts:
                await _compared(crowd, counts)
            await crowd.quiet(30)


async def _compared(crowd: Crowd, counts: Counting) -> None:
    """Without and with, with and without, so that neither is always the first."""
    without, beside = Waits(), Waits()
    crowd.start()
    await asyncio.sleep(2)
    for number in range(ROUNDS):
        for goes_on in (False, True) if number % 2 else (True, False):
            counts.go_on() if goes_on else counts.stop()
            (beside if goes_on else without).windows.append(await _window(crowd))
    counts.stop()
    crowd.stop()
    for said, waits in (("no", without), ("yes", beside)):
        print(
            f"| {len(crowd.people)} | {said} | {waits.a_second():,.0f} | {waits.p(0.5):.1f} "
            f"| {waits.p(0.99):.1f} | {counts.done() if waits is beside else ''} |"
        )
    pairs = [b / a for a, b in zip(without.each(0.99), beside.each(0.99), strict=True)]
    print(
        f"  p99 beside it is {beside.p(0.99) / without.p(0.99):.2f} of that without (round by round "
        f"{median(pairs):.2f} in the middle, {min(pairs):.2f} to {max(pairs):.2f})"
    )


async def _window(crowd: Crowd) -> list[float]:
    await asyncio.sleep(SETTLE)
    before = {chat: len(person.waits) for chat, person in crowd.people.items()}
    await asyncio.sleep(WINDOW)
    return [wait for chat, one in crowd.people.items() for wait in one.waits[before[chat] :]]


class Counting:
    """The process that asks for the numbers, and its child: both go on and stand still together."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process, self._log = process, log
        self._group = process.pid

    def go_on(self) -> None:
        os.killpg(self._group, signal.SIGCONT)

    def stop(self) -> None:
        os.killpg(self._group, signal.SIGSTOP)

    def done(self) -> int:
        """How many weeks were counted to the end."""
        return max(0, len(self._log.read_text(encoding="utf-8").splitlines()) - 1)


@contextmanager
def counting(bot: Contestant) -> Iterator[Counting]:
    """Stands still until it is let go on; gone at the end."""
    log = bot.directory / "counting"
    given = json.dumps({key: value for key, value in bot.environment().items() if key.startswith("SUARA_")})
    words = ["taskset", "-c", str(BOT_CORE), sys.executable, "-c", COUNTS, given, WEEK, TODAY.isoformat()]
    with log.open("w", encoding="utf-8") as told:
        process = subprocess.Popen(words, cwd=CHECKOUT, stdout=told, text=True, process_group=0)
    one = Counting(process, log)
    try:
        while "ready" not in log.read_text(encoding="utf-8"):
            assert process.poll() is None, "what counts has ended"
            time.sleep(0.05)
        one.stop()
        yield one
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _fill(bot: Contestant) -> None:
    settings = load_settings(
        environ={key: value for key, value in bot.environment().items() if key.startswith("SUARA_")}
    )
    store = open_store(settings)
    peopled(store)
    filled(store, settings, RATINGS, 1)
    store.dispose()
