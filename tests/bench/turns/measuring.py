"""What a process cost: CPU seconds and memory, as the kernel counts them."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
COMMITS = 300


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads of a process, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def memory(pid: int, line: str = "VmHWM") -> float:
    """The most memory a process ever held, or holds now (VmRSS), in MB."""
    for told in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if told.startswith(f"{line}:"):
            return int(told.split()[1]) / 1024
    raise ValueError(f"no {line} of process {pid}")


def bare_commits(directory: Path) -> float:
    """Commits a second of one row each, on the disk, with nothing else to do."""
    database = sqlite3.connect(directory / "bare.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = wal")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, value TEXT)")
    began = time.perf_counter()
    for _ in range(COMMITS):
        database.execute("INSERT INTO bare (value) VALUES ('x')")
    database.close()
    return COMMITS / (time.perf_counter() - began)


def share(ordered: list[float], part: float) -> float:
    """The value below which this part of the ordered ones lies."""
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0
