"""The timetable: the row is the truth."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import timetable
from storage.store import Store
from storage.timetable import DueRow

HOUR = timedelta(hours=1)


def test_a_job_is_due_from_its_time_on_the_longest_due_first(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        timetable.ensure(tx, {"digest": now, "sweep": now - HOUR, "nudge": now + HOUR})
        assert timetable.due(tx, now) == [DueRow("sweep", now - HOUR), DueRow("digest", now)]


def test_a_job_that_is_there_keeps_its_time(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        timetable.ensure(tx, {"digest": now - HOUR})
        timetable.ensure(tx, {"digest": now + HOUR, "sweep": now})
        timetable.ensure(tx, {})
        assert timetable.due(tx, now) == [DueRow("digest", now - HOUR), DueRow("sweep", now)]


def test_a_job_that_was_put_off_while_a_clock_was_ahead_is_due_in_time_again(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        timetable.ensure(tx, {"seal": now})
        timetable.ran(tx, "seal", now + 9000 * HOUR, now + 8999 * HOUR)
        timetable.ensure(tx, {"seal": now + HOUR})
        assert timetable.due(tx, now) == []
        assert timetable.due(tx, now + HOUR) == [DueRow("seal", now + HOUR)]


def test_after_a_run_it_is_due_the_next_time(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        timetable.ensure(tx, {"digest": now, "sweep": now})
        assert timetable.last_run(tx) is None
        timetable.ran(tx, "sweep", now + 2 * HOUR, now - HOUR)
        timetable.ran(tx, "digest", now + HOUR, now)
        assert timetable.due(tx, now) == []
        assert timetable.due(tx, now + HOUR) == [DueRow("digest", now + HOUR)]
        assert timetable.last_run(tx) == now


def test_a_job_can_be_moved_without_having_run(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        timetable.ensure(tx, {"digest": now})
        timetable.reschedule(tx, "digest", now + HOUR)
        assert timetable.due(tx, now) == []
        assert timetable.last_run(tx) is None
