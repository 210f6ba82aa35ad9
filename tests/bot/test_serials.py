"""Serials of talks: never one that was used, and one question to the database for a whole batch."""

from __future__ import annotations

from datetime import datetime

from bot.serials import Serials
from storage import talks
from storage.store import Store
from tests.doubles.statements import counted
from tests.storage import given


def test_all_of_a_batch_are_looked_for_at_once(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        people = [given.citizen(tx) for _ in range(20)]
        talks.end(tx, people[3], "k3f7", now)
    with counted(store) as statements, store.begin() as tx:
        serials = Serials(people, [(people[3], "k3f7"), (people[4], "k3f7")])
        assert len({(one, serials.new(tx, one, ())) for one in people}) == 20
        assert serials.has_ended(tx, people[3], "k3f7")
        assert not serials.has_ended(tx, people[4], "k3f7")
    assert statements.count <= 2  # BEGIN counts on one of the databases


def test_a_serial_nobody_announced_is_looked_for_too(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        person = given.citizen(tx)
        talks.end(tx, person, "k3f7", now)
        serials = Serials([person])
        assert not serials.has_ended(tx, person, "zzzz")
        assert serials.has_ended(tx, person, "k3f7")


def test_a_serial_that_is_taken_is_not_given_again(store: Store) -> None:
    class Taken:
        """Holds whatever it is asked for first, and nothing after that."""

        def __init__(self) -> None:
            self.asked: list[object] = []

        def __contains__(self, serial: object) -> bool:
            self.asked.append(serial)
            return len(self.asked) == 1

    with store.begin() as tx:
        person, taken = given.citizen(tx), Taken()
        found = Serials([person]).new(tx, person, taken)
    assert taken.asked[0] != found
    assert found == taken.asked[1]
