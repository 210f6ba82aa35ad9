"""What was declared stays as it was declared."""

from dataclasses import replace
from datetime import date, datetime

from storage import policies, trainings
from storage.policies import PolicyRow
from storage.store import Store
from storage.trainings import TrainingRow
from tests.storage import given


def policy(now: datetime) -> PolicyRow:
    return PolicyRow("queue", "Antrean daring", date(2027, 1, 4), "time", 90, now, ("disdukcapil", "dishub"))


def test_a_policy_is_found_as_it_was_declared(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub")
        assert policies.declare(tx, policy(now))
        assert policies.every(tx) == [policy(now)]
        assert policies.by_key(tx, "queue") == policy(now)
        assert policies.by_key(tx, "other") is None


def test_a_second_one_of_the_same_key_changes_nothing(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub")
        policies.declare(tx, policy(now))
        assert not policies.declare(tx, replace(policy(now), window_days=10, units=("dishub",)))
        assert policies.every(tx) == [policy(now)]


def test_trainings_are_told_by_date_and_of_a_unit(store: Store, now: datetime) -> None:
    first = TrainingRow("disdukcapil", "customer_service", date(2026, 3, 2), 12)
    second = TrainingRow("dishub", "integrity", date(2026, 1, 5), None)
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub")
        trainings.record(tx, first, now)
        trainings.record(tx, second, now)
        assert trainings.every(tx) == [second, first]
        assert trainings.every(tx, "disdukcapil") == [first]
