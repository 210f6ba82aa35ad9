"""A broadcast's recipients come into the outbox by and by, and its account adds up from the first moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from storage import broadcasts, outbox, outbox_account, outbox_steering
from storage.broadcasts import SLICE
from storage.models import BroadcastSlice
from storage.outbox import Message
from storage.packing import packed, unpacked
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import NOW

LEASE = timedelta(seconds=30)


def broadcast(tx: Tx, **chosen: Any) -> int:
    row = broadcasts.create(tx, "invitation", made_by="official:1", now=NOW)
    broadcasts.choose(tx, row.id, chosen)
    return row.id


def put(tx: Tx, broadcast_id: int, people: Any) -> list[int | None]:
    return outbox.add(
        tx,
        [Message("bulk", "telegram", one, "invitation", "{}", broadcast_id=broadcast_id) for one in people],
        NOW,
    )


def adds_up(account: dict[str, Any]) -> bool:
    over = account["sent"] + sum(account["failed"].values()) + sum(account["skipped"].values())
    return bool(account["selected"] == over + account["unknown"] + account["pending"])


def test_ids_in_little_room_are_the_same_ids_in_the_same_order() -> None:
    ids = [5, 3, 2**40, 1]
    assert list(unpacked(packed(ids))) == ids
    assert list(unpacked(packed([]))) == []
    assert len(packed(range(100_000, 101_000))) < 2500


def test_who_is_selected_is_pending_before_anybody_is_in_the_outbox(store: Store) -> None:
    with store.begin() as tx:
        one = broadcast(tx, telegram=range(1, 2501), whatsapp=[9001, 9002])
        account = outbox.account(tx, one)
        assert (account["selected"], account["pending"]) == (2502, 2502)
        assert adds_up(account)
        by_channel = outbox_account.by_channel(tx, one)
        assert {channel: each["selected"] for channel, each in by_channel.items()} == {
            "telegram": 2500,
            "whatsapp": 2,
        }


def test_people_come_in_their_order_over_the_edges_of_slices(store: Store) -> None:
    with store.begin() as tx:
        ids = list(range(1, 2 * SLICE + 51))
        one, came = broadcast(tx, telegram=ids), list[int]()
        assert given.count(tx, BroadcastSlice) == 3
        while people := broadcasts.next_people(tx, one, "telegram", 300):
            assert len(people) <= 300
            came += people
        assert came == ids
        assert given.count(tx, BroadcastSlice) == 0
        (part,) = broadcasts.parts(tx, one)
        assert (part.queued, part.waiting) == (len(ids), 0)


def test_what_is_dropped_counts_as_skipped_for_its_reason(store: Store) -> None:
    with store.begin() as tx:
        people = [given.citizen(tx) for _ in range(10)]
        one = broadcast(tx, telegram=people)
        ids = put(tx, one, broadcasts.next_people(tx, one, "telegram", 4))
        outbox.sent(tx, {ids[0] or 0: "1"}, NOW)
        assert broadcasts.drop_waiting(tx, one, "cancelled") == 6
        assert outbox_steering.never(tx, one, "cancelled", NOW) == 3
        account = outbox.account(tx, one)
        assert (account["sent"], account["skipped"], account["pending"]) == (1, {"cancelled": 9}, 0)
        assert adds_up(account)
        assert broadcasts.next_people(tx, one, "telegram", 4) == []


def test_a_pause_holds_what_nobody_is_sending_and_holds_up_nothing_else(store: Store) -> None:
    with store.begin() as tx:
        people = [given.citizen(tx) for _ in range(3)]
        one = broadcast(tx, telegram=people)
        put(tx, one, broadcasts.next_people(tx, one, "telegram", 3))
        (first,) = outbox.claim(tx, "bulk", NOW, LEASE, 1)
        assert outbox_steering.hold(tx, one, NOW) == 2
        outbox.add(tx, [Message("bulk", "telegram", people[1], "digest", "{}")], NOW)
        assert [row.purpose for row in outbox.claim(tx, "bulk", NOW, LEASE, 9)] == ["digest"]
        outbox.sent(tx, {first.id: "1"}, NOW)
        account = outbox.account(tx, one)
        assert (account["sent"], account["pending"], account["not_yet"]) == (1, 2, {"paused": 2})
        assert outbox_steering.waiting_to_leave(tx, one, "telegram") == 0
        assert outbox_steering.let_go(tx, one, NOW) == 2
        assert outbox_steering.waiting_to_leave(tx, one, "telegram") == 2
        assert outbox_steering.pending(tx, one) == 2
        assert len(outbox.claim(tx, "bulk", NOW, LEASE, 9)) == 2


def test_what_a_dead_process_was_sending_is_not_called_skipped(store: Store) -> None:
    with store.begin() as tx:
        one = broadcast(tx, telegram=[given.citizen(tx)])
        put(tx, one, broadcasts.next_people(tx, one, "telegram", 1))
        outbox.claim(tx, "bulk", NOW, LEASE, 1)
        outbox.end_claims(tx, NOW)
        assert outbox_steering.never(tx, one, "stopped", NOW) == 0
        assert [row.maybe_sent for row in outbox.claim(tx, "bulk", NOW, LEASE, 1)] == [True]


def test_broadcasts_are_found_by_state_and_by_forum(store: Store) -> None:
    with store.begin() as tx:
        one, other = broadcast(tx, telegram=[]), broadcast(tx)
        broadcasts.change(tx, one, state="going")
        assert [row.id for row in broadcasts.listing(tx, "going")] == [one]
        assert [row.id for row in broadcasts.listing(tx)] == [one, other]
        broadcasts.change(tx, one, state="done", finished_at=NOW)
        assert [row.id for row in broadcasts.on_the_way(tx, NOW)] == [other]
        assert [row.id for row in broadcasts.on_the_way(tx, NOW - LEASE)] == [one, other]
        broadcasts.change(tx, one, state="going")
        found = broadcasts.by_id(tx, one, lock=True)
        assert found is not None
        assert (found.state, found.made_by, found.selected) == ("going", "official:1", 0)
        assert broadcasts.by_id(tx, 99) is None
        assert broadcasts.of_forum(tx, 1) == []


def test_those_of_one_purpose_since_a_moment_are_found_in_their_order(store: Store) -> None:
    with store.begin() as tx:
        first, other, last = (
            broadcasts.create(tx, purpose, made_by="system", now=now)
            for purpose, now in (("visit", NOW), ("survey", NOW), ("visit", NOW + LEASE))
        )
        assert [row.id for row in broadcasts.made_since(tx, "visit", NOW)] == [first.id, last.id]
        assert [row.id for row in broadcasts.made_since(tx, "visit", NOW + LEASE)] == [last.id]
        assert [row.id for row in broadcasts.made_since(tx, "survey", NOW)] == [other.id]
