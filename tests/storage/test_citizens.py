"""Citizens: one person per handle locked for a turn, known by hashes alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import insert, select

from storage import citizens, consents, models
from storage.citizens import Handle, Reach
from storage.models import Citizen
from storage.store import Store, Tx
from storage.vault import Vault
from tests.storage import given
from tests.storage.conftest import KEY

SARI, BUDI = Handle("telegram", "chat", "42"), Handle("telegram", "chat", "43")
DAY = timedelta(days=1)


def one(tx: Tx, handle: Handle, now: datetime) -> citizens.CitizenRow:
    return citizens.lock(tx, {handle: "id"}, now)[handle]


def test_whoever_writes_first_is_made_and_is_the_same_person_ever_after(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        first = citizens.lock(tx, {SARI: "id", BUDI: "en"}, now)
    with store.begin() as tx:
        again = citizens.lock(tx, {BUDI: "id", SARI: "id"}, now + DAY)
        assert given.count(tx, Citizen) == 2
    assert {handle: row.id for handle, row in first.items()} == {
        handle: row.id for handle, row in again.items()
    }
    assert (again[SARI].language, again[BUDI].language) == ("id", "en")
    assert again[SARI].handle == SARI


def test_somebody_new_has_said_nothing_yet(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        row = one(tx, SARI, now)
    assert (row.noticed_version, row.is_minor, row.guardian_agreed, row.agreed) == (
        "",
        None,
        False,
        frozenset(),
    )
    assert not any([row.stopped, row.blocked, row.forgotten])


def test_nobody_is_locked_where_nobody_writes(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        assert citizens.lock(tx, {}, now) == {}


def test_many_are_locked_in_a_few_statements(store: Store, now: datetime) -> None:
    many = {Handle("telegram", "chat", str(number)): "id" for number in range(500)}
    with store.begin() as tx:
        rows = citizens.lock(tx, many, now)
    assert len({row.id for row in rows.values()}) == 500


def test_the_same_value_on_another_channel_is_somebody_else(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        assert one(tx, SARI, now).id != one(tx, Handle("whatsapp", "chat", "42"), now).id
        assert one(tx, SARI, now).id != one(tx, Handle("telegram", "phone", "42"), now).id


def test_two_handles_of_one_person_lead_to_that_person(store: Store, now: datetime) -> None:
    phone = Handle("whatsapp", "phone", "0812")
    with store.begin() as tx:
        sari = one(tx, SARI, now)
        add_handle(tx, sari.id, phone)
        both = citizens.lock(tx, {SARI: "id", phone: "id"}, now)
    assert both[SARI].id == both[phone].id == sari.id


def add_handle(tx: Tx, citizen_id: int, handle: Handle) -> None:
    hashed = tx.vault.hash(f"{handle.channel}.{handle.kind}", handle.value)
    sealed = tx.vault.seal(handle.value, "handles.value")
    row = {"citizen_id": citizen_id, "channel": handle.channel, "kind": handle.kind}
    tx.connection.execute(insert(models.Handle).values(hash=hashed, value=sealed, **row))


def test_the_database_holds_no_address_that_can_be_read(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        one(tx, Handle("telegram", "chat", "6281234567890"), now)
        hashed, value = tx.connection.execute(select(models.Handle.hash, models.Handle.value)).one()
    assert b"81234567890" not in hashed + value
    assert hashed != Vault(bytes(32)).hash("telegram.chat", "6281234567890")


def test_writing_is_seen_and_lifts_a_block(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = one(tx, SARI, now)
        citizens.set_blocked(tx, sari.id, now)
        assert tx.connection.execute(select(Citizen.blocked_at)).scalar_one() == now
        one(tx, SARI, now + DAY)
        seen = tx.connection.execute(
            select(Citizen.blocked_at, Citizen.last_seen_at, Citizen.first_seen_at)
        ).one()
    assert tuple(seen) == (None, now + DAY, now)


def test_what_somebody_says_of_themselves_is_kept(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari, budi = citizens.lock(tx, {SARI: "id", BUDI: "id"}, now).values()
        citizens.set_language(tx, sari.id, "en")
        citizens.set_noticed(tx, sari.id, "3")
        citizens.set_age(tx, sari.id, True, True)
        citizens.set_stopped(tx, sari.id, True, now)
        row = one(tx, SARI, now)
        assert (row.language, row.noticed_version, row.is_minor, row.guardian_agreed, row.stopped) == (
            *("en", "3", True, True, True),
        )
        assert one(tx, BUDI, now) == budi
        citizens.set_stopped(tx, sari.id, False, now)
        assert not one(tx, SARI, now).stopped


def test_the_last_word_on_a_purpose_counts_and_only_what_is_a_purpose(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = one(tx, SARI, now)
        for purpose, answer in [
            ("profile", False),
            ("profile", True),
            ("invitations", True),
            ("invitations", False),
            ("notice", True),
        ]:
            consents.add(tx, sari.id, purpose, answer, "1", "hash", "telegram", now)
        assert one(tx, SARI, now).agreed == {"profile"}


def test_addresses_are_the_newest_handles_opened_and_a_number_only_where_there_is_nothing_better(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        sari, budi = citizens.lock(tx, {SARI: "id", BUDI: "en"}, now).values()
        nobody = given.citizen(tx)
        new = Handle("whatsapp", "bsuid", "ID.42")
        add_handle(tx, sari.id, new)
        add_handle(tx, sari.id, Handle("whatsapp", "phone", "62812"))
        assert citizens.addresses(tx, [sari.id, budi.id, nobody]) == {sari.id: new, budi.id: BUDI}
        assert citizens.reach(tx, [budi.id, nobody, sari.id]) == [
            Reach(sari.id, "id", "whatsapp"),
            Reach(budi.id, "en", "telegram"),
        ]
        assert citizens.addresses(tx, []) == {}
        assert citizens.reach(tx, []) == []


def test_processes_that_meet_the_same_new_people_at_once_make_each_once(
    store: Store, url: str, now: datetime
) -> None:
    handles = [Handle("telegram", "chat", str(number)) for number in range(20)]
    start = Barrier(4)

    def meet(turn: int) -> set[int]:
        mine = Store(url, Vault(KEY))
        order = handles if turn % 2 else handles[::-1]
        start.wait()
        with mine.begin() as tx:
            found = citizens.lock(tx, dict.fromkeys(order, "id"), now)
        mine.dispose()
        return {row.id for row in found.values()}

    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(meet, range(4)))
    assert all(each == ids[0] for each in ids)
    with store.reading() as tx:
        assert given.count(tx, Citizen) == given.count(tx, models.Handle) == 20


def test_two_batches_with_the_same_people_go_one_after_the_other(
    store: Store, url: str, now: datetime
) -> None:
    with store.begin() as tx:
        citizens.lock(tx, {SARI: "id", BUDI: "id"}, now)
    start = Barrier(2)

    def answer(order: list[Handle]) -> None:
        mine = Store(url, Vault(KEY))
        for _ in range(10):
            start.wait()
            with mine.begin() as tx:
                rows = citizens.lock(tx, dict.fromkeys(order, "id"), now)
                for row in rows.values():  # a lost update would show in the sum
                    citizens.set_noticed(tx, row.id, str(int(row.noticed_version or 0) + 1))
        mine.dispose()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(answer, [[SARI, BUDI], [BUDI, SARI]]))
    with store.begin() as tx:
        assert {row.noticed_version for row in citizens.lock(tx, {SARI: "", BUDI: ""}, now).values()} == {
            "20"
        }


def test_who_is_forgotten_while_we_wait_for_them_begins_anew(store: Store, url: str, now: datetime) -> None:
    with store.begin() as tx:
        before = one(tx, SARI, now)
    other = Store(url, Vault(KEY))
    with ThreadPoolExecutor(1) as pool:
        with store.begin() as tx:
            one(tx, SARI, now)
            waiting = pool.submit(_met_by, other, now)
            citizens.forget(tx, before.id, now)
        after = waiting.result()
    other.dispose()
    assert after.id != before.id
    assert not after.forgotten


def _met_by(store: Store, now: datetime) -> citizens.CitizenRow:
    with store.begin() as tx:
        return one(tx, SARI, now)


@pytest.mark.parametrize("value", ["", "\x00", "\ud800", "\u202e42", "x" * 10_000])
def test_a_strange_address_is_still_somebodys(store: Store, now: datetime, value: str) -> None:
    strange = Handle("telegram", "chat", value)
    with store.begin() as tx:
        row = one(tx, strange, now)
        assert citizens.addresses(tx, [row.id]) == {row.id: strange}
