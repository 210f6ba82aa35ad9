"""The door of a forum: codes, who came, and how many."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import insert, select, update

from storage import attendance, forum_needs, forums, joining, seats
from storage.attendance import Holder
from storage.models import Attendance, Forum, Invitation
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW


@pytest.fixture
def tx(store: Store) -> Iterator[Tx]:
    with store.begin() as tx:
        yield tx


def forum(tx: Tx, code: str = "fkp1") -> int:
    return forums.create(tx, "Antrean", None, NOW + DAY, "Aula", code, NOW, state="announced").id


def invited(tx: Tx, forum_id: int) -> int:
    person = given.citizen(tx)
    tx.connection.execute(
        insert(Invitation).values(forum_id=forum_id, citizen_id=person, invited_at=NOW, answer="")
    )
    return person


def test_a_personal_code_finds_its_owner_however_it_is_typed(tx: Tx) -> None:
    at, other = forum(tx), forum(tx, "fkp2")
    person = invited(tx, at)
    seats.take(tx, at, person, "users", 2, NOW)
    code = attendance.code_of(tx, at, person)
    assert len(code) == 8
    assert code == attendance.code_of(tx, at, person)
    typed = f" {code[:4].upper()}-{code[4:]} ".replace("0", "O").replace("1", "l")
    assert attendance.holder(tx, at, typed) == Holder(person, "come", "users", 2)
    assert attendance.holder(tx, other, code) is None
    assert attendance.holder(tx, at, "") is None
    assert code.encode() not in tx.connection.execute(select(Invitation.code)).scalars().one()


def test_the_code_at_the_door_is_each_forums_own(tx: Tx) -> None:
    at, other = forum(tx), forum(tx, "fkp2")
    code = attendance.door_code(tx, at)
    assert len(code) == 6
    assert attendance.is_door_code(tx, at, code.upper())
    assert not attendance.is_door_code(tx, other, code)
    assert not attendance.is_door_code(tx, at, "")
    assert not attendance.is_door_code(tx, at, "é" * 6)


def test_a_code_takes_the_invitation_along_to_another_chat_once(tx: Tx) -> None:
    at = forum(tx)
    phone, browser, thief = invited(tx, at), given.citizen(tx), given.citizen(tx)
    code = attendance.code_of(tx, at, phone)
    seats.say(tx, at, browser, "perhaps", NOW)
    assert attendance.take_along(tx, at, code, phone)  # their own: nothing happens
    assert attendance.take_along(tx, at, code, browser)
    assert seats.of(tx, at, phone) is None
    mine = seats.of(tx, at, browser)
    assert mine is not None
    assert (mine.through, mine.answer) == ("invitation", "")
    assert not attendance.take_along(tx, at, code, thief)
    assert not attendance.take_along(tx, at, "00000000", thief)


def test_a_door_is_passed_once(tx: Tx) -> None:
    at = forum(tx)
    person = invited(tx, at)
    assert not attendance.has_come(tx, at, person)
    assert attendance.check_in(tx, at, person, "users", 2, "citizen", NOW, walked_in=False)
    assert not attendance.check_in(tx, at, person, "users", 5, "official:1", NOW, walked_in=True)
    assert attendance.has_come(tx, at, person)
    assert attendance.counts(tx, at) == {"users": 2}


def test_people_are_counted_by_group_with_those_who_walked_in(tx: Tx) -> None:
    at, other = forum(tx), forum(tx, "fkp2")
    one, two = invited(tx, at), invited(tx, at)
    attendance.check_in(tx, at, two, "users", 2, "citizen", NOW, walked_in=False)
    attendance.check_in(tx, at, one, "citizens", 1, "official:1", NOW, walked_in=True)
    attendance.count_in(tx, at, "press", 3, "official:1", NOW)
    attendance.count_in(tx, at, "press", 1, "official:1", NOW)
    attendance.count_in(tx, other, "press", 9, "official:1", NOW)
    assert attendance.counts(tx, at) == {"citizens": 1, "press": 4, "users": 2}
    assert attendance.walk_ins(tx, at) == 5
    assert attendance.came(tx, at) == [one, two]
    assert (attendance.walk_ins(tx, forum(tx, "fkp3")), attendance.counts(tx, 99)) == (0, {})


def test_two_rows_of_one_person_came_once(tx: Tx) -> None:
    at = forum(tx)
    one, other = invited(tx, at), invited(tx, at)
    for person in (one, other):
        attendance.check_in(tx, at, person, "users", 1, "citizen", NOW, walked_in=False)
    joining.join(tx, one, other)
    assert attendance.came(tx, at) == [one]
    assert given.count(tx, Attendance) == 1


def test_who_is_forgotten_frees_a_seat_and_stays_a_number(tx: Tx) -> None:
    over, to_come = forum(tx), forum(tx, "fkp2")
    person = invited(tx, over)
    tx.connection.execute(
        insert(Invitation).values(forum_id=to_come, citizen_id=person, invited_at=NOW, answer="")
    )
    for at in (over, to_come):
        seats.take(tx, at, person, "citizens", 2, NOW)
        forum_needs.state(tx, at, person, {"wheel"}, "")
    code = attendance.code_of(tx, over, person)
    attendance.check_in(tx, over, person, "citizens", 2, "citizen", NOW, walked_in=False)
    tx.connection.execute(update(Forum).where(Forum.id == over).values(starts_at=NOW - DAY))
    attendance.forget(tx, person, NOW)
    attendance.forget(tx, person, NOW)
    assert (attendance.came(tx, over), attendance.counts(tx, over)) == ([], {"citizens": 2})
    assert attendance.holder(tx, over, code) is None
    words = [seats.of(tx, at, person) for at in (over, to_come)]
    assert [word.answer if word else None for word in words] == ["come", "cannot"]
    assert forum_needs.of_all(tx, over) == forum_needs.of_all(tx, to_come) == []


def test_needs_codes_and_people_of_long_ago_go_and_numbers_stay(tx: Tx) -> None:
    at = forum(tx)
    person = invited(tx, at)
    seats.take(tx, at, person, "citizens", 2, NOW)
    forum_needs.state(tx, at, person, {"wheel"}, "")
    attendance.code_of(tx, at, person)
    attendance.check_in(tx, at, person, "citizens", 2, "citizen", NOW, walked_in=False)
    assert (attendance.sweep_needs(tx, NOW), attendance.sweep_people(tx, NOW)) == (0, 0)
    later = NOW + 2 * DAY
    assert (attendance.sweep_needs(tx, later), attendance.sweep_people(tx, later)) == (1, 1)
    assert (attendance.sweep_needs(tx, later), attendance.sweep_people(tx, later)) == (0, 0)
    assert attendance.counts(tx, at) == {"citizens": 2}
