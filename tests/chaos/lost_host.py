"""A host is lost without a word: how long until another takes over what it led.

    python -m tests.chaos.lost_host

The leader runs in a network namespace of its own, whose only line is then cut: nobody closes a connection, as
when a machine loses its power. Needs the right to make namespaces (root) and the program `ip`; takes 40 s.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.leading import STANDBY_SECONDS, alone
from storage.locks import leader
from storage.store import Store
from storage.vault import Vault
from tests.doubles.postgres import reachable

NAMESPACE, OURS, THEIRS = "suara-lost", "suara-lost-0", "suara-lost-1"
HERE, THERE = "10.213.77.1", "10.213.77.2"
KEY, LEADS = bytes(32), "it leads now\n"
LONGEST = 60.0  # seconds in which somebody else must lead


def reason_not_to() -> str:
    """Why it cannot be tried here; empty when it can."""
    if shutil.which("ip") is None:
        return "the program `ip` is not installed"
    if os.geteuid() != 0:
        return "only root may make a network namespace"
    tried = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=False)
    return f"no namespaces here: {tried.stderr.strip()}" if tried.returncode else ""


def measure() -> float:
    """Seconds from the moment the line is cut until another leads."""
    place = tempfile.TemporaryDirectory(prefix="suara-pg-", ignore_cleanup_errors=True)
    with _line(), place as directory, reachable(Path(directory), HERE) as url:
        leading = _lead_over_there(url)
        try:
            return _taken_over(url)
        finally:
            leading.kill()
            leading.wait()


def _taken_over(url: str) -> float:
    store = Store(url, Vault(KEY))
    with leader(store, "deliver") as second:
        assert not second.held, "nobody leads over there"
        _ip("link", "set", OURS, "down")
        began = time.monotonic()
        while not second.held and time.monotonic() - began < 2 * LONGEST:
            time.sleep(STANDBY_SECONDS)  # as often as one that stands by asks
        took = time.monotonic() - began
    store.dispose()
    return took


def _lead_over_there(url: str) -> subprocess.Popen[str]:
    command = ["ip", "netns", "exec", NAMESPACE, sys.executable, "-m", "tests.chaos.lost_host", url]
    leading = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert leading.stdout is not None
    for line in leading.stdout:  # its log is there as well
        if line == LEADS:
            return leading
    raise AssertionError("it ended before it led")


def lead(url: str) -> None:
    """What runs over there: leads until it is ended."""

    async def work(until: asyncio.Event) -> None:
        print(LEADS, end="", flush=True)
        await until.wait()

    asyncio.run(alone(Store(url, Vault(KEY)), "deliver", work, asyncio.Event()))


@contextmanager
def _line() -> Iterator[None]:
    """Two hosts and one line between them."""
    _ip("netns", "add", NAMESPACE)
    try:
        _ip("link", "add", OURS, "type", "veth", "peer", "name", THEIRS, "netns", NAMESPACE)
        _ip("address", "add", f"{HERE}/30", "dev", OURS)
        _ip("-n", NAMESPACE, "address", "add", f"{THERE}/30", "dev", THEIRS)
        _ip("link", "set", OURS, "up")
        _ip("-n", NAMESPACE, "link", "set", THEIRS, "up")
        yield
    finally:
        _ip("netns", "delete", NAMESPACE)
        subprocess.run(["ip", "link", "delete", OURS], capture_output=True, check=False)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def main() -> int:
    if len(sys.argv) > 1:
        lead(sys.argv[1])
        return 0
    if why := reason_not_to():
        print(f"not here: {why}")
        return 2
    took = measure()
    print(f"a host was lost: another leads after {took:.0f} s (at most {LONGEST:.0f})")
    return 0 if took <= LONGEST else 1


if __name__ == "__main__":
    sys.exit(main())
