"""A parent that has loaded the product once and forks it at once: a start costs no imports.

Loading takes some seconds on a busy machine and is the same every time; what a kill can harm begins later.
Elsewhere than on Linux every start is a program of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]
CAN_FORK = hasattr(os, "pidfd_open")


class Nursery:
    """The parent, as the tests speak to it. One at a time asks."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.nursery"],
            cwd=CHECKOUT,
            env=dict(environment) if environment is not None else None,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def born(
        self, words: Sequence[str], environment: Mapping[str, str], log: Path, errors: Path | None = None
    ) -> Child:
        """One product at work, or one command of it; what it says goes into the log, or half of it apart."""
        asked = {"words": list(words), "environment": dict(environment), "log": str(log)}
        return Child(self.ask(asked | {"errors": str(errors or log)}), self)

    def ask(self, asked: Mapping[str, Any]) -> int:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(asked) + "\n")
        self._parent.stdin.flush()
        return int(self._parent.stdout.readline())

    def close(self) -> None:
        """Ask for nothing more."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.close()
        self._parent.wait()
        self._parent.stdout.close()


class Child:
    """A forked product, with as much of `subprocess.Popen` as `Product` uses."""

    def __init__(self, pid: int, nursery: Nursery) -> None:
        self.pid, self._nursery = pid, nursery
        self._handle = os.pidfd_open(pid)
        self._status: int | None = None

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        if self._status is None:
            ended, _, _ = select.select([self._handle], [], [], timeout)
            if not ended:
                raise subprocess.TimeoutExpired("suara", timeout or 0)
            self._status = self._nursery.ask({"ended": self.pid})
            os.close(self._handle)
        return self._status

    def send_signal(self, number: int) -> None:
        if self._status is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


# ---- what runs in the parent


def _load() -> None:
    """Everything that the product loads before it reads its settings."""
    import bot.cli
    import bot.commands.deciding
    import bot.networks.telegram
    import bot.running  # noqa: F401 - it is there for its children


def _born(asked: Mapping[str, Any]) -> int:
    if pid := os.fork():
        return pid
    status = 1
    try:
        os.setsid()
        _become(asked["environment"], asked["log"], asked["errors"])
        status = _live(asked["words"])
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)  # never back into the parent's loop


def _become(environment: Mapping[str, str], log: str, errors: str) -> None:
    written = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(log, written), 1)
    os.dup2(os.open(errors, written), 2)
    os.environ.clear()
    os.environ.update(environment)
    random.seed()


def _live(words: Sequence[str]) -> int:
    from bot.cli import app

    try:
        app(words)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main() -> None:
    _load()
    for line in sys.stdin:
        asked = json.loads(line)
        print(_ended(asked["ended"]) if "ended" in asked else _born(asked), flush=True)


if __name__ == "__main__":
    main()
