"""People who come under several names: found again by any of them, and never taken for somebody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

from storage import citizens
from storage.acquaintance import meet
from storage.citizens import Handle
from storage.models import Citizen
from storage.store import Store, Tx
from storage.vault import Vault
from tests.storage import given
from tests.storage.conftest import KEY

SARI = Handle("whatsapp", "bsuid", "ID.1001")
BUDI = Handle("whatsapp", "bsuid", "ID.2002")
NUMBER = Handle("whatsapp", "phone", "628121")
DAY = timedelta(days=1)


def met(tx: Tx, handle: Handle, now: datetime, *also: Handle) -> int:
    return meet(tx, {handle: "id"}, {handle: also} if also else {}, now)[handle].id


def found(tx: Tx, handle: Handle, now: datetime) -> int:
    return citizens.lock(tx, {handle: "id"}, now)[handle].id


def test_the_number_that_came_along_leads_to_the_same_person(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = met(tx, SARI, now, NUMBER)
        assert met(tx, NUMBER, now) == sari
        assert met(tx, SARI, now, NUMBER) == sari
        assert given.count(tx, Citizen) == 1


def test_answers_go_to_the_user_id_though_the_number_came_later(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = met(tx, SARI, now)
        met(tx, SARI, now, NUMBER)
        assert citizens.addresses(tx, [sari]) == {sari: SARI}


def test_somebody_known_by_number_is_recognised_with_a_user_id(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        known = met(tx, NUMBER, now)
    with store.begin() as tx:
        assert met(tx, SARI, now + DAY, NUMBER) == known
        assert found(tx, SARI, now + DAY) == known
        assert citizens.addresses(tx, [known]) == {known: SARI}
        assert given.count(tx, Citizen) == 1


def test_a_number_that_was_silent_for_long_may_be_somebody_elses_by_now(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        before = met(tx, NUMBER, now)
        after = met(tx, SARI, now + 91 * DAY, NUMBER)
        assert after != before
        assert found(tx, NUMBER, now + 91 * DAY) == after


def test_a_recycled_number_brings_nothing_of_its_earlier_owner(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = met(tx, SARI, now, NUMBER)
        budi = met(tx, BUDI, now + DAY, NUMBER)
        assert budi != sari
        assert found(tx, NUMBER, now + DAY) == budi
        assert found(tx, SARI, now + DAY) == sari
        assert citizens.addresses(tx, [sari, budi]) == {sari: SARI, budi: BUDI}


def test_a_number_goes_to_whoever_shows_it_last_and_joins_nobody(store: Store, now: datetime) -> None:
    """Both were known before: that they are one person is said by nobody."""
    with store.begin() as tx:
        sari, other = met(tx, SARI, now), met(tx, NUMBER, now)
        assert met(tx, SARI, now, NUMBER) == sari != other
        assert found(tx, NUMBER, now) == sari
        assert given.count(tx, Citizen) == 2


def test_a_number_is_not_the_same_on_another_channel(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        elsewhere = met(tx, Handle("telegram", "phone", NUMBER.value), now)
        assert met(tx, SARI, now, NUMBER) != elsewhere


def test_many_of_one_batch_are_met_each_with_their_own(store: Store, now: datetime) -> None:
    people = {
        Handle("whatsapp", "bsuid", f"ID.{n}"): Handle("whatsapp", "phone", f"62{n}") for n in range(50)
    }
    with store.begin() as tx:
        rows = meet(tx, dict.fromkeys(people, "id"), {one: [other] for one, other in people.items()}, now)
        again = citizens.lock(tx, dict.fromkeys(people.values(), "id"), now)
        assert [rows[one].id for one in people] == [again[other].id for other in people.values()]
        assert given.count(tx, Citizen) == 50


def test_processes_that_recognise_the_same_people_at_once_find_the_same(
    store: Store, url: str, now: datetime
) -> None:
    numbers = [Handle("whatsapp", "phone", f"6281{n}0") for n in range(10)]
    with store.begin() as tx:
        known = [met(tx, number, now) for number in numbers]
    start = Barrier(4)

    def again(_turn: int) -> list[int]:
        mine = Store(url, Vault(KEY))
        people = {Handle("whatsapp", "bsuid", f"ID.{n}"): [number] for n, number in enumerate(numbers)}
        start.wait()
        with mine.begin() as tx:
            ids = [row.id for row in meet(tx, dict.fromkeys(people, "id"), people, now).values()]
        mine.dispose()
        return sorted(ids)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(again, range(4))) == [sorted(known)] * 4
    with store.begin() as tx:
        assert given.count(tx, Citizen) == 10
