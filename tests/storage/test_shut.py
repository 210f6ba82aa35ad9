"""What is closed to a person, in SQL: each reason by itself, on both databases, and what it denies."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import not_, select

from storage.models import Case
from storage.officials import OfficialRow
from storage.persons import Person
from storage.shut import OPEN, Shut, open_to, shut_to
from storage.store import Store, Tx
from tests.storage import given

OWN, OTHER = "disdukcapil", "dishub"


def numbers(tx: Tx, who: Shut) -> list[str]:
    """The cases open to them; the rest is exactly what is closed."""
    order = select(Case.number).order_by(Case.id)
    found = list(tx.connection.execute(order.where(open_to(who))).scalars())
    closed = set(tx.connection.execute(order.where(not_(open_to(who)))).scalars())
    assert closed == set(tx.connection.execute(order).scalars()) - set(found)
    return found


def case(tx: Tx, **values: Any) -> str:
    opened = given.case(tx, given.citizen(tx))
    given.change(tx, Case, opened.id, **{"kind": "complaint", **values})
    return opened.number


@pytest.mark.parametrize(
    ("who", "closed"),
    [
        (OPEN, {}),
        (Shut(past=frozenset({3, 9})), {"bypassed": frozenset({2, 3})}),
        (Shut(out=frozenset({12})), {"stepped_out": frozenset({12})}),
        (Shut(units=frozenset({OWN})), {"route": "overseers"}),
    ],
)
def test_each_reason_closes_a_case_by_itself(store: Store, who: Shut, closed: dict[str, Any]) -> None:
    with store.begin() as tx:
        given.units(tx, OWN, OTHER)
        shut = case(tx, **closed)
        near = [
            case(tx),
            case(tx, citizen_id=None, unit=None),
            case(tx, bypassed=frozenset({1, 33, 39, 93}), stepped_out=frozenset({1, 2, 112, 121})),
            case(tx, route="overseers", unit=OTHER),
            case(tx, route="overseers", unit=None),
        ]
        assert numbers(tx, who) == ([shut, *near] if who == OPEN else near)


def test_who_reported_it_sees_nothing_of_it_and_a_forgotten_reporter_is_nobody(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN)
        chat = given.citizen(tx)
        mine, forgotten = case(tx, citizen_id=chat), case(tx, citizen_id=None)
        assert numbers(tx, Shut(reporters=frozenset({chat}))) == [forgotten]
        assert numbers(tx, Shut(reporters=frozenset({chat + 100}))) == [mine, forgotten]


def test_all_offices_of_a_chat_close_together() -> None:
    person = Person(frozenset({1, 2, 7}), frozenset({OWN}), frozenset({5}))
    head = OfficialRow(1, "X", "head", OWN, 40, "id", bound=True, ended=False, person=person)
    overseer = OfficialRow(2, "X", "overseer", None, 40, "id", bound=True, ended=False, person=person)
    found = shut_to([head, overseer], 41)
    assert found == Shut(frozenset({40, 41}), frozenset({1, 2, 5, 7}), frozenset({OWN}), frozenset({1, 2, 7}))
    unbound = OfficialRow(3, "X", "head", OWN, None, "", bound=False, ended=False)
    assert shut_to([unbound]) == Shut(past=frozenset({3}), out=frozenset({3}))
