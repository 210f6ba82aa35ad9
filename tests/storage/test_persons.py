"""Who else is in the chat of an office: what they are besides, and whom they stand below."""

from __future__ import annotations

from typing import Any

from storage.persons import Person, persons
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import NOW

OWN, OTHER = "disdukcapil", "dishub"


def office(tx: Tx, role: str, unit: str | None = None, chat: int | None = None, **more: Any) -> int:
    return given.official(tx, role=role, unit=unit, citizen_id=chat, bound_at=NOW, **more)


def test_an_officer_is_below_heads_and_coordinators_and_a_head_below_coordinators(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN, OTHER)
        first, second, third = (given.citizen(tx) for _ in range(3))
        officer, head = office(tx, "officer", OWN, first), office(tx, "head", OWN, second)
        acting, coordinator = office(tx, "head", OWN), office(tx, "coordinator", None, third)
        office(tx, "head", OTHER)
        office(tx, "head", OWN, ended_at=NOW)
        assert persons(tx, [first, second, third]) == {
            first: Person(frozenset({officer}), frozenset({OWN}), frozenset({head, acting, coordinator})),
            second: Person(frozenset({head}), frozenset({OWN}), frozenset({coordinator})),
            third: Person(frozenset({coordinator}), frozenset(), frozenset()),
        }


def test_all_offices_of_a_chat_are_one_person_and_an_overseer_is_below_nobody(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, OWN, OTHER)
        chat, overseer = given.citizen(tx), given.citizen(tx)
        officer, gone = office(tx, "officer", OWN, chat), office(tx, "head", OTHER, chat, ended_at=NOW)
        also, coordinates = office(tx, "overseer", None, chat), office(tx, "coordinator", None, chat)
        above = given.citizen(tx)
        head, alone = office(tx, "head", OWN, above), office(tx, "overseer", None, overseer)
        once = office(tx, "officer", OTHER, above, ended_at=NOW)
        found = persons(tx, [chat, overseer])
        assert found[chat] == Person(
            frozenset({officer, gone, also, coordinates}), frozenset({OWN}), frozenset({head, once})
        )
        assert found[overseer] == Person(frozenset({alone}))


def test_chats_without_any_office_are_nobody(store: Store) -> None:
    with store.begin() as tx:
        assert persons(tx, [given.citizen(tx)]) == {}
        assert persons(tx, []) == {}
