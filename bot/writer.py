"""The one thread that writes: jobs that wait while a commit runs share the next transaction."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

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


class Writer:
    """Group commit: one transaction and one fsync for everything that has gathered, no waiting added."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def submit(self, run: Callable[[Tx], T], *, can_wait: bool = False) -> Future[T]:
        """Have `run` called inside a transaction; the future is done after its commit.

        `run` may be called again, alone, when another job of its transaction failed. The future raises
        `Outage` when nothing could be stored, or whatever `run` itself raised. `can_wait`: for a moment, so
        that it goes along with others.
        """
        done: Future[T] = Future()
        self._jobs.put(_Job(run, done, can_wait))
        return done

    async def write(self, run: Callable[[Tx], T]) -> T:
        """`submit`, awaited."""
        return await asyncio.wrap_future(self.submit(run))

    def close(self) -> None:
        """Finish what was submitted, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            jobs = self._gathered(job)
            # Whoever gave up meanwhile is left out; from here on nobody can give up any more.
            wanted = [job for job in jobs if job is not None and job.done.set_running_or_notify_cancel()]
            if wanted:
                self._commit(wanted)
            if None in jobs:
                return

    def _gathered(self, first: _Job) -> list[_Job | None]:
        """What is there; where all of it can wait, also what comes within a moment."""
        jobs: list[_Job | None] = [first]
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


class Unhurried:
    """The same writer, for what nobody waits for: it goes along with whatever is written next."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def write(self, run: Callable[[Tx], T]) -> T:
        """As `Writer.write`, a moment later."""
        return await asyncio.wrap_future(self._writer.submit(run, can_wait=True))
