"""Seats: never more than there are, the rest in order, and what is freed goes down the line."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from storage import forums, joining, seats
from storage.models import ForumSeats, Invitation
from storage.seats import Word
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW
from tests.storage.plans import counted, plan_of

LATER = NOW + DAY


def forum(tx: Tx, **groups: int) -> int:
    row = forums.create(tx, "Antrean", None, NOW + 10 * DAY, "Aula", "fkp1", NOW, state="announced")
    for group, count in groups.items():
        tx.connection.execute(insert(ForumSeats).values(forum_id=row.id, group=group, seats=count))
    return row.id


def invited(tx: Tx, forum_id: int, count: int = 1) -> list[int]:
    people = [given.citizen(tx) for _ in range(count)]
    rows = [{"forum_id": forum_id, "citizen_id": one, "invited_at": NOW, "answer": ""} for one in people]
    tx.connection.execute(insert(Invitation), rows)
    return people


@pytest.fixture
def tx(store: Store) -> Iterator[Tx]:
    with store.begin() as tx:
        yield tx


def coming(tx: Tx, forum_id: int, person: int, party: int = 1, group: str = "citizens") -> str:
    return seats.take(tx, forum_id, person, group, party, NOW).word.answer


def test_who_asks_first_has_a_seat_and_the_rest_wait_in_the_order_in_which_they_asked(tx: Tx) -> None:
    at = forum(tx, citizens=2)
    people = invited(tx, at, 5)
    assert [coming(tx, at, one) for one in people] == ["come", "come", "waiting", "waiting", "waiting"]
    assert [word.citizen_id for word in seats.line(tx, at, "citizens")] == people[2:]
    last = seats.of(tx, at, people[4])
    assert last is not None
    assert (last.place, seats.ahead(tx, at, last)) == (3, 2)
    assert seats.room(tx, at).left("citizens") == 0


def test_asking_twice_takes_no_second_seat_and_no_second_place(tx: Tx) -> None:
    at = forum(tx, citizens=1)
    first, second, third = invited(tx, at, 3)
    for person in (first, first, second, third, second):
        coming(tx, at, person)
    assert seats.taken(tx, at) == {"citizens": 1}
    assert [word.citizen_id for word in seats.line(tx, at, "citizens")] == [second, third]


def test_without_seats_everybody_comes(tx: Tx) -> None:
    at = forum(tx)
    (person,) = invited(tx, at)
    given_now = seats.take(tx, at, person, "citizens", 7, NOW)
    assert (given_now.word.answer, given_now.word.party, given_now.left) == ("come", 7, None)
    assert seats.room(tx, at).left("citizens") is None


def test_a_group_without_seats_of_its_own_has_none(tx: Tx) -> None:
    at = forum(tx, citizens=5)
    (person,) = invited(tx, at)
    assert coming(tx, at, person, group="press") == "waiting"


def test_a_party_has_seats_together_or_waits_together(tx: Tx) -> None:
    at = forum(tx, citizens=3)
    family, pair = invited(tx, at, 2)
    assert coming(tx, at, pair, 2) == "come"
    got = seats.take(tx, at, family, "citizens", 4, NOW)
    assert (got.word.answer, got.word.party, got.left) == ("waiting", 4, 1)


def test_who_wants_more_than_there_are_keeps_what_they_had(tx: Tx) -> None:
    at = forum(tx, citizens=3)
    one, other = invited(tx, at, 2)
    coming(tx, at, one, 1)
    coming(tx, at, other, 1)
    more = seats.take(tx, at, one, "citizens", 3, NOW)
    assert (more.short, more.word.party, more.left) == (True, 1, 1)
    fits = seats.take(tx, at, one, "citizens", 2, NOW)
    assert (fits.short, fits.word.party, fits.left) == (False, 2, 0)
    fewer = seats.take(tx, at, one, "citizens", 1, NOW)
    assert (fewer.freed, fewer.left) == (True, 1)


def test_a_change_of_group_gives_the_seat_back_in_the_other(tx: Tx) -> None:
    at = forum(tx, citizens=1, users=1)
    (person,) = invited(tx, at)
    coming(tx, at, person)
    moved = seats.take(tx, at, person, "users", 1, NOW)
    assert moved.freed
    assert seats.taken(tx, at) == {"users": 1}


@pytest.mark.parametrize("answer", ["cannot", "perhaps"])
def test_who_comes_no_more_frees_a_seat_which_is_offered_to_the_first_in_line(tx: Tx, answer: str) -> None:
    at = forum(tx, citizens=1)
    first, second, third = invited(tx, at, 3)
    for person in (first, second, third):
        coming(tx, at, person)
    assert seats.say(tx, at, first, answer, NOW).freed
    (offered,) = seats.offer(tx, at, LATER, by_link=False)
    assert offered == Word(second, "invitation", "offered", "citizens", 1, None, LATER, 1)
    assert seats.of(tx, at, second) == offered
    assert seats.offer(tx, at, LATER, by_link=False) == []  # the seat is kept for the one who was asked
    assert coming(tx, at, second) == "come"


def test_an_offer_that_nobody_takes_goes_to_the_next(tx: Tx) -> None:
    at = forum(tx, citizens=1)
    first, second, third = invited(tx, at, 3)
    for person in (first, second, third):
        coming(tx, at, person)
    seats.say(tx, at, first, "cannot", NOW)
    seats.offer(tx, at, LATER, by_link=False)
    assert seats.lapse(tx, at, LATER - timedelta(seconds=1)) == []
    assert [word.citizen_id for word in seats.lapse(tx, at, LATER)] == [second]
    assert [word.citizen_id for word in seats.offer(tx, at, LATER + DAY, by_link=False)] == [third]
    late = seats.of(tx, at, second)
    assert late is not None
    assert (late.answer, late.place) == ("perhaps", None)
    assert coming(tx, at, second) == "waiting"  # at the end of the line


def test_a_party_that_needs_more_than_is_free_is_passed_over_and_keeps_its_place(tx: Tx) -> None:
    at = forum(tx, citizens=3)
    one, pair, family, single = invited(tx, at, 4)
    coming(tx, at, one, 1)
    coming(tx, at, pair, 2)
    coming(tx, at, family, 3)
    coming(tx, at, single, 1)
    seats.say(tx, at, one, "cannot", NOW)
    assert [word.citizen_id for word in seats.offer(tx, at, LATER, by_link=False)] == [single]
    waits = seats.of(tx, at, family)
    assert waits is not None
    assert (waits.answer, waits.place, seats.ahead(tx, at, waits)) == ("waiting", 1, 0)


def test_who_came_by_a_link_stands_behind_who_was_invited_and_has_nothing_before_the_time(tx: Tx) -> None:
    at = forum(tx, citizens=1)
    first, late = invited(tx, at, 2)
    passer = given.citizen(tx)
    coming(tx, at, first)
    word = Word(passer, through="link")
    seats.locked(tx, at)
    seats.wait(tx, at, word, "citizens", 1, NOW)
    assert [one.citizen_id for one in seats.line(tx, at, "citizens")] == [passer]
    coming(tx, at, late)
    assert [one.citizen_id for one in seats.line(tx, at, "citizens")] == [late, passer]
    seats.say(tx, at, first, "cannot", NOW)
    assert [one.citizen_id for one in seats.offer(tx, at, LATER, by_link=False)] == [late]
    seats.say(tx, at, late, "cannot", NOW)
    assert seats.offer(tx, at, LATER, by_link=False) == []
    assert [one.citizen_id for one in seats.offer(tx, at, LATER, by_link=True)] == [passer]


def test_more_seats_are_offered_at_once(tx: Tx) -> None:
    at = forum(tx, citizens=0)
    people = invited(tx, at, 4)
    for person in people:
        assert coming(tx, at, person) == "waiting"
    tx.connection.execute(update(ForumSeats).values(seats=3))
    assert [word.citizen_id for word in seats.offer(tx, at, LATER, by_link=False)] == people[:3]


def test_the_account_tells_parties_and_people_by_group_and_answer(tx: Tx) -> None:
    at = forum(tx, citizens=3)
    one, other, third, _silent = invited(tx, at, 4)
    coming(tx, at, one, 2)
    coming(tx, at, other, 2)
    seats.say(tx, at, third, "perhaps", NOW)
    assert seats.account(tx, at) == [
        {"group": "", "answer": "perhaps", "parties": 1, "people": 1},
        {"group": "citizens", "answer": "come", "parties": 1, "people": 2},
        {"group": "citizens", "answer": "waiting", "parties": 1, "people": 2},
    ]
    assert seats.people(tx, at, "come", "perhaps") == [one, third]


@pytest.mark.parametrize("stays", [0, 1])
def test_two_rows_of_one_person_keep_the_seat_whichever_of_them_stays(tx: Tx, stays: int) -> None:
    at = forum(tx, citizens=2)
    both = invited(tx, at, 2)
    coming(tx, at, both[0])
    seats.say(tx, at, both[1], "perhaps", NOW)
    joining.join(tx, both[stays], both[1 - stays])
    word = seats.of(tx, at, both[stays])
    assert word is not None
    assert (word.answer, seats.taken(tx, at)) == ("come", {"citizens": 1})


def test_many_who_ask_at_once_in_transactions_of_their_own_are_never_too_many(store: Store) -> None:
    with store.begin() as tx:
        at = forum(tx, citizens=10)
        people = invited(tx, at, 40)

    def asks(person: int) -> str:
        with store.begin() as tx:
            return coming(tx, at, person)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(asks, people))
    assert answers.count("come") == 10
    with store.reading() as tx:
        places = [word.place for word in seats.line(tx, at, "citizens")]
        assert seats.taken(tx, at) == {"citizens": 10}
    assert places == list(range(1, 31))


def test_of_very_many_who_were_invited_only_those_who_answered_are_looked_at(store: Store) -> None:
    with store.begin() as tx:
        at = forum(tx, citizens=5)
        (first, *_rest) = invited(tx, at, 2000)
        coming(tx, at, first)
    counted(store)
    by_answer = "ix_invitations_forum_id_answer_group_party"
    assert by_answer in plan_of(store, lambda tx: seats.taken(tx, at))
    for waiting in (
        lambda tx: seats.line(tx, at, "citizens"),
        lambda tx: seats.ahead(tx, at, Word(first, group="citizens", place=7)),
        lambda tx: seats.wait(tx, at, Word(first), "citizens", 1, NOW),
    ):
        assert "ix_invitations_line" in plan_of(store, waiting)
