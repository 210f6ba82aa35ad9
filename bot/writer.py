"""The one thread that writes: jobs that wait while a commit runs share the next transaction."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.precedence import LONGEST_ASIDE
from storage.failures import Outage
from storage.store import Store, Tx

T = TypeVar("T")
MOST = 256  # jobs a transaction: more would only make the first wait longer
MOMENT = 0.01  # seconds that what nobody waits for is kept back, so that it shares a transaction


@dataclass(frozen=True)
class _Job:
    run: Callable[[Tx], Any]
    done: Future[Any]
    can_wait: bool
    aside_until: float = 0.0  # by the monotonic clock; nothing else is to wait for it until then


class Writer:
    """Group commit: one transaction and one fsync for everything that has gathered, no waiting added."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def submit(self, run: Callable[[Tx], T], *, can_wait: bool = False, aside: bool = False) -> Future[T]:
        """Have `run` called inside a transaction; the future is done after its commit.

        `run` may be called again, alone, when another job of its transaction failed. The future raises
        `Outage` when nothing could be stored, or whatever `run` itself raised. `can_wait`: for a moment, so
        that it goes along with others; `aside`: it takes long and goes alone, when nothing else is there.
        """
        done: Future[T] = Future()
        self._jobs.put(_Job(run, done, can_wait, time.monotonic() + LONGEST_ASIDE if aside else 0.0))
        return done

    async def write(self, run: Callable[[Tx], T]) -> T:
        """`submit`, awaited."""
        return await asyncio.wrap_future(self.submit(run))

    def close(self) -> None:
        """Finish what was submitted, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        aside, closing = deque[_Job](), False
        while aside or not closing:
            jobs = self._gathered() if not aside else self._there()
            closing = closing or None in jobs
            now = [job for job in jobs if job is not None and not job.aside_until]
            aside.extend(job for job in jobs if job is not None and job.aside_until)
            if aside and (not now or aside[0].aside_until < time.monotonic()):
                now.append(aside.popleft())
            # Whoever gave up meanwhile is left out; from here on nobody can give up any more.
            if wanted := [job for job in now if job.done.set_running_or_notify_cancel()]:
                self._commit(wanted)

    def _there(self) -> list[_Job | None]:
        """What is there at this moment."""
        jobs: list[_Job | None] = []
        while len(jobs) < MOST and not (jobs and jobs[-1] is None):
            try:
                jobs.append(self._jobs.get_nowait())
            except queue.Empty:
                break
        return jobs

    def _gathered(self) -> list[_Job | None]:
        """What is there as soon as anything is; where all of it can wait, also what comes in a moment."""
        jobs: list[_Job | None] = [self._jobs.get()]
        until = time.monotonic() + MOMENT
        while len(jobs) < MOST and (last := jobs[-1]) is not None:
            if not last.can_wait:
                until = 0.0
            try:
                jobs.append(self._jobs.get(timeout=max(0.0, until - time.monotonic())))
            except queue.Empty:
                break
        return jobs

    def _commit(self, jobs: list[_Job]) -> None:
        try:
            with self._store.begin() as tx:
                results = [job.run(tx) for job in jobs]
        except Outage as outage:
            for job in jobs:
                job.done.set_exception(outage)
        except Exception as error:  # noqa: BLE001 - one job's own fault goes to whoever submitted it
            # The others must not suffer for it, so each runs once more, alone.
            if len(jobs) == 1:
                jobs[0].done.set_exception(error)
                return
            for job in jobs:
                self._commit([job])
        else:
            for job, result in zip(jobs, results, strict=True):
                job.done.set_result(result)


class Aside:
    """The same writer, for what takes some milliseconds and must hold nobody up."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def write(self, run: Callable[[Tx], T]) -> T:
        """As `Writer.write`, alone, when nothing else is to be written or LONGEST_ASIDE has passed."""
        return await asyncio.wrap_future(self._writer.submit(run, aside=True))


class Unhurried:
    """The same writer, for what nobody waits for: it goes along with whatever is written next."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def write(self, run: Callable[[Tx], T]) -> T:
        """As `Writer.write`, a moment later."""
        return await asyncio.wrap_future(self._writer.submit(run, can_wait=True))
