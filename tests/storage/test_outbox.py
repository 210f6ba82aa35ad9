"""The outbox: in order, once per dedupe key, and every end has its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from storage import outbox
from storage.models import Broadcast, Outbox
from storage.outbox import Message
from storage.store import Store, Tx
from tests.storage import given

LEASE = timedelta(seconds=30)
FINISH: dict[str, Callable[..., None]] = {
    "failed": outbox.failed,
    "unknown": outbox.unknown,
    "skipped": lambda tx, row_id, reason, now: outbox.skipped(tx, [row_id], reason, now),
}


def message(citizen_id: int, body: str = "{}", **values: Any) -> Message:
    return Message("reply", "telegram", citizen_id, "reply", body, **values)


def ids_of(added: list[int | None]) -> list[int]:
    return [row_id for row_id in added if row_id is not None]


def row(tx: Tx, row_id: int) -> Any:
    return tx.connection.execute(select(Outbox).where(Outbox.id == row_id)).one()


def test_messages_get_rising_ids_in_their_order_whether_keyed_or_not(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        keys = [None, "a", "b", None, None, "c", None]
        added = outbox.add(
            tx, [message(sari, str(place), dedupe_key=key) for place, key in enumerate(keys)], now
        )
        assert added == sorted(ids_of(added))
        bodies = [claimed.body for claimed in outbox.claim(tx, "reply", now, LEASE, 10)]
    assert bodies == [str(place) for place in range(len(keys))]


def test_a_thousand_and_more_keep_their_order_too(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        many = [
            message(sari, str(place), dedupe_key=f"k{place}" if place < 1500 else None)
            for place in range(3000)
        ]
        added = ids_of(outbox.add(tx, many, now))
        assert added == sorted(added)
        claimed = outbox.claim(tx, "reply", now, LEASE, 3000)
    assert [claim.body for claim in claimed] == [str(place) for place in range(3000)]


def test_a_dedupe_key_is_added_once_ever(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        first, second = outbox.add(tx, [message(sari, dedupe_key="a"), message(sari, dedupe_key="a")], now)
        assert first is not None
        assert second is None
        outbox.sent(tx, {first: "7"}, now)
    with store.begin() as tx:
        again = outbox.add(tx, [message(sari, dedupe_key="a"), message(sari, dedupe_key="b")], now)
        assert again[0] is None
        assert again[1] is not None
        assert given.count(tx, Outbox) == 2


def test_nothing_to_add_adds_nothing(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        assert outbox.add(tx, [], now) == []
        outbox.sent(tx, {}, now)
        outbox.skipped(tx, [], "none", now)
        outbox.release(tx, [])


def test_what_stands_in_the_body_is_sealed(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        outbox.add(tx, [message(given.citizen(tx), '{"words": "Sari\x00"}')], now)
        sealed = tx.connection.execute(select(Outbox.body)).scalar_one()
        assert sealed is not None
        assert b"Sari" not in sealed
        assert outbox.claim(tx, "reply", now, LEASE, 1)[0].body == '{"words": "Sari\x00"}'


def test_a_message_for_later_is_due_then(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        outbox.add(tx, [message(given.citizen(tx), due_at=now + LEASE)], now)
        assert outbox.claim(tx, "reply", now, LEASE, 1) == []
        assert len(outbox.claim(tx, "reply", now + LEASE, LEASE, 1)) == 1


def test_born_claimed_it_is_nobody_elses_until_the_lease_is_over(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        outbox.add(tx, [message(given.citizen(tx))], now, claim_for=LEASE)
        assert outbox.claim(tx, "reply", now + LEASE - timedelta(seconds=1), LEASE, 1) == []
        assert len(outbox.claim(tx, "reply", now + LEASE, LEASE, 1)) == 1


def test_what_was_sent_keeps_the_networks_name_for_it(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        one, two = ids_of(
            outbox.add(tx, [message(given.citizen(tx)) for _ in range(2)], now, claim_for=LEASE)
        )
        outbox.sent(tx, {one: "71", two: "72"}, now)
        outbox.sent(tx, {one: "99"}, now + LEASE)
        assert [(row(tx, each).state, row(tx, each).sent_ref) for each in (one, two)] == [
            ("sent", "71"),
            ("sent", "72"),
        ]
        assert (row(tx, one).finished_at, row(tx, one).claimed_until) == (now, None)


def test_a_retry_waits_and_counts(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        (mine,) = ids_of(outbox.add(tx, [message(given.citizen(tx))], now, claim_for=LEASE))
        outbox.retry(tx, mine, now + LEASE, "no answer")
        assert outbox.claim(tx, "reply", now, LEASE, 1) == []
        (again,) = outbox.claim(tx, "reply", now + LEASE, LEASE, 1)
    assert (again.tries, again.maybe_sent) == (1, False)


@pytest.mark.parametrize("state", FINISH)
def test_every_end_has_its_reason_and_is_final(store: Store, now: datetime, state: str) -> None:
    with store.begin() as tx:
        (mine,) = ids_of(outbox.add(tx, [message(given.citizen(tx))], now, claim_for=LEASE))
        FINISH[state](tx, mine, "chat not found", now)
        outbox.retry(tx, mine, now, "late")
        outbox.failed(tx, mine, "late", now + LEASE)
        outbox.release(tx, [mine])
        found = row(tx, mine)
        assert (found.state, found.reason, found.finished_at, found.claimed_until) == (
            state,
            "chat not found",
            now,
            None,
        )
        assert outbox.claim(tx, "reply", now + LEASE, LEASE, 1) == []


@pytest.mark.parametrize("state", FINISH)
def test_that_it_was_sent_is_the_truth_whatever_was_thought_before(
    store: Store, now: datetime, state: str
) -> None:
    with store.begin() as tx:
        (mine,) = ids_of(outbox.add(tx, [message(given.citizen(tx))], now, claim_for=LEASE))
        FINISH[state](tx, mine, "too early", now)
        outbox.sent(tx, {mine: "7"}, now)
        assert (row(tx, mine).state, row(tx, mine).reason) == ("sent", "")


def test_what_is_released_may_be_claimed_at_once_and_was_not_tried(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        (mine,) = ids_of(outbox.add(tx, [message(given.citizen(tx))], now, claim_for=LEASE))
        outbox.release(tx, [mine])
        (claimed,) = outbox.claim(tx, "reply", now, LEASE, 1)
    assert (claimed.id, claimed.tries, claimed.maybe_sent) == (mine, 0, False)


def test_all_that_waits_for_one_citizen_is_skipped_and_counted(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari, budi = given.citizen(tx), given.citizen(tx)
        done, *_ = ids_of(outbox.add(tx, [message(sari), message(sari), message(sari), message(budi)], now))
        outbox.sent(tx, {done: "1"}, now)
        assert outbox.skip_for(tx, sari, "blocked", now) == 2
        assert outbox.skip_for(tx, sari, "blocked", now) == 0
        assert outbox.counts(tx) == {("reply", "sent"): 1, ("reply", "skipped"): 2, ("reply", "pending"): 1}


def test_a_reply_to_what_we_sent_finds_its_case_in_that_chat_alone(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari, budi = given.citizen(tx), given.citizen(tx)
        about = [
            message(sari, case_number="KS-2611-7F3K"),
            message(sari),
            message(budi, case_number="KS-2611-0000"),
        ]
        one, two, three = ids_of(outbox.add(tx, about, now))
        outbox.sent(tx, {one: "71", two: "72", three: "71"}, now)
        assert outbox.case_of(tx, sari, "71") == "KS-2611-7F3K"
        assert outbox.case_of(tx, budi, "71") == "KS-2611-0000"
        assert outbox.case_of(tx, sari, "72") is None
        assert outbox.case_of(tx, sari, "99") is None


def test_a_broadcast_adds_up(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        broadcast_id = tx.connection.execute(
            Broadcast.__table__.insert()
            .values(purpose="invitation", selected=7, created_at=now)
            .returning(Broadcast.id)
        ).scalar_one()
        outbox.add(tx, [message(given.citizen(tx))], now)
        mine = ids_of(
            outbox.add(tx, [message(given.citizen(tx), broadcast_id=broadcast_id) for _ in range(7)], now)
        )
        outbox.sent(tx, {mine[0]: "1"}, now)
        outbox.failed(tx, mine[1], "chat not found", now)
        outbox.failed(tx, mine[2], "chat not found", now)
        outbox.failed(tx, mine[3], "refused", now)
        outbox.skipped(tx, [mine[4]], "blocked", now)
        outbox.unknown(tx, mine[5], "no answer in time", now)
        account = outbox.account(tx, broadcast_id)
    assert account == {
        "selected": 7,
        "sent": 1,
        "failed": {"chat not found": 2, "refused": 1},
        "skipped": {"blocked": 1},
        "unknown": 1,
        "pending": 1,
        "delivered": 0,
        "read": 0,
    }


def test_a_broadcast_that_reached_nobody_has_an_account_and_one_that_never_was_has_none(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        new = Broadcast.__table__.insert().values(purpose="invitation", selected=0, created_at=now)
        broadcast_id = tx.connection.execute(new.returning(Broadcast.id)).scalar_one()
        assert outbox.account(tx, broadcast_id) == {
            **{"selected": 0, "sent": 0, "failed": {}, "skipped": {}, "unknown": 0, "pending": 0},
            **{"delivered": 0, "read": 0},
        }
        with pytest.raises(LookupError, match="no broadcast"):
            outbox.account(tx, broadcast_id + 1)


def test_pending_with_different_reasons_is_one_number(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        new = Broadcast.__table__.insert().values(purpose="invitation", selected=2, created_at=now)
        broadcast_id = tx.connection.execute(new.returning(Broadcast.id)).scalar_one()
        one, _ = ids_of(
            outbox.add(tx, [message(given.citizen(tx), broadcast_id=broadcast_id) for _ in range(2)], now)
        )
        outbox.retry(tx, one, now, "no answer")
        assert outbox.account(tx, broadcast_id)["pending"] == 2


def test_the_age_of_the_outbox_is_that_of_what_waits_longest(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        assert outbox.oldest_pending(tx) is None
        sari = given.citizen(tx)
        at_night, tried, done = ids_of(
            outbox.add(tx, [message(sari, due_at=now + 5 * LEASE), message(sari), message(sari)], now)
        )
        outbox.sent(tx, {done: "1"}, now)
        outbox.retry(tx, tried, now + 9 * LEASE, "no answer")
        assert outbox.oldest_pending(tx) == now  # tried, so late since it was written
        outbox.failed(tx, tried, "no answer", now)
        assert outbox.oldest_pending(tx) == now + 5 * LEASE  # not late yet: nobody was to send it earlier
        outbox.failed(tx, at_night, "no answer", now)
        assert outbox.oldest_pending(tx) is None


def test_a_body_that_retention_emptied_is_claimed_empty(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        outbox.add(tx, [message(given.citizen(tx))], now)
        tx.connection.execute(update(Outbox).values(body=None))
        assert outbox.claim(tx, "reply", now, LEASE, 1)[0].body == ""
