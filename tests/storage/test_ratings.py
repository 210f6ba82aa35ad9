"""Ratings: given once a talk, explained later, their words sealed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy import select

from storage import ratings
from storage.models import Rating
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import NOW


def rate(tx: Tx, citizen_id: int, talk: str = "k3f7", score: int = 4) -> int:
    return ratings.give(tx, citizen_id, talk, "disdukcapil", "", score, "telegram", NOW)


def the_rating(tx: Tx) -> Any:
    return tx.connection.execute(select(Rating)).one()


def test_a_rating_given_again_in_the_same_talk_is_the_same_rating(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        person = given.citizen(tx)
        first, again = rate(tx, person, score=4), rate(tx, person, score=1)
        assert first == again
        assert the_rating(tx).score == 4
        assert the_rating(tx).given_at == NOW


def test_another_talk_or_another_citizen_gives_another_rating(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        one, two = given.citizen(tx), given.citizen(tx)
        assert len({rate(tx, one), rate(tx, one, talk="x2x2"), rate(tx, two)}) == 3


def test_a_rating_given_in_an_earlier_transaction_is_found_again(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        person = given.citizen(tx)
        first = rate(tx, person)
    with store.begin() as tx:
        assert rate(tx, person) == first
        assert given.count(tx, Rating) == 1


def test_a_rating_given_twice_at_once_is_one_rating(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        person = given.citizen(tx)
    both_ready = Barrier(2)

    def give(score: int) -> int:
        both_ready.wait()
        with store.begin() as tx:
            return rate(tx, person, score=score)

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(give, (1, 4)))) == 1
    with store.begin() as tx:
        assert the_rating(tx).score in (1, 4)


def test_words_are_added_sealed_to_the_rating_of_the_talk(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        person = given.citizen(tx)
        rating = rate(tx, person)
        assert ratings.explain(tx, person, "k3f7", "Petugas ramah\0", "ktp") == rating
        row = the_rating(tx)
        assert b"ramah" not in row.words
        assert tx.vault.open(row.words, ratings.WORDS) == "Petugas ramah\0"
        assert (row.service, row.score) == ("ktp", 4)


def test_an_empty_explanation_takes_nothing_away(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        person = given.citizen(tx)
        rating = rate(tx, person)
        ratings.explain(tx, person, "k3f7", "Cepat", "ktp")
        assert ratings.explain(tx, person, "k3f7", "", "") == rating
        assert tx.vault.open(the_rating(tx).words, ratings.WORDS) == "Cepat"
        assert the_rating(tx).service == "ktp"


def test_words_without_a_rating_find_none(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        owner, other = given.citizen(tx), given.citizen(tx)
        rate(tx, owner)
        assert ratings.explain(tx, other, "k3f7", "Bukan milik saya", "") is None
        assert the_rating(tx).words is None
