"""What people need at a forum: sealed, told without a name, and only of those who come."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from storage import forum_needs, seats
from storage.models import Invitation
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import NOW
from tests.storage.test_seats import forum, invited


@pytest.fixture
def tx(store: Store) -> Iterator[Tx]:
    with store.begin() as tx:
        yield tx


def test_needs_are_sealed_told_without_a_name_and_only_of_those_who_come(tx: Tx) -> None:
    at = forum(tx)
    one, other = invited(tx, at, 2)
    seats.take(tx, at, one, "citizens", 1, NOW)
    assert forum_needs.state(tx, at, one, {"wheelchair", "sign"}, "duduk di depan")
    assert forum_needs.state(tx, at, other, {"child"}, "")
    assert not forum_needs.state(tx, at, given.citizen(tx), {"child"}, "")
    assert forum_needs.of(tx, at, one) == (frozenset({"wheelchair", "sign"}), "duduk di depan")
    assert forum_needs.of_all(tx, at) == [(frozenset({"wheelchair", "sign"}), "duduk di depan")]
    stored = tx.connection.execute(select(Invitation.needs).where(Invitation.citizen_id == one)).scalar_one()
    assert stored is not None
    assert b"wheel" not in stored
    forum_needs.state(tx, at, one, (), "")
    assert forum_needs.of(tx, at, one) == (frozenset(), "")
    assert forum_needs.of_all(tx, at) == []
