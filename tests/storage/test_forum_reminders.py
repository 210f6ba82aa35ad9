"""Reminders of a forum: rows that are the truth, moved and dropped with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from storage import forum_reminders, forums, outbox
from storage.forum_reminders import Reminder
from storage.forums import ForumRow
from storage.models import Forum, Outbox
from storage.outbox import Message
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

STARTS = NOW + 10 * DAY


@pytest.fixture
def tx(store: Store) -> Iterator[Tx]:
    with store.begin() as tx:
        yield tx


def forum(tx: Tx, code: str = "fkp1") -> ForumRow:
    return forums.create(tx, "Antrean", None, STARTS, "Aula", code, NOW, state="announced")


def changed(tx: Tx, row: ForumRow, **values: object) -> ForumRow:
    tx.connection.execute(update(Forum).where(Forum.id == row.id).values(**values))
    again = forums.by_code(tx, row.code)
    assert again is not None
    return again


def times(starts: object = STARTS) -> dict[str, object]:
    return {"days3": starts - 3 * DAY, "days1": starts - DAY}  # type: ignore[operator]  # a moment


def test_a_reminder_is_due_at_its_time_and_done_once(tx: Tx) -> None:
    row = forum(tx)
    forum_reminders.plan(tx, row, times(), NOW)  # type: ignore[arg-type]  # moments
    assert forum_reminders.due(tx, STARTS - 3 * DAY - timedelta(seconds=1)) == []
    first = Reminder(row.id, "days3", STARTS - 3 * DAY)
    assert forum_reminders.due(tx, STARTS - 3 * DAY) == [first]
    forum_reminders.done(tx, first, NOW)
    assert forum_reminders.due(tx, STARTS) == [Reminder(row.id, "days1", STARTS - DAY)]
    forum_reminders.plan(tx, row, times(), NOW)  # type: ignore[arg-type]  # moments
    assert [one.kind for one in forum_reminders.due(tx, STARTS)] == ["days1"]


def test_a_forum_that_moves_takes_its_reminders_along(tx: Tx) -> None:
    row = forum(tx)
    forum_reminders.plan(tx, row, times(), NOW)  # type: ignore[arg-type]  # moments
    forum_reminders.done(tx, Reminder(row.id, "days3", STARTS - 3 * DAY), STARTS - 3 * DAY)
    moved = changed(tx, row, starts_at=STARTS + 5 * DAY)
    forum_reminders.plan(tx, moved, times(moved.starts_at), STARTS - 2 * DAY)  # type: ignore[arg-type]
    assert forum_reminders.of(tx, row.id) == times(moved.starts_at)
    due = forum_reminders.due(tx, moved.starts_at)
    assert [one.kind for one in due] == ["days3", "days1"]  # the first is due once more: it is another day


def test_what_would_have_been_due_before_is_not_made_up_for(tx: Tx) -> None:
    row = forum(tx)
    forum_reminders.plan(tx, row, times(), STARTS - 2 * DAY)  # type: ignore[arg-type]  # moments
    assert [one.kind for one in forum_reminders.due(tx, STARTS)] == ["days1"]


def test_a_time_that_the_settings_do_not_name_any_more_is_none(tx: Tx) -> None:
    row = forum(tx)
    forum_reminders.plan(tx, row, times(), NOW)  # type: ignore[arg-type]  # moments
    forum_reminders.plan(tx, row, {"days7": STARTS - 7 * DAY}, NOW)
    assert forum_reminders.of(tx, row.id) == {"days7": STARTS - 7 * DAY}


@pytest.mark.parametrize("why", [{"state": "cancelled"}, {"state": "draft"}, {"starts_at": NOW}])
def test_nobody_is_reminded_of_what_is_not_held(tx: Tx, why: dict[str, object]) -> None:
    row = forum(tx)
    forum_reminders.plan(tx, row, times(), NOW)  # type: ignore[arg-type]  # moments
    forum_reminders.plan(tx, changed(tx, row, **why), times(), NOW)  # type: ignore[arg-type]  # moments
    assert forum_reminders.due(tx, STARTS) == []
    assert forum_reminders.drop(tx, row.id) == 0


def test_forums_to_come_are_those_that_will_be_held(tx: Tx) -> None:
    given.citizen(tx)
    held, cancelled, open_to_come = forum(tx), forum(tx, "fkp2"), forum(tx, "fkp3")
    changed(tx, held, starts_at=NOW)
    changed(tx, cancelled, state="cancelled")
    assert forum_reminders.to_come(tx, NOW) == [open_to_come.id]


@pytest.mark.parametrize("offers", [False, True])
def test_what_has_not_left_of_a_forum_is_withdrawn_and_nothing_else_is(tx: Tx, offers: bool) -> None:
    row, other = forum(tx), forum(tx, "fkp2")
    person = given.citizen(tx)
    ours, theirs = (forum_reminders.broadcast(tx, one.id, 1, NOW) for one in (row, other))

    def waits(purpose: str, key: str, broadcast: int | None = None) -> Message:
        return Message("bulk", "telegram", person, purpose, "{}", key, None, broadcast)

    letters = [
        waits("forum_reminder", "r1", ours),
        waits("forum_reminder", "r2", theirs),
        waits("notice", f"seat:fkp1:{person}:1"),
        waits("notice", f"seat:fkp2:{person}:1"),
        waits("notice", f"seat_gone:fkp1:{person}:1"),
    ]
    outbox.add(tx, letters, NOW)
    assert forum_reminders.withdraw(tx, row.id, "cancelled", NOW, offers=offers) == 1 + offers
    skipped = select(Outbox.dedupe_key).where(Outbox.state == "skipped").order_by(Outbox.id)
    assert list(tx.connection.execute(skipped).scalars()) == ["r1", f"seat:fkp1:{person}:1"][: 1 + offers]
