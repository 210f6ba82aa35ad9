"""How long a log takes to be sealed and checked, and how much memory: a city's events of years.

make bench BENCH=auditing                     a million events, some five minutes
BENCH_EVENTS=50000 make bench BENCH=auditing  a look whether it works
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from storage import audit_heads, audit_sealing, schema
from storage.audit import WHY
from storage.audit_words import commit
from storage.models import Audit
from storage.store import Store
from storage.vault import Vault
from tests.storage.given import NOW

EVENTS = int(os.environ.get("BENCH_EVENTS", "1000000"))
CHUNK = 10_000
KEY = bytes(range(32))


def bench_a_million_events_are_sealed_and_checked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    store = Store(url, Vault(KEY))
    schema.upgrade(store)
    for start in range(0, EVENTS, CHUNK):
        _write(store, start)
    began, longest = time.perf_counter(), _seal(store)
    sealing = time.perf_counter() - began
    store.dispose()
    # In a process of its own, as only there a peak of memory is the check's own.
    child = [sys.executable, "-c", f"from tests.bench.bench_auditing import checked; checked({url!r})"]
    told = subprocess.run(child, check=True, capture_output=True, text=True).stdout
    size = (tmp_path / "a.db").stat().st_size / 1e6
    print(f"\n{EVENTS:,} events, {size:.0f} MB: sealed in {sealing:.1f} s, the longest seal {longest:.0f} ms")
    print(told.strip())


def _write(store: Store, start: int) -> None:
    rows = []
    for number in range(start, min(start + CHUNK, EVENTS)):
        words = f"Alasan nomor {number}"
        row = {
            "kind": "read",
            "actor": "official:7",
            "about": f"case:{number}",
            "why": store.vault.seal(words, WHY),
        }
        rows.append({**row, **vars(commit(words)), "at": NOW + timedelta(seconds=number)})
    with store.begin() as tx:
        tx.connection.execute(insert(Audit), rows)


def _seal(store: Store) -> float:
    """Everything; how long the longest seal held the one who writes, in milliseconds."""
    longest, now, left = 0.0, NOW + timedelta(seconds=EVENTS), True
    while left:
        began = time.perf_counter()
        with store.begin() as tx:
            left = audit_sealing.seal(tx, now) is not None
        longest = max(longest, time.perf_counter() - began)
    with store.begin() as tx:
        audit_heads.close_day(tx, now.date(), now)
    return longest * 1000


def checked(url: str) -> None:
    """In the child: check, and tell how it went."""
    from storage.audit_checking import check

    store = Store(url, Vault(KEY))
    before = _peak()
    began = time.perf_counter()
    with store.reading() as tx:
        found = check(tx)
    took, peak = time.perf_counter() - began, _peak()
    print(f"checked {found.rows:,} rows in {found.seals:,} seals in {took:.1f} s: {found.found} found,")
    print(f"peak {peak:.0f} MB, of which {peak - before:.0f} MB for the check")


def _peak() -> float:
    """The most memory that this process ever held, in MB."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
