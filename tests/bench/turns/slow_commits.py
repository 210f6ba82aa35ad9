"""The product, `suara run`, with every commit as slow as BENCH_COMMIT_DELAY says: disks differ."""

from __future__ import annotations

import os
import sys
import time

from bot.cli import app


def _delay(seconds: float) -> None:
    from sqlalchemy import Engine, event

    @event.listens_for(Engine, "commit")
    def wait(_connection: object) -> None:
        time.sleep(seconds)


if __name__ == "__main__":
    if delay := float(os.environ.get("BENCH_COMMIT_DELAY", "0")):
        _delay(delay)
    sys.argv = ["suara", "run"]
    app()
