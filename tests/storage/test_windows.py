"""Windows: asked once while closed, gone when somebody writes, and what waited is due in its order."""

from datetime import datetime, timedelta

from storage import held, outbox, outbox_holds, windows
from storage.outbox import Message
from storage.outbox_holds import PEOPLE, WAITS
from storage.store import Store
from tests.storage import given

LONG = timedelta(days=3650)


def message(citizen_id: int, purpose: str = "answer", number: str | None = None) -> Message:
    return Message("bulk", "whatsapp", citizen_id, purpose, "{}", case_number=number)


def waiting(store: Store, citizen_id: int, count: int, now: datetime) -> list[int]:
    with store.begin() as tx:
        ids = outbox.add(tx, [message(citizen_id)] * count, now)
        rows = [row for row in ids if row is not None]
        outbox_holds.hold(tx, rows, WAITS, now + LONG)
        assert windows.ask_once(tx, [citizen_id], "whatsapp", now) == {citizen_id}
        assert windows.ask_once(tx, [citizen_id], "whatsapp", now) == frozenset()
    return rows


def claimed(store: Store, now: datetime) -> list[int]:
    with store.begin() as tx:
        return [row.id for row in outbox.claim(tx, "bulk", now, timedelta(seconds=30), 100)]


def test_what_waits_is_not_claimed_and_becomes_due_in_order_when_they_write(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        sari, budi = given.citizen(tx), given.citizen(tx)
    rows = waiting(store, sari, 3, now)
    waiting(store, budi, 1, now)
    assert claimed(store, now + timedelta(days=5)) == []
    with store.begin() as tx:
        assert windows.open_again(tx, [sari], "telegram", now) == 0
        assert windows.open_again(tx, [sari], "whatsapp", now) == 3
        assert windows.of(tx, [sari, budi], "whatsapp").keys() == {budi}
    assert claimed(store, now) == rows


def test_who_has_written_is_no_longer_told_that_something_waits(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
    waiting(store, sari, 1, now)
    with store.begin() as tx:
        outbox.add(tx, [message(sari, "waiting")], now)
        windows.open_again(tx, [sari], "whatsapp", now)
        assert outbox.counts(tx) == {("bulk", "pending"): 1, ("bulk", "skipped"): 1}


def test_a_window_that_the_network_calls_closed_keeps_what_was_asked(store: Store, now: datetime) -> None:
    later = now + timedelta(hours=1)
    with store.begin() as tx:
        sari = given.citizen(tx)
        windows.close(tx, sari, "whatsapp", now)
        assert windows.ask_once(tx, [sari], "whatsapp", later) == {sari}
        windows.close(tx, sari, "whatsapp", later)
        assert windows.of(tx, [sari], "whatsapp") == {sari: windows.WindowRow(later, later)}


def test_what_came_to_wait_in_the_moment_in_which_they_wrote_is_found(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        wrote = given.citizen(tx, last_seen_at=now + timedelta(seconds=1))
        silent = given.citizen(tx, last_seen_at=now - timedelta(days=2))
    waiting(store, wrote, 1, now)
    waiting(store, silent, 1, now)
    with store.begin() as tx:
        assert held.mend(tx, "whatsapp", now) == 1
        assert held.mend(tx, "whatsapp", now) == 0
        assert windows.of(tx, [wrote, silent], "whatsapp").keys() == {silent}


def test_what_was_held_back_is_released_as_far_as_there_is_room(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        people = [given.citizen(tx) for _ in range(4)]
        ids = outbox.add(tx, [message(one, "invitation") for one in people], now)
        rows = [row for row in ids if row is not None]
        outbox_holds.hold(tx, rows, PEOPLE, now + timedelta(hours=20))
        assert held.waiting_for_room(tx) == 4
        assert outbox_holds.release(tx, "telegram", PEOPLE, now, limit=3) == 0
        assert outbox_holds.release(tx, "whatsapp", PEOPLE, now, limit=3) == 3
    assert claimed(store, now) == rows[:3]


def test_of_what_was_put_off_just_now_the_channel_is_known_with_all_that_waits_there(
    store: Store, now: datetime
) -> None:
    pause = timedelta(minutes=5)
    with store.begin() as tx:
        sari = given.citizen(tx)
        first, *_ = outbox.add(tx, [message(sari)] * 3, now)
        assert first is not None
        outbox.retry(tx, first, now + pause, "no token", counts=False)
        assert held.stopped(tx, "no token", now, pause) == {"whatsapp": 3}
        assert held.stopped(tx, "another reason", now, pause) == {}
        assert held.stopped(tx, "no token", now + timedelta(minutes=3), pause) == {}


def test_a_message_that_the_network_lost_after_all_is_pending_again(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        (row,) = outbox.add(tx, [message(sari)], now)
        assert row is not None
        outbox.sent(tx, {row: "wamid"}, now)
        assert outbox_holds.again(tx, row, now) == (sari, "whatsapp")
        assert outbox_holds.again(tx, row + 1, now) is None
    assert claimed(store, now) == [row]


def test_pushes_that_wait_go_when_somebody_stops_but_not_what_is_about_their_case(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        sari, budi = given.citizen(tx), given.citizen(tx)
        about_case = message(sari, "reminder", "KS-2611-7F3K")
        outbox.add(
            tx, [message(sari, "invitation"), message(sari), about_case, message(budi, "invitation")], now
        )
        assert outbox_holds.drop_pushes(tx, sari, ("invitation", "reminder"), "stopped", now) == 1
        assert outbox.counts(tx) == {("bulk", "pending"): 3, ("bulk", "skipped"): 1}
