"""Somebody takes another number: their cases, their talk and their wishes go on, and nobody else's do."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from storage import citizens, consents, forums, moving, outbox, talks, windows
from storage.acquaintance import meet
from storage.citizens import Handle
from storage.models import Case, Citizen, Invitation, Outbox, Rating, Talk
from storage.store import Store, Tx
from storage.windows import WindowRow
from tests.storage import given

OLD, NEW = Handle("whatsapp", "bsuid", "ID.1"), Handle("whatsapp", "bsuid", "ID.2")
OLD_NUMBER, NEW_NUMBER = Handle("whatsapp", "phone", "628111"), Handle("whatsapp", "phone", "628222")
DAY = timedelta(days=1)


def met(tx: Tx, handle: Handle, now: datetime, *also: Handle) -> int:
    return meet(tx, {handle: "id"}, {handle: also} if also else {}, now)[handle].id


@pytest.mark.parametrize(
    ("formerly", "to"),
    [
        ([OLD, OLD_NUMBER], [NEW, NEW_NUMBER]),
        ([OLD], [NEW]),
        ([OLD_NUMBER], [NEW_NUMBER]),
        ([OLD_NUMBER], [NEW, NEW_NUMBER]),
    ],
)
def test_whoever_moves_is_found_under_every_new_name(
    store: Store, now: datetime, formerly: list[Handle], to: list[Handle]
) -> None:
    with store.begin() as tx:
        person = met(tx, OLD, now, OLD_NUMBER)
        assert moving.move(tx, formerly, to, now) == person
        assert {met(tx, handle, now) for handle in to} == {person}
        assert given.count(tx, Citizen) == 1


def test_the_new_user_id_is_where_answers_go(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        person = met(tx, OLD, now, OLD_NUMBER)
        moving.move(tx, [OLD], [NEW], now)
        assert citizens.addresses(tx, [person]) == {person: NEW}


def test_a_number_that_was_given_up_leads_to_nobody_and_an_old_user_id_still_does(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        person = met(tx, OLD, now, OLD_NUMBER)
        moving.move(tx, [OLD, OLD_NUMBER], [NEW], now)
        assert met(tx, OLD, now) == person
        assert met(tx, OLD_NUMBER, now) != person


def test_a_change_that_is_told_twice_changes_nothing_more(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        person = met(tx, OLD, now, OLD_NUMBER)
        for _ in range(2):
            moving.move(tx, [OLD, OLD_NUMBER], [NEW, NEW_NUMBER], now)
        assert met(tx, NEW, now, NEW_NUMBER) == person


def test_a_change_of_somebody_unknown_makes_nobody(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        assert moving.move(tx, [OLD], [NEW], now) is None
        assert given.count(tx, Citizen) == 0


def test_a_new_number_is_taken_from_its_earlier_owner_and_nothing_else_is(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        earlier = met(tx, Handle("whatsapp", "bsuid", "ID.9"), now, NEW_NUMBER)
        person = met(tx, OLD, now, OLD_NUMBER)
        moving.move(tx, [OLD_NUMBER], [NEW_NUMBER], now)
        assert met(tx, NEW_NUMBER, now) == person
        assert met(tx, Handle("whatsapp", "bsuid", "ID.9"), now) == earlier


def test_an_earlier_owner_known_by_number_alone_is_not_joined(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        earlier = met(tx, NEW_NUMBER, now)
        person = met(tx, OLD, now + 30 * DAY, OLD_NUMBER)
        moving.move(tx, [OLD_NUMBER], [NEW_NUMBER], now + 30 * DAY)
        assert given.count(tx, Citizen) == 2
        assert met(tx, NEW_NUMBER, now + 30 * DAY) == person != earlier


@pytest.mark.parametrize("new", [NEW, NEW_NUMBER])
def test_who_wrote_from_the_new_name_before_we_heard_of_it_is_joined_with_all_they_did(
    store: Store, now: datetime, new: Handle
) -> None:
    with store.begin() as tx:
        person = met(tx, OLD, now, OLD_NUMBER)
        early = met(tx, new, now + DAY)
        rating = {"talk": "261125-abcd", "unit": "dukcapil", "service": "", "score": 4, "given_at": now}
        given.units(tx, "dukcapil")
        for who in (person, early):  # by chance the same talk
            tx.connection.execute(insert(Rating).values(citizen_id=who, channel="whatsapp", **rating))
        talks.save_many(tx, [(early, "k3f7", "rate", "{}", now)])
        consents.add(tx, early, "invitations", False, "1", "hash", "whatsapp", now)
        outbox.add(tx, [outbox.Message("reply", "whatsapp", early, "reply", "{}")], now)
        citizens.set_stopped(tx, early, True, now)
        moving.move(tx, [OLD], [new], now + 2 * DAY)
        rows = citizens.lock(tx, {new: "id", OLD: "id"}, now)
        assert {row.id for row in rows.values()} == {person}
        assert rows[new].stopped
        assert given.count(tx, Citizen) == 1
        for table in (Rating, Talk, Outbox):
            assert set(tx.connection.execute(select(table.citizen_id)).scalars()) == {person}
        assert given.count(tx, Rating) == 2


def test_of_two_words_on_one_forum_the_older_persons_stays(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        person, early = met(tx, OLD, now), met(tx, NEW, now)
        forum = forums.create(tx, "Antrean", None, now, "Aula", "abc", now)
        for who, said in ((person, "yes"), (early, "no")):
            row = {"forum_id": forum.id, "citizen_id": who, "invited_at": now, "answer": said}
            tx.connection.execute(insert(Invitation).values(**row))
        moving.move(tx, [OLD], [NEW], now)
        answers = tx.connection.execute(select(Invitation.citizen_id, Invitation.answer)).all()
        assert [tuple(row) for row in answers] == [(person, "yes")]


def test_what_is_known_of_a_window_goes_along_and_of_two_the_older_persons_stays(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        person, early = met(tx, OLD, now), met(tx, NEW, now)
        windows.close(tx, early, "whatsapp", now)
        windows.close(tx, early, "other", now + DAY)
        windows.close(tx, person, "other", now)
        moving.move(tx, [OLD], [NEW], now)
        assert windows.of(tx, [person, early], "whatsapp") == {person: WindowRow(now)}
        assert windows.of(tx, [person, early], "other") == {person: WindowRow(now)}


def test_cases_go_along(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        person, early = met(tx, OLD, now), met(tx, NEW, now)
        given.units(tx, "disdukcapil")
        given.case(tx, early)
        moving.move(tx, [OLD], [NEW], now)
        assert tx.connection.execute(select(Case.citizen_id)).scalar_one() == person
