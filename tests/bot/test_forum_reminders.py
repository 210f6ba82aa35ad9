"""Reminders of a forum, with a moved clock: three, moved with it, dropped with it, never in quiet hours."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.attending.keeping import times
from bot.forums import life
from bot.forums.life import Step
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.talk import Input
from storage import outbox
from storage.models import Broadcast, Outbox
from storage.outbox import Message
from storage.store import Store
from tests.bot.coming import CODE, DAY, Coming

HOUR = timedelta(hours=1)
REMINDER = "forum_reminder"


@pytest.fixture
def coming(settings: Settings, store: Store, now: datetime) -> Coming:
    sync_units(settings, store)
    return Coming(store, build_house(settings), settings, now)


def with_people(coming: Coming, **groups: int) -> None:
    """One who comes, one who perhaps does, one who cannot, one who waits, one who said nothing."""
    coming.announced(**groups)
    coming.invites("come", "perhaps", "cannot", "waiting", "silent")
    for answer in ("come", "perhaps", "cannot"):
        coming.taps(answer, answer)
    coming.taps("waiting", "come")


def passes(coming: Coming, until: datetime, every: timedelta = HOUR) -> None:
    """The timetable looks again and again, and what is due goes out."""
    while coming.now < until:
        coming.now += every
        coming.looks_after()


def test_who_comes_or_perhaps_does_is_reminded_three_times_and_nobody_else_is(coming: Coming) -> None:
    with_people(coming, citizens=1)
    passes(coming, coming.row.starts_at + DAY)
    local = [due.astimezone(coming.house.zone) for due in coming.due("come", REMINDER)]
    assert [f"{due:%d %H:%M}" for due in local] == ["01 10:00", "03 10:00", "04 07:00"]
    assert len(coming.pushed("perhaps", REMINDER)) == 3
    assert "kursi belum disimpan" in coming.pushed("perhaps", REMINDER)[0].words
    for nobody in ("cannot", "waiting", "silent"):
        assert coming.pushed(nobody, REMINDER) == []


def test_each_reminder_has_its_account_and_finds_its_forum_again(coming: Coming) -> None:
    with_people(coming, citizens=1)
    passes(coming, coming.row.starts_at - 2 * DAY)
    with coming.store.reading() as tx:
        (broadcast,) = tx.connection.execute(select(Broadcast).where(Broadcast.purpose == REMINDER)).all()
        assert (broadcast.selected, broadcast.state, broadcast.forum_id) == (2, "done", coming.row.id)
        rows = tx.connection.execute(select(Outbox.broadcast_id).where(Outbox.purpose == REMINDER)).scalars()
        assert set(rows) == {broadcast.id}


def test_a_forum_that_moves_takes_its_reminders_along(coming: Coming) -> None:
    with_people(coming, citizens=1)
    passes(coming, coming.row.starts_at - 2 * DAY)
    assert len(coming.pushed("come", REMINDER)) == 1
    coming.changes(starts_at=coming.row.starts_at + 7 * DAY, sequence=1)
    passes(coming, coming.row.starts_at + DAY)
    local = [due.astimezone(coming.house.zone) for due in coming.due("come", REMINDER)]
    assert [f"{due:%d %H:%M}" for due in local] == ["01 10:00", "08 10:00", "10 10:00", "11 07:00"]
    assert "11 Desember" in coming.pushed("come", REMINDER)[-1].words


@pytest.mark.parametrize("state", ["cancelled", "held"])
def test_of_a_forum_that_is_not_held_nobody_is_reminded(coming: Coming, state: str) -> None:
    with_people(coming, citizens=1)
    coming.looks_after()
    coming.changes(state=state)
    passes(coming, coming.row.starts_at + DAY)
    assert coming.pushed("come", REMINDER) == []


@pytest.mark.parametrize("what", ["moved", "cancelled"])
def test_a_reminder_that_waits_for_the_end_of_a_quiet_time_is_withdrawn_with_its_time(
    coming: Coming, what: str
) -> None:
    row = coming.announced(citizens=1)  # on Friday the fourth
    coming.changes(starts_at=row.starts_at + 5 * HOUR)  # at two in the afternoon
    coming.invites("come")
    coming.taps("come", "come")
    passes(coming, coming.row.starts_at - 4 * HOUR)
    passes(coming, coming.row.starts_at - 2 * HOUR, every=HOUR / 4)
    coming.now += HOUR / 4  # at noon, in the Friday prayer
    with coming.store.begin() as tx:
        step = Step(tx, coming.settings, "operator", coming.now)
        if what == "moved":
            life.move(step, CODE, starts_at=coming.row.starts_at + 7 * DAY)
        else:
            life.cancel(step, CODE, "Gedung dipakai")
    with coming.store.reading() as tx:
        states = tx.connection.execute(
            select(Outbox.state, Outbox.reason).where(Outbox.purpose == REMINDER).order_by(Outbox.id)
        ).all()
    assert tuple(states[-1]) == ("skipped", what)
    before = len(states)
    passes(coming, coming.row.starts_at + 8 * DAY)
    assert len(coming.pushed("come", REMINDER)) - before == (3 if what == "moved" else 0)


def test_a_machine_that_slept_sends_the_last_reminder_and_not_those_before_it(coming: Coming) -> None:
    with_people(coming, citizens=1)
    coming.looks_after()
    coming.now = coming.row.starts_at - HOUR
    assert coming.looks_after() == 2  # to one who comes, and one who perhaps does
    coming.looks_after()
    assert len(coming.pushed("come", REMINDER)) == 1


def test_a_machine_that_slept_through_it_all_sends_nothing(coming: Coming) -> None:
    with_people(coming, citizens=1)
    coming.looks_after()
    coming.now = coming.row.starts_at + HOUR
    assert coming.looks_after() == 0


def test_a_forum_announced_late_is_reminded_of_as_far_as_there_is_time(coming: Coming) -> None:
    coming.announced(in_days=2, citizens=1)
    coming.invites("come")
    coming.taps("come", "come")
    passes(coming, coming.row.starts_at + DAY)
    assert len(coming.pushed("come", REMINDER)) == 2


def test_a_reminder_waits_for_the_end_of_the_friday_prayer(coming: Coming) -> None:
    row = coming.announced(citizens=1)  # on Friday the fourth
    coming.changes(starts_at=row.starts_at + 5 * HOUR)  # at two in the afternoon
    coming.invites("come")
    coming.taps("come", "come")
    passes(coming, coming.row.starts_at - 4 * HOUR)
    passes(coming, coming.row.starts_at, every=HOUR / 4)
    last = coming.due("come", REMINDER)[-1].astimezone(coming.house.zone)
    assert f"{last:%d %H:%M}" == "04 13:30"


def test_who_has_had_enough_this_month_is_spared(coming: Coming) -> None:
    with_people(coming, citizens=1)
    for number in range(coming.settings.pushes.most_a_month):
        with coming.store.begin() as tx:
            body = json.dumps({"words": "x"})
            message = Message(
                "bulk", "telegram", coming.ids["come"], "survey", body, dedupe_key=f"survey:{number}"
            )
            outbox.add(tx, [message], coming.now)
    passes(coming, coming.row.starts_at + DAY)
    assert coming.pushed("come", REMINDER) == []
    assert len(coming.pushed("perhaps", REMINDER)) == 3


def test_who_wants_no_news_or_has_blocked_us_is_not_reminded(coming: Coming) -> None:
    coming.announced(citizens=3)
    coming.invites("stops", "blocks", "stays")
    for address in ("stops", "blocks", "stays"):
        coming.taps(address, "come")
    coming.chat("stops").types("/stop")
    chat = coming.chat("blocks")
    chat.does(chat.incoming(Input(), kind="blocked"))
    passes(coming, coming.row.starts_at - 2 * DAY)
    assert [len(coming.pushed(one, REMINDER)) for one in ("stops", "blocks", "stays")] == [0, 0, 1]


def test_a_reminder_is_as_the_agreed_words_want_it(coming: Coming) -> None:
    with_people(coming, citizens=1)
    passes(coming, coming.row.starts_at - 2 * DAY)
    (say,) = coming.pushed("come", REMINDER)
    assert [choice.id for choice in say.choices] == ["go.foru:fkp234.come", "go.foru:fkp234.cannot"]
    assert "Kami tunggu Anda" in say.words


def test_the_times_are_those_of_the_settings(coming: Coming) -> None:
    row = coming.announced(citizens=1)
    due = times(row, coming.house)
    assert {kind: f"{at.astimezone(coming.house.zone):%d %H:%M}" for kind, at in due.items()} == {
        "days3": "01 10:00",
        "days1": "03 10:00",
        "hours2": "04 07:00",
    }
