"""PINs of cases: right, wrong, tried too often; and a case that comes along."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import cases, pins, retention
from storage.models import PinTry
from storage.store import Store
from storage.vault import Vault
from tests.storage import given

DAY = timedelta(days=1)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**6:06}"


def test_a_pin_is_made_of_number_and_key_and_stands_nowhere(store: Store) -> None:
    with store.reading() as tx:
        pin = pins.pin_of(tx, "KS-2611-7F3K")
        assert pin == pins.pin_of(tx, "KS-2611-7F3K")
        assert len(pin) == 6
        assert pin.isdigit()
        others = {pins.pin_of(tx, f"KS-2611-{n:04}") for n in range(200)}
    assert len(others) > 190
    other = Store(store.url.render_as_string(hide_password=False), Vault(bytes(32)))
    with other.reading() as tx:
        assert pins.pin_of(tx, "KS-2611-7F3K") != pin
    other.dispose()


def test_after_five_wrong_ones_a_chat_waits_an_hour_and_others_do_not(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        case = given.case(tx, given.citizen(tx))
        pin = pins.pin_of(tx, case.number)
        assert pins.is_right(tx, case, pin, "telegram:1", now)
        for _ in range(pins.WRONG_AN_HOUR):
            assert not pins.is_right(tx, case, wrong(pin), "telegram:1", now)
        assert not pins.is_right(tx, case, pin, "telegram:1", now + timedelta(minutes=59))
        assert pins.is_right(tx, case, pin, "telegram:2", now)
        assert pins.is_right(tx, case, pin, "telegram:1", now + timedelta(minutes=61))
        assert given.count(tx, PinTry) == pins.WRONG_AN_HOUR
        retention.sweep(tx, now + 15 * DAY, {"update_days": 14})
        assert given.count(tx, PinTry) == 0


def test_many_chats_that_try_one_case_are_through_for_a_day(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        case = given.case(tx, given.citizen(tx))
        pin = pins.pin_of(tx, case.number)
        for chat in range(pins.WRONG_A_DAY):
            assert not pins.is_right(tx, case, wrong(pin), f"telegram:{chat}", now)
        assert not pins.is_right(tx, case, pin, "telegram:owner", now + timedelta(hours=23))
        assert pins.is_right(tx, case, pin, "telegram:owner", now + DAY + timedelta(seconds=1))


def test_numbers_that_do_not_exist_are_wrong_tries_too(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        case = given.case(tx, given.citizen(tx))
        for _ in range(pins.WRONG_AN_HOUR):
            assert not pins.is_right(tx, None, "123456", "telegram:1", now)
        assert not pins.is_right(tx, case, pins.pin_of(tx, case.number), "telegram:1", now)


def test_a_case_that_comes_along_is_followed_in_the_new_chat(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        before, after = given.citizen(tx), given.citizen(tx)
        case = given.case(tx, before, talk="261125-k3f7")
        given.case(tx, after, talk="261125-k3f7")  # by chance the same
        pins.hand_over(tx, case, after, "whatsapp", "en", now)
        moved = cases.by_id(tx, case.id)
        assert moved is not None
        assert (moved.citizen_id, moved.channel, moved.language) == (after, "whatsapp", "en")
        assert moved.version == case.version + 1
        assert [event.kind for event in cases.events(tx, case.id)] == ["opened", "followed"]
        assert len(cases.of_citizen(tx, after)) == 2
        assert cases.of_citizen(tx, before) == []
