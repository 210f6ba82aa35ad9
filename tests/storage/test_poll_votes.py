"""Answers to quick polls: one each, the last one counting, by whoever is there, and in the end nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert

from storage import attendance, citizens, forums, joining, poll_votes, polls, retention
from storage.models import Invitation
from storage.polls import PollRow
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW


@pytest.fixture
def tx(store: Store) -> Iterator[Tx]:
    with store.begin() as tx:
        yield tx


def forum(tx: Tx, code: str = "fkp1") -> int:
    return forums.create(tx, "Antrean", None, NOW, "Aula", code, NOW, state="announced").id


def opened(tx: Tx, forum_id: int) -> PollRow:
    return polls.create(tx, forum_id, "Kapan?", ("Pagi", "Siang"), "operator", NOW + DAY, NOW)


def invited(tx: Tx, forum_id: int, answer: str = "", through: str = "invitation") -> int:
    person = given.citizen(tx)
    row = {"forum_id": forum_id, "citizen_id": person, "invited_at": NOW, "answer": answer}
    tx.connection.execute(insert(Invitation).values(**row, through=through))
    return person


def comes_in(tx: Tx, forum_id: int, person: int) -> int:
    attendance.check_in(tx, forum_id, person, "citizens", 1, "citizen", NOW, walked_in=False)
    return person


def test_one_answer_each_and_the_last_one_counts(tx: Tx) -> None:
    poll = opened(tx, forum(tx))
    one, other = given.citizen(tx), given.citizen(tx)
    for person, answer in ((one, 0), (other, 1), (one, 1), (one, 1)):
        poll_votes.vote(tx, poll.id, person, answer, NOW)
    assert poll_votes.counts(tx, poll.id) == {1: 2}
    assert poll_votes.vote_of(tx, poll.id, one) == 1
    assert poll_votes.vote_of(tx, poll.id, 0) is None
    assert poll_votes.voters(tx, poll.id) == [one, other]


def test_many_who_answer_at_once_over_two_connections_are_counted_once_each(store: Store) -> None:
    with store.begin() as tx:
        poll = opened(tx, forum(tx))
        people = [given.citizen(tx) for _ in range(20)]

    def answers(person: int) -> None:
        with store.begin() as tx:
            locked = polls.locked(tx, poll.id)
            assert locked is not None
            poll_votes.vote(tx, poll.id, person, person % 2, NOW)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(answers, [*people, *people]))
    with store.reading() as tx:
        assert sum(poll_votes.counts(tx, poll.id).values()) == 20


def test_there_is_who_checked_in_whether_they_were_invited_or_not(tx: Tx) -> None:
    at, other = forum(tx), forum(tx, "fkp2")
    guest = comes_in(tx, at, invited(tx, at))
    walks = comes_in(tx, at, given.citizen(tx))
    linked = comes_in(tx, at, invited(tx, at, "perhaps", "link"))
    invited(tx, at, "come")
    comes_in(tx, other, given.citizen(tx))
    attendance.count_in(tx, at, "press", 3, "operator", NOW)
    assert poll_votes.present(tx, at, online=False) == {guest: True, walks: False, linked: False}
    assert poll_votes.present(tx, at, online=False, citizen_id=guest) == {guest: True}
    assert poll_votes.present(tx, other, online=False, citizen_id=guest) == {}


def test_on_the_net_there_is_who_said_that_they_come(tx: Tx) -> None:
    at = forum(tx)
    comes, linked = invited(tx, at, "come"), invited(tx, at, "come", "link")
    perhaps = comes_in(tx, at, invited(tx, at, "perhaps"))
    assert poll_votes.present(tx, at, online=True) == {comes: True, linked: False}
    assert poll_votes.present(tx, at, online=True, citizen_id=perhaps) == {}


def test_the_open_poll_is_found_by_whoever_is_there(tx: Tx) -> None:
    at = forum(tx)
    here, comes, stranger = comes_in(tx, at, given.citizen(tx)), invited(tx, at, "come"), given.citizen(tx)
    poll = opened(tx, at)
    found = [poll_votes.open_for(tx, one, NOW) for one in (here, comes, stranger)]
    assert found == [poll.id, poll.id, None]
    assert poll_votes.open_for(tx, here, NOW + DAY) is None
    polls.close(tx, poll.id, NOW)
    assert poll_votes.open_for(tx, here, NOW) is None


def test_an_invitation_that_moves_to_another_chat_takes_the_answer_along(tx: Tx) -> None:
    at = forum(tx)
    done, poll = opened(tx, at), None
    one, other = comes_in(tx, at, invited(tx, at, "come")), comes_in(tx, at, given.citizen(tx))
    poll_votes.vote(tx, done.id, one, 0, NOW)
    polls.close(tx, done.id, NOW)
    poll = opened(tx, at)
    poll_votes.vote(tx, poll.id, one, 0, NOW)
    poll_votes.vote(tx, poll.id, other, 1, NOW)
    code = attendance.code_of(tx, at, one)
    assert attendance.take_along(tx, at, code, other)
    assert poll_votes.counts(tx, poll.id) == {0: 1}
    assert poll_votes.voters(tx, poll.id) == [other]
    assert poll_votes.present(tx, at, online=False) == {other: True}
    assert poll_votes.voters(tx, done.id) == [one], "what was counted stays"


def test_an_invitation_without_a_door_and_an_answer_just_moves(tx: Tx) -> None:
    at = forum(tx)
    one, other = invited(tx, at, "come"), comes_in(tx, at, given.citizen(tx))
    assert attendance.take_along(tx, at, attendance.code_of(tx, at, one), other)
    assert poll_votes.present(tx, at, online=False) == {other: True}


def test_whoever_is_forgotten_has_answered_all_the_same(tx: Tx) -> None:
    poll = opened(tx, forum(tx))
    person = given.citizen(tx)
    poll_votes.vote(tx, poll.id, person, 0, NOW)
    assert [row["answer"] for row in citizens.export(tx, person)["poll_answers"]] == [0]
    citizens.forget(tx, person, NOW)
    assert poll_votes.counts(tx, poll.id) == {0: 1}
    assert poll_votes.voters(tx, poll.id) == []


def test_after_the_retention_answers_are_nobodys(tx: Tx) -> None:
    poll = opened(tx, forum(tx))
    old, new = given.citizen(tx), given.citizen(tx)
    poll_votes.vote(tx, poll.id, old, 0, NOW - 31 * DAY)
    poll_votes.vote(tx, poll.id, new, 0, NOW)
    assert retention.sweep(tx, NOW, {"case_days": 30})["voters_at_forums"] == 1
    assert poll_votes.counts(tx, poll.id) == {0: 2}
    assert poll_votes.voters(tx, poll.id) == [new]


def test_two_rows_of_one_person_have_one_answer(tx: Tx) -> None:
    poll = opened(tx, forum(tx))
    one, other = given.citizen(tx), given.citizen(tx)
    poll_votes.vote(tx, poll.id, one, 0, NOW)
    poll_votes.vote(tx, poll.id, other, 1, NOW)
    joining.join(tx, one, other)
    assert poll_votes.counts(tx, poll.id) == {0: 1}
