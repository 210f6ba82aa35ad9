"""What befalls a running product besides being killed: each trouble lasts a moment and is over by itself."""

from __future__ import annotations

import math
import os
import resource
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.doubles.botapi import BotApi
from tests.doubles.postgres import Server
from tests.end_to_end.product import Product

LIBRARY = "faketime/libfaketimeMT.so.1"
HOUR = 3600
MOST_JUMPS = 3  # more hours than a talk may rest would be another trouble
SMALL = 4096  # bytes: every file of ours is larger, so none can grow


@dataclass
class Weather:
    """The troubles of one run, by name; `passing(seconds)` lets the product live on meanwhile."""

    product: Product
    api: BotApi
    server: Server | None
    clock: Path | None
    chance: Random
    jumps: int = 0

    def troubles(self) -> Mapping[str, Callable[[], None]]:
        """What can be done here, without any right that a developer has not."""
        found: dict[str, Callable[[], None]] = {
            "network cut": self.cut,
            "network slow": self.slow,
            "network silent": self.silent,
            "told to wait": self.flood,
            "database away": self.away,
        }
        if self.server is None:
            found["disk full"] = self.full
        if self.clock is not None and self.jumps < MOST_JUMPS:
            found["clock jumped by an hour"] = self.jump
        return found

    def missing(self) -> Iterator[str]:
        """What cannot be done here, and why."""
        if self.server is not None:
            yield "disk full: a server's disk is its own; only a file system of its own can be filled"
        if self.clock is None:
            yield f"clock jumped: {LIBRARY} is not installed"

    def cut(self) -> None:
        self.api.faults.down()
        self._passing(2)
        self.api.faults.clear()

    def slow(self) -> None:
        self.api.faults.latency = self.chance.choice((0.05, 0.5))
        self._passing(3)
        self.api.faults.clear()

    def silent(self) -> None:
        self.api.faults.hang("send", times=math.inf)
        self._passing(3)
        self.api.faults.clear()

    def flood(self) -> None:
        self.api.limits.flood(self.chance.uniform(1, 3))
        self._passing(2)

    def away(self) -> None:
        """The server crashes and comes again; a file is locked by somebody for longer than we wait for it."""
        if self.server is not None:
            self.server.crash()
            self._passing(2)
            self.server.start()
            return
        with self.product.rows.locked():
            self._passing(7)

    def full(self) -> None:
        """No file can grow any more: for SQLite as if the disk were full."""
        with limited(self._pid(), SMALL):
            self._passing(3)

    def jump(self) -> None:
        assert self.clock is not None
        self.jumps += 1
        self.clock.write_text(f"+{self.jumps * HOUR}s\n")
        self._passing(1)

    def _passing(self, longest: float) -> None:
        self.product.runs_for(self.chance.uniform(0.2, longest))

    def _pid(self) -> int:
        assert self.product.process is not None
        return self.product.process.pid


@contextmanager
def limited(pid: int, size: int) -> Iterator[None]:
    """While the block runs, that process can make no file larger than this."""
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


def clock_library() -> Path | None:
    """What moves the clock of a program, if it is installed."""
    return next(iter(sorted(Path("/usr/lib").glob(f"*/{LIBRARY}"))), None)


def with_clock(told: Path) -> dict[str, str] | None:
    """The environment of a program whose wall clock is as far from ours as the file tells; None: not here."""
    library = clock_library()
    if library is None:
        return None
    told.write_text("+0s\n")
    return {
        **os.environ,
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(told),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
