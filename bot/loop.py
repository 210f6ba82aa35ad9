"""The event loop of a process: uvloop's where there is one, and a heap that is not searched over and over."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine
from typing import Any

# A turn's thread asks for the interpreter after each of its statements: it need not wait 5 ms each time.
SWITCH_SECONDS = 0.001
YOUNG = 10_000  # new objects until the youngest are looked through: a batch of turns makes some thousands


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run it to its end, on the fastest loop that is installed."""
    with asyncio.Runner(loop_factory=_factory()) as runner:
        runner.run(main)


def settle() -> None:
    """What was loaded stays, so the collector need not look at it again; the threads take turns often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
    sys.setswitchinterval(SWITCH_SECONDS)


def _factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # no wheel for this machine: Python's own loop does the same
        return None
    return uvloop.new_event_loop
