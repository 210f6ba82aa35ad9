"""The timetable: rows are the truth, whatever was missed is done once on waking."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.calendar import WorkingDays
from bot.timetable import Job, Timetable, at, every
from bot.writer import Writer
from storage import timetable as rows
from storage.store import Store

WIB = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=WIB)


@pytest.fixture
def writer(store: Store) -> Iterator[Writer]:
    writer = Writer(store)
    yield writer
    writer.close()


class Counted:
    """A job that notes when it ran."""

    def __init__(self, fails: int = 0) -> None:
        self.runs: list[tuple[datetime, datetime]] = []
        self._fails = fails

    async def __call__(self, due_at: datetime, now: datetime) -> None:
        if self._fails:
            self._fails -= 1
            raise ZeroDivisionError
        self.runs.append((due_at, now))


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def weekly(run: Counted, days: WorkingDays | None = None) -> Job:
    return Job("digest", at(WIB, 7, 30, "mon"), run, days)


def test_a_new_job_waits_for_its_first_time(writer: Writer) -> None:
    ran, clock = Counted(), Clock(MONDAY - timedelta(hours=1))
    table = Timetable(writer, [weekly(ran)], clock)
    asyncio.run(table.tick())
    assert ran.runs == []
    clock.now = MONDAY + timedelta(seconds=3)
    asyncio.run(table.tick())
    asyncio.run(table.tick())
    assert [due for due, _ in ran.runs] == [MONDAY]


def test_a_machine_that_slept_does_it_on_waking_and_once(writer: Writer) -> None:
    ran, clock = Counted(), Clock(MONDAY - timedelta(hours=1))
    table = Timetable(writer, [weekly(ran)], clock)
    asyncio.run(table.tick())
    clock.now = MONDAY + timedelta(days=16)
    asyncio.run(table.tick())
    asyncio.run(table.tick())
    assert [due for due, _ in ran.runs] == [MONDAY]
    with writer._store.reading() as tx:
        assert rows.due(tx, MONDAY + timedelta(days=21)) == [
            rows.DueRow("digest", MONDAY + timedelta(days=21))
        ]


def test_a_job_that_fails_stays_due_and_is_tried_a_minute_later(writer: Writer) -> None:
    ran, clock = Counted(fails=1), Clock(MONDAY - timedelta(hours=1))
    table = Timetable(writer, [weekly(ran)], clock)
    asyncio.run(table.tick())
    clock.now = MONDAY
    asyncio.run(table.tick())
    clock.now = MONDAY + timedelta(seconds=30)
    asyncio.run(table.tick())
    assert ran.runs == []
    clock.now = MONDAY + timedelta(seconds=61)
    asyncio.run(table.tick())
    assert len(ran.runs) == 1


def test_a_second_scheduler_finds_it_done(writer: Writer) -> None:
    first, second, clock = Counted(), Counted(), Clock(MONDAY - timedelta(hours=1))
    asyncio.run(Timetable(writer, [weekly(first)], clock).tick())
    clock.now = MONDAY
    asyncio.run(Timetable(writer, [weekly(first)], clock).tick())
    asyncio.run(Timetable(writer, [weekly(second)], clock).tick())
    assert len(first.runs) == 1
    assert second.runs == []


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (date(2026, 11, 20), datetime(2026, 11, 23, 7, 30, tzinfo=WIB)),
        (date(2026, 6, 26), datetime(2026, 6, 29, 7, 30, tzinfo=WIB)),
        # Monday 25 May 2026 is an ordinary day; 17 August 2026 is a Monday and Independence Day.
        (date(2026, 8, 14), datetime(2026, 8, 18, 7, 30, tzinfo=WIB)),
    ],
)
def test_a_holiday_moves_the_digest_to_the_next_working_day(after: date, due: datetime) -> None:
    job = weekly(Counted(), WorkingDays())
    assert job.next_after(datetime.combine(after, datetime.min.time(), WIB)) == due


def test_day_names_mean_what_they_say() -> None:
    assert weekly(Counted()).next_after(datetime(2026, 11, 24, tzinfo=UTC)).strftime("%a") == "Mon"


def test_an_interval_has_no_start_of_its_own() -> None:
    job = Job("alarm", every(5), Counted())
    assert job.next_after(datetime(2026, 11, 24, 3, 2, tzinfo=UTC)) == datetime(
        2026, 11, 24, 3, 5, tzinfo=UTC
    )
