"""Organisations: one way from asking to their end, one contact person each, one invitation to a forum."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storage import broadcasts, citizens, forums, organisations, seats
from storage.citizens import Handle
from storage.models import Invitation, Organisation
from storage.organisations import PURPOSE, OrganisationRow
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

CODE = "7f3k9m2q4txb"
TOPICS = ("disdukcapil/ktp_el", "dishub")


def asked(tx: Tx, name: str = "Forum Warga") -> OrganisationRow:
    """One that waits, of somebody who agreed."""
    contact = given.citizen(tx)
    given.consent(tx, contact, given=True, purpose=PURPOSE)
    return organisations.ask(tx, contact, name, TOPICS, "AHU-12", NOW)


def registered(tx: Tx, name: str = "Forum Warga") -> OrganisationRow:
    row = asked(tx, name)
    assert organisations.decide(tx, row.id, "registered", "official:1", NOW)
    return again(tx, row)


def again(tx: Tx, row: OrganisationRow) -> OrganisationRow:
    found = organisations.by_id(tx, row.id)
    assert found is not None
    return found


def forum(tx: Tx) -> int:
    return forums.create(tx, "Antrean", None, NOW + 9 * DAY, "Aula", "abc234", NOW, state="announced").id


def test_what_was_asked_is_kept_and_nothing_of_it_is_readable(store: Store) -> None:
    with store.begin() as tx:
        row = asked(tx)
        assert (row.name, row.topics, row.registered_as, row.state) == (
            "Forum Warga",
            TOPICS,
            "AHU-12",
            "asked",
        )
        kept = tx.connection.execute(select(Organisation.name, Organisation.registered_as)).one()
        assert b"Warga" not in kept.name
        assert b"AHU" not in kept.registered_as
        assert organisations.alive(tx, lock=True) == organisations.listing(tx) == [row]


def test_a_decision_is_taken_once(store: Store) -> None:
    with store.begin() as tx:
        row = asked(tx)
        assert organisations.decide(tx, row.id, "registered", "official:1", NOW)
        assert not organisations.decide(tx, row.id, "refused", "official:2", NOW)
        found = again(tx, row)
        assert (found.state, found.decided_by, found.ended_at) == ("registered", "official:1", None)


def test_what_was_refused_is_over_and_may_be_asked_for_again(store: Store) -> None:
    with store.begin() as tx:
        row = asked(tx)
        organisations.decide(tx, row.id, "refused", "official:1", NOW)
        assert organisations.of_citizen(tx, row.citizen_id or 0) is None
        assert organisations.alive(tx) == []
        assert not organisations.end(tx, row.id, NOW)


def test_an_end_ends_it_with_its_link(store: Store) -> None:
    with store.begin() as tx:
        row = registered(tx)
        organisations.offer(tx, row.id, CODE, NOW + DAY)
        assert organisations.end(tx, row.id, NOW)
        assert organisations.offered(tx, CODE, NOW) is None
        assert again(tx, row).state == "ended"


def test_what_waits_can_be_withdrawn_and_is_gone(store: Store) -> None:
    with store.begin() as tx:
        waits, there = asked(tx), registered(tx, "Yayasan")
        for row in (waits, there):
            organisations.withdraw(tx, row.id)
        assert [row.id for row in organisations.listing(tx)] == [there.id]


def test_a_link_is_good_once_until_its_end_and_only_the_newest(store: Store) -> None:
    with store.begin() as tx:
        row = registered(tx)
        organisations.offer(tx, row.id, "first", NOW + DAY)
        organisations.offer(tx, row.id, CODE, NOW + DAY)
        assert organisations.offered(tx, "first", NOW) is None
        assert organisations.offered(tx, CODE, NOW + DAY) is None
        assert organisations.offered(tx, CODE, NOW, lock=True) == row
        successor = given.citizen(tx)
        organisations.pass_on(tx, row.id, successor)
        assert organisations.offered(tx, CODE, NOW) is None
        assert again(tx, row).citizen_id == successor


def test_what_waits_has_no_link(store: Store) -> None:
    with store.begin() as tx:
        organisations.offer(tx, asked(tx).id, CODE, NOW + DAY)
        assert organisations.offered(tx, CODE, NOW) is None


def test_a_turn_knows_for_whom_somebody_writes_and_everybody_else_for_nobody(store: Store) -> None:
    mine, other = Handle("telegram", "chat", "1"), Handle("telegram", "chat", "2")
    with store.begin() as tx:
        people = citizens.lock(tx, {mine: "id", other: "id"}, NOW)
        row = organisations.ask(tx, people[mine].id, "Forum Warga", TOPICS, "", NOW)
        assert citizens.lock(tx, {mine: "id"}, NOW)[mine].organisation == ""
        organisations.decide(tx, row.id, "registered", "official:1", NOW)
        seen = citizens.lock(tx, {mine: "id", other: "id"}, NOW)
        assert (seen[mine].organisation, seen[other].organisation) == ("Forum Warga", "")
        assert organisations.of_citizens(tx, [people[mine].id, people[other].id]).keys() == {people[mine].id}


def test_only_who_agreed_and_wants_news_is_written_to(store: Store) -> None:
    with store.begin() as tx:
        there, stopped, silent = registered(tx, "A"), registered(tx, "B"), registered(tx, "C")
        asked(tx, "D")
        citizens.set_stopped(tx, stopped.citizen_id or 0, True, NOW)
        given.consent(tx, silent.citizen_id or 0, given=False, purpose=PURPOSE)
        assert [row.name for row in organisations.contacts(tx)] == [there.name]


def test_an_organisation_is_invited_to_a_forum_once_whoever_writes_for_it(store: Store) -> None:
    with store.begin() as tx:
        row, at = registered(tx), forum(tx)
        assert organisations.contacts(tx, at) == [row]
        forums.invited(tx, at, [row.citizen_id or 0], "ngos", NOW)
        organisations.invited(tx, at, [row.citizen_id or 0])
        word = seats.of(tx, at, row.citizen_id or 0)
        assert word is not None
        assert word.organisation_id == row.id
        successor = given.citizen(tx)
        given.consent(tx, successor, given=True, purpose=PURPOSE)
        organisations.pass_on(tx, row.id, successor)
        assert organisations.contacts(tx, at) == []
        assert len(organisations.contacts(tx)) == 1


def test_two_invitations_of_one_organisation_cannot_be_stored(store: Store) -> None:
    with store.begin() as tx:
        at, people = forum(tx), [given.citizen(tx), given.citizen(tx)]
    rows = [
        {"forum_id": at, "citizen_id": one, "invited_at": NOW, "answer": "", "organisation_id": 7}
        for one in people
    ]
    with pytest.raises(IntegrityError), store.begin() as tx:
        tx.connection.execute(Invitation.__table__.insert(), rows)  # type: ignore[attr-defined]  # a table


def test_who_is_forgotten_writes_for_nobody(store: Store) -> None:
    with store.begin() as tx:
        row = registered(tx)
        contact = row.citizen_id or 0
        refused = organisations.ask(tx, contact, "Lain", (), "", NOW)
        organisations.decide(tx, refused.id, "refused", "official:1", NOW)
        assert [one["name"] for one in citizens.export(tx, contact)["organisations"]] == [
            "Forum Warga",
            "Lain",
        ]
        citizens.forget(tx, contact, NOW)
        (left,) = organisations.listing(tx)
        assert (left.id, left.state, left.citizen_id, left.ended_at) == (row.id, "ended", None, NOW)


def test_what_was_over_long_ago_goes(store: Store) -> None:
    with store.begin() as tx:
        over, there = registered(tx), registered(tx, "Yayasan")
        organisations.end(tx, over.id, NOW)
        assert organisations.sweep(tx, NOW) == 0
        assert organisations.sweep(tx, NOW + timedelta(seconds=1)) == 1
        assert [row.id for row in organisations.listing(tx)] == [there.id]


def test_a_month_is_told_once_wherever_its_broadcast_stands(store: Store) -> None:
    with store.begin() as tx:
        assert not organisations.was_told(tx, "numbers", "2026-12")
        broadcasts.create(tx, "numbers", made_by="system", now=NOW, audience="2026-12")
        assert organisations.was_told(tx, "numbers", "2026-12")
        assert not organisations.was_told(tx, "numbers", "2027-01")
