"""Claims: never two for one message, and never out of a chat's order."""

from __future__ import annotations

import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from storage import citizens, outbox, outbox_claims
from storage.models import Outbox
from storage.outbox import Claimed, Message
from storage.store import Store, Tx
from storage.vault import Vault
from tests.storage import given
from tests.storage.conftest import KEY

LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


def add(tx: Tx, citizen_id: int, now: datetime, lane: str = "reply", **values: Any) -> int:
    (row_id,) = outbox.add(tx, [Message(lane, "telegram", citizen_id, "reply", "{}", **values)], now)
    assert row_id is not None
    return row_id


def claim(tx: Tx, now: datetime, limit: int = 100, lane: str = "reply", **values: Any) -> list[int]:
    return [claimed.id for claimed in outbox.claim(tx, lane, now, LEASE, limit, **values)]


def test_the_oldest_come_first_and_no_more_than_asked(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        rows = [add(tx, given.citizen(tx), now) for _ in range(5)]
        assert claim(tx, now, limit=3) == rows[:3]
        assert claim(tx, now, limit=3) == rows[3:]
        assert claim(tx, now) == []


def test_a_claimed_message_comes_with_all_that_sending_needs(store: Store, now: datetime) -> None:
    sari = citizens.Handle("telegram", "chat", "42")
    with store.begin() as tx:
        person = citizens.lock(tx, {sari: "id"}, now)[sari]
        row_id = add(tx, person.id, now, case_number="KS-2611-7F3K")
        (claimed,) = outbox.claim(tx, "reply", now, LEASE, 1)
    assert claimed == Claimed(
        row_id, "reply", "telegram", person.id, "reply", "{}", "KS-2611-7F3K", 0, sari, heard_at=now
    )


def test_the_address_is_that_of_the_messages_channel(store: Store, now: datetime) -> None:
    sari = citizens.Handle("whatsapp", "bsuid", "ID.42")
    with store.begin() as tx:
        person = citizens.lock(tx, {sari: "id"}, now)[sari]
        add(tx, person.id, now)
        assert [claimed.address for claimed in outbox.claim(tx, "reply", now, LEASE, 1)] == [None]


def test_a_lane_is_claimed_alone(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        bulk, reply = add(tx, sari, now, lane="bulk"), add(tx, sari, now)
        assert claim(tx, now) == [reply]
        assert claim(tx, now, lane="bulk") == [bulk]


def test_a_chats_messages_come_as_a_run(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari, budi = given.citizen(tx), given.citizen(tx)
        rows = [add(tx, who, now) for who in (sari, budi, sari, budi, sari)]
        assert claim(tx, now, limit=2) == rows[:2]
        assert claim(tx, now) == []  # what is before them is being sent
        outbox.sent(tx, {rows[0]: "1"}, now)
        assert claim(tx, now) == [rows[2], rows[4]]


def test_nothing_overtakes_what_is_not_due_yet(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        later, behind = add(tx, sari, now, due_at=now + SECOND), add(tx, sari, now)
        other = add(tx, given.citizen(tx), now)
        assert claim(tx, now) == [other]
        assert claim(tx, now + SECOND) == [later, behind]


def test_nothing_overtakes_what_is_tried_again_later(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        first, second = add(tx, sari, now), add(tx, sari, now)
        claim(tx, now)
        outbox.retry(tx, first, now + 10 * LEASE, "no answer")
        outbox.release(tx, [second])
        assert claim(tx, now + LEASE) == []
        assert claim(tx, now + 10 * LEASE) == [first, second]


def test_what_was_due_later_but_written_earlier_goes_first_also_with_a_limit(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        first, second = add(tx, sari, now, due_at=now + SECOND), add(tx, sari, now)
        assert claim(tx, now + LEASE, limit=1) == [first]
        assert claim(tx, now + LEASE) == []
        outbox.failed(tx, first, "refused", now)
        assert claim(tx, now + LEASE) == [second]


@pytest.mark.parametrize("age", [timedelta(seconds=5), timedelta(minutes=1)])
def test_young_messages_are_left_to_whoever_wrote_them(store: Store, now: datetime, age: timedelta) -> None:
    with store.begin() as tx:
        row_id = add(tx, given.citizen(tx), now)
        assert claim(tx, now + age - timedelta(milliseconds=1), older_than=age) == []
        assert claim(tx, now + age, older_than=age) == [row_id]


def test_a_lease_that_ran_out_is_claimed_again_and_may_have_been_sent(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        add(tx, given.citizen(tx), now)
        (first,) = outbox.claim(tx, "reply", now, LEASE, 1)
        (again,) = outbox.claim(tx, "reply", now + LEASE, LEASE, 1)
        (sure,) = outbox.claim(tx, "reply", now + 2 * LEASE, LEASE, 1)
    assert (first.maybe_sent, again.maybe_sent, sure.maybe_sent) == (False, True, True)
    assert first.id == again.id == sure.id


def test_claimers_at_once_get_disjoint_rows_and_whole_chats(store: Store, url: str, now: datetime) -> None:
    with store.begin() as tx:
        people = [given.citizen(tx) for _ in range(20)]
        outbox.add(
            tx, [Message("reply", "telegram", who, "reply", "{}") for _ in range(5) for who in people], now
        )
    start = Barrier(4)

    def take(_: int) -> list[Claimed]:
        mine, taken = Store(url, Vault(KEY)), []
        start.wait()
        for _ in range(10):
            with mine.begin() as tx:
                taken += outbox.claim(tx, "reply", now, LEASE, 7)
        mine.dispose()
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, range(4)))
    ids = [claimed.id for each in taken for claimed in each]
    assert len(ids) == len(set(ids))
    holders: dict[int, set[int]] = defaultdict(set)
    for claimer, each in enumerate(taken):
        for claimed in each:
            holders[claimed.citizen_id].add(claimer)
    assert holders
    assert all(len(claimers) == 1 for claimers in holders.values())


def test_a_claimer_passes_over_a_chat_that_another_is_about_to_claim(
    store: Store, url: str, now: datetime
) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    with store.begin() as tx:
        sari = given.citizen(tx)
        first, second = add(tx, sari, now), add(tx, sari, now)
        other = add(tx, given.citizen(tx), now)
    rival = Store(url, Vault(KEY))
    with store.begin() as one:
        assert claim(one, now, limit=1) == [first]
        with rival.begin() as two:  # sees nothing of that claim yet, but its lock
            assert claim(two, now) == [other]
    with store.begin() as tx:
        outbox.sent(tx, {first: "1"}, now)
        assert claim(tx, now) == [second]
    rival.dispose()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_order_is_kept_and_nothing_is_claimed_twice(
    store: Store, now: datetime, seed: int
) -> None:
    chance, held, order = random.Random(seed), {}, defaultdict(list)
    with store.begin() as tx:
        people = [given.citizen(tx) for _ in range(3)]
    for _ in range(120):
        now += SECOND
        held = {row: until for row, until in held.items() if until > now}
        with store.begin() as tx:
            match chance.choice(["add", "add", "claim", "claim", "sent", "retry", "release", "failed"]):
                case "add":
                    due = now + chance.choice([0, 0, 5]) * SECOND
                    add(tx, chance.choice(people), now, due_at=due)
                case "claim":
                    for claimed in outbox.claim(tx, "reply", now, 20 * SECOND, chance.randint(1, 4)):
                        assert claimed.id not in held
                        waiting = _earlier(tx, claimed)
                        assert waiting <= held.keys(), "it overtook one that nobody is sending"
                        held[claimed.id] = now + 20 * SECOND
                        order[claimed.citizen_id].append(claimed.id)
                case what if held:
                    # Senders keep order too: what they finish first is the first of its chat.
                    row = min(held)
                    _mark(tx, what, row, held, now)
    finished = [row for rows in order.values() for row in rows]
    assert finished


def _earlier(tx: Tx, claimed: Claimed) -> set[int]:
    earlier = select(Outbox.id).where(
        Outbox.citizen_id == claimed.citizen_id, Outbox.id < claimed.id, Outbox.state == "pending"
    )
    return set(tx.connection.execute(earlier).scalars())


def _mark(tx: Tx, what: str, row: int, held: dict[int, datetime], now: datetime) -> None:
    if what == "sent":
        outbox.sent(tx, {row: str(row)}, now)
    elif what == "failed":
        outbox.failed(tx, row, "refused", now)
    else:  # the chat's later rows are given back with it
        of_chat = select(Outbox.citizen_id).where(Outbox.id == row).scalar_subquery()
        mine = set(tx.connection.execute(select(Outbox.id).where(Outbox.citizen_id == of_chat)).scalars())
        if what == "retry":
            outbox.retry(tx, row, now + 3 * SECOND, "no answer")
        given_back = sorted(mine & held.keys())
        outbox.release(tx, given_back)
        for each in given_back:
            held.pop(each)
        return
    held.pop(row)


def test_a_claim_uses_the_indexes_of_what_is_pending(store: Store, now: datetime) -> None:
    if not store.is_sqlite:
        pytest.skip("PostgreSQL chooses by the size of the tables")
    asked: list[tuple[str, Any]] = []

    def ask(_connection: Any, _cursor: Any, words: str, given: Any, _context: Any, _many: object) -> None:
        asked.append((words, given))

    with store.begin() as tx:
        event.listen(tx.connection, "before_cursor_execute", ask)
        outbox.claim(tx, "reply", now, LEASE, 9)
        query, given = asked[0]
        seen = [str(step) for step in tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", given)]
        assert tx.connection.execute(select(func.count()).select_from(text("outbox"))).scalar_one() == 0
    assert any("ix_outbox_pending " in step for step in seen), seen
    assert any("ix_outbox_pending_of_citizen" in step for step in seen), seen


def test_claims_that_are_ended_may_be_claimed_anew_and_are_known_to_have_been_made(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        person = given.citizen(tx)
        left = [add(tx, person, now), add(tx, person, now)]
        assert claim(tx, now) == left
        waiting = add(tx, given.citizen(tx), now)
        assert outbox.end_claims(tx, now + SECOND) == 2
        again = outbox.claim(tx, "reply", now + SECOND, LEASE, 10)
    assert [claimed.id for claimed in again] == [*left, waiting]
    assert [claimed.maybe_sent for claimed in again] == [True, True, False]


def test_what_waits_for_the_morning_holds_up_nothing_urgent(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        person = given.citizen(tx)
        invitation, answer = (add(tx, person, now, lane="bulk") for _ in range(2))
        outbox.claim(tx, "bulk", now, LEASE, 1)
        outbox.retry(tx, invitation, now + timedelta(hours=8), outbox_claims.QUIET)
        assert claim(tx, now, lane="bulk") == [answer]
        outbox.sent(tx, {answer: "1"}, now)
        assert claim(tx, now + timedelta(hours=9), lane="bulk") == [invitation]
