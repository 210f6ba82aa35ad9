"""Keeps time: what is due is a row, and the row is the truth; APScheduler only wakes us."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.calendar import WorkingDays
from bot.logs import place_of
from bot.metrics import LAST_TICK
from bot.writer import Writer
from storage import timetable
from storage.failures import Outage

log = structlog.get_logger()
PATIENCE = timedelta(minutes=1)  # until a job that failed is tried again


@dataclass(frozen=True)
class Job:
    """Something to do again and again; `run(due_at, now)` must be safe to repeat after a crash."""

    name: str
    trigger: BaseTrigger
    run: Callable[[datetime, datetime], Awaitable[None]]
    only_on: WorkingDays | None = None  # a due time on a free day moves to the next working day

    def next_after(self, moment: datetime) -> datetime:
        """The first due time after `moment`."""
        due: datetime | None = self.trigger.get_next_fire_time(None, moment + timedelta(microseconds=1))
        if due is None:
            raise ValueError(f"the job {self.name} is never due again")
        if self.only_on is None:
            return due
        return datetime.combine(self.only_on.next_working(due.date()), due.timetz())


class Timetable:
    """Runs what is due, one after another; a machine that slept does on waking what it missed, once."""

    def __init__(self, writer: Writer, jobs: Sequence[Job], clock: Callable[[], datetime]) -> None:
        self._writer = writer
        self._jobs = {job.name: job for job in jobs}
        self._clock = clock
        self._not_before: dict[str, datetime] = {}
        self._ticking = asyncio.Lock()

    async def run(self, tick_seconds: int, stop: asyncio.Event) -> None:
        """Tick until stopped."""
        scheduler = AsyncIOScheduler(timezone=UTC)
        # Never a missed or doubled wake-up: whatever was missed is found in the rows.
        scheduler.add_job(
            self.tick,
            IntervalTrigger(seconds=tick_seconds, timezone=UTC),
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        scheduler.start()
        try:
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
        async with self._ticking:
            return

    async def tick(self) -> None:
        """Do everything that is due by now."""
        async with self._ticking:
            now = self._clock()
            try:
                for due in await self._due(now):
                    await self._do(self._jobs[due.job], due.due_at, now)
            except Outage as outage:
                log.warning("timetable waits", error=type(outage).__name__)
                return
            LAST_TICK.set(now.timestamp())

    async def _due(self, now: datetime) -> list[timetable.DueRow]:
        first = {name: job.next_after(now) for name, job in self._jobs.items()}

        def ensured(tx: timetable.Tx) -> list[timetable.DueRow]:
            timetable.ensure(tx, first)
            return timetable.due(tx, now)

        rows = await self._writer.write(ensured)
        return [row for row in rows if row.job in self._jobs and self._may_try(row.job, now)]

    def _may_try(self, name: str, now: datetime) -> bool:
        return now >= self._not_before.get(name, now)

    async def _do(self, job: Job, due_at: datetime, now: datetime) -> None:
        try:
            await job.run(due_at, now)
        except Outage:
            raise
        except Exception as error:  # one job's fault must not stop the others; its row stays due
            self._not_before[job.name] = now + PATIENCE
            log.error("job failed", job=job.name, error=place_of(error), exc_info=error)
            return
        await self._writer.write(lambda tx: timetable.ran(tx, job.name, job.next_after(now), now))
        log.info("job done", job=job.name)


def at(zone: ZoneInfo, hour: int, minute: int, day: str = "*") -> CronTrigger:
    """Every day, or every week on the named day, at this time in the city."""
    return CronTrigger(day_of_week=day, hour=hour, minute=minute, timezone=zone)


def monthly(zone: ZoneInfo, hour: int, minute: int) -> CronTrigger:
    """On the first of each month at this time in the city."""
    return CronTrigger(day=1, hour=hour, minute=minute, timezone=zone)


def every(minutes: int) -> IntervalTrigger:
    """Every so many minutes, from any start."""
    return IntervalTrigger(minutes=minutes, timezone=UTC, start_date=datetime(2026, 1, 1, tzinfo=UTC))
