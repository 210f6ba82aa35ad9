"""Nothing that is done all day reads a table as a whole: ten years of rows make no turn slower."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, PrimaryKeyConstraint, UniqueConstraint

from bot.settings import Settings
from bot.wiring import build_house, sync_units
from storage import (
    audit_sealing,
    frames,
    media,
    outbox,
    outbox_claims,
    outbox_queue,
    reports_asked,
    statuses,
    talks,
    timetable,
)
from storage.models import Base
from storage.store import Store
from tests.bot.days import Days, city, staffed, taken
from tests.bot.scene import Scene
from tests.bot.test_desk_chat import closes_a_case, desks, scene
from tests.bot.test_turn_statements import COMPLAINT, RATING, WORDS, Crowd, chats, says
from tests.storage.scans import GROWING, asked_of, scans

WEEKLY = (frames.ratings, frames.voices, frames.surveys, frames.cases, frames.steps, frames.answers)
__all__ = ["city", "desks", "scene", "staffed"]  # fixtures


def test_no_turn_of_a_citizen_reads_a_table_as_a_whole(
    store: Store, settings: Settings, now: datetime
) -> None:
    sync_units(settings, store)
    with asked_of(store) as asked:
        for acts in (
            RATING,
            COMPLAINT,
            WORDS,
            [says("/status"), says("/data"), says("/survei"), says("/stop")],
        ):
            crowd = Crowd(store, build_house(settings), now, chats(3))
            for act in acts:
                crowd.does(act)
    assert len(asked.statements) > 20
    assert scans(store, asked) == {}


def test_neither_deadlines_nor_reminders_read_a_table_as_a_whole(staffed: Days) -> None:
    with asked_of(staffed.store) as asked:
        taken(staffed)
        staffed.runs_until(date(2026, 12, 20))
    assert len(asked.statements) > 20
    assert scans(staffed.store, asked) == {}


def test_no_step_of_a_case_reads_a_table_as_a_whole(scene: Scene) -> None:
    store = scene.desks.store
    with asked_of(store) as asked:
        closes_a_case(scene)
    assert len(asked.statements) > 20
    assert scans(store, asked) == {}


def test_neither_sending_nor_what_the_clock_does_reads_a_table_as_a_whole(
    store: Store, settings: Settings, now: datetime
) -> None:
    sync_units(settings, store)
    Crowd(store, build_house(settings), now, chats(3)).does(says("/lapor"))
    later = now + timedelta(days=1)
    told = [statuses.Told("5", "delivered", now), statuses.Told("6", "failed", now, 131026)]
    with asked_of(store) as asked, store.begin() as tx:
        for lane in ("reply", "bulk"):
            outbox_claims.claim(tx, lane, later, timedelta(seconds=30), 100)
        outbox_claims.end_claims(tx, now)
        outbox_queue.queue(tx)
        outbox.sent(tx, {1: "5"}, now)
        outbox.failed(tx, 2, "too long", now)
        outbox.retry(tx, 3, later, "silent")
        media.take(tx, later, 10, timedelta(minutes=1))
        statuses.record(tx, "whatsapp", told, now)
        talks.to_nudge(tx, {"complaint": timedelta(hours=1)}, later, 100)
        timetable.due(tx, later)
        audit_sealing.seal(tx, later)
        reports_asked.claim(tx, later, timedelta(minutes=5))
    assert len(asked.statements) > 15
    assert scans(store, asked) == {}


def test_the_digest_of_a_week_reads_that_week_alone(store: Store, now: datetime) -> None:
    week = (now - timedelta(days=7), now)
    with asked_of(store) as asked, store.reading() as tx:
        for read in WEEKLY:
            read(tx, *week)
    assert len(asked.statements) >= len(WEEKLY)
    assert scans(store, asked) == {}


def test_whoever_points_at_a_row_is_found_by_an_index() -> None:
    keys = [key for table in Base.metadata.tables.values() for key in table.foreign_keys]
    pointing = [key for key in keys if {key.column.table.name, key.parent.table.name} <= GROWING]
    assert len(pointing) > 20
    assert [str(key.parent) for key in pointing if not leads(key.parent)] == []


def leads(column: Column[Any]) -> bool:
    """That an index, a unique or the primary key begins with it."""
    kept = [
        one for one in column.table.constraints if isinstance(one, UniqueConstraint | PrimaryKeyConstraint)
    ]
    return any(next(iter(one.columns)) is column for one in [*kept, *column.table.indexes])
