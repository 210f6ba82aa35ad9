"""Nobody gets more than so many pushes in a month, whatever they are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from storage import fatigue, outbox
from storage.outbox import Message
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import NOW

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pushes:
    most_a_month: int


@dataclass(frozen=True)
class Settings:
    pushes: Pushes


THREE = Settings(Pushes(3))


def push(tx: Tx, citizen: int, purpose: str, *, days_ago: int = 0, case: str | None = None) -> int:
    then = NOW - days_ago * DAY
    message = Message("bulk", "telegram", citizen, purpose, "{}", case_number=case)
    (row,) = outbox.add(tx, [message], then)
    assert row is not None
    outbox.sent(tx, {row: "1"}, then)
    return row


def test_broadcast_survey_and_reminder_count_together(store: Store) -> None:
    with store.begin() as tx:
        sari, budi = given.citizen(tx), given.citizen(tx)
        for purpose in ("invitation", "survey", "reminder"):
            push(tx, sari, purpose)
        push(tx, budi, "invitation")
        assert fatigue.capped(tx, [sari, budi], NOW, THREE) == {sari}


def test_what_waits_to_be_sent_counts_and_what_never_arrived_does_not(store: Store) -> None:
    with store.begin() as tx:
        sari, budi = given.citizen(tx), given.citizen(tx)
        for citizen in (sari, budi):
            outbox.add(tx, [Message("bulk", "telegram", citizen, "reminder", "{}")] * 3, NOW)
        outbox.skip_for(tx, budi, "asked not to", NOW)
        assert fatigue.capped(tx, [sari, budi], NOW, THREE) == {sari}


def test_after_thirty_days_it_is_forgotten(store: Store) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        for days_ago in (0, 15, 29):
            push(tx, sari, "invitation", days_ago=days_ago)
        assert fatigue.capped(tx, [sari], NOW, THREE) == {sari}
        assert fatigue.capped(tx, [sari], NOW + 2 * DAY, THREE) == set()


def test_news_of_a_case_of_their_own_and_replies_tire_nobody(store: Store) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        for purpose in ("reply", "answer", "digest"):
            push(tx, sari, purpose)
        for _ in range(3):
            push(tx, sari, "reminder", case="KS-2611-7F3K")
        assert fatigue.capped(tx, [sari], NOW, THREE) == set()


def test_of_many_people_each_is_counted(store: Store) -> None:
    with store.begin() as tx:
        people = [given.citizen(tx) for _ in range(fatigue.AT_ONCE + 3)]
        for citizen in (people[0], people[-1]):
            for _ in range(3):
                push(tx, citizen, "survey")
        assert fatigue.capped(tx, people, NOW, THREE) == {people[0], people[-1]}
        assert fatigue.capped(tx, [], NOW, THREE) == set()


def test_what_was_due_long_ago_and_still_waits_counts_as_it_arrives_after_this(store: Store) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        outbox.add(tx, [Message("bulk", "telegram", sari, "survey", "{}")] * 3, NOW - 40 * DAY)
        assert fatigue.capped(tx, [sari], NOW, THREE) == {sari}


def test_all_that_is_asked_by_itself_counts(store: Store) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        for purpose in ("visit", "handling", "survey"):
            push(tx, sari, purpose)
        assert fatigue.capped(tx, [sari], NOW, THREE) == {sari}
