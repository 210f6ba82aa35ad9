"""Somebody in a new chat takes their case along with its PIN; nobody else does."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.house import House
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from storage import cases, pins
from storage.models import Case, CaseEvent, Outbox
from storage.store import Store
from tests.bot.citizens import Chat, pushed
from tests.bot.test_turns import bound, complain
from tests.storage import given


@pytest.fixture
def house(settings: Settings, store: Store) -> House:
    sync_units(settings, store)
    return build_house(settings)


@pytest.fixture
def chats(store: Store, house: House, now: datetime) -> tuple[Chat, Chat]:
    """The old chat, with a case of its own, and a new one."""
    old, new = Chat(store, house, now, "1001"), Chat(store, house, now, "2002")
    old.types("/menu")
    new.types("/menu")
    with store.begin() as tx:
        owner = tx.connection.execute(select(Outbox.citizen_id).order_by(Outbox.id)).scalars().first()
        assert owner is not None
        given.case(tx, owner)
    return old, new


def number_and_pin(store: Store) -> tuple[str, str]:
    with store.reading() as tx:
        number = tx.connection.execute(select(Case.number)).scalar_one()
        return number, pins.pin_of(tx, number)


@pytest.mark.parametrize("shape", ["{0} {1}", "  {0}, {1}\n", "{0} PIN {1}", "{0}\nPIN: {1}"])
def test_with_number_and_pin_it_comes_along_and_the_old_chat_is_told(
    chats: tuple[Chat, Chat], store: Store, shape: str
) -> None:
    old, new = chats
    number, pin = number_and_pin(store)
    said = new.types(shape.format(number.lower(), pin))
    assert number in said.words
    with store.reading() as tx:
        newest = select(Outbox.case_number).order_by(Outbox.id.desc()).limit(1)
        assert tx.connection.execute(newest).scalar_one() == number  # a reply to it belongs to the case
    assert number in new.types("/status").words
    assert number not in old.types("/status").words
    (told,) = pushed(store, new.now, to="1001")
    assert number in told.words
    assert pin not in told.words


def test_the_old_chat_can_take_it_back(chats: tuple[Chat, Chat], store: Store) -> None:
    old, new = chats
    number, pin = number_and_pin(store)
    new.types(f"{number} {pin}")
    old.types(f"{number} {pin}")
    assert number in old.types("/status").words


def test_answers_come_to_the_new_chat_those_that_still_waited_too_and_the_old_one_adds_nothing(
    store: Store, house: House, now: datetime
) -> None:
    old, new = Chat(store, house, now, "1001"), Chat(store, house, now, "2002")
    officer = bound(store, house, now, "officer", "disdukcapil", "9001")
    number = complain(old, "disdukcapil", "Lambat", "Layanan", "KTP saya belum jadi 3 bulan")
    pushed(store, old.now, "9001")
    with store.reading() as tx:
        notice = tx.connection.execute(select(Outbox.sent_ref).where(Outbox.purpose == "notice")).scalar_one()
    officer.now = old.now
    officer.types("Sudah kami cetak.", reply_to=str(notice))
    new.now = officer.now
    new.types(f"{number} {number_and_pin(store)[1]}")
    officer.now = new.now
    officer.types("Silakan diambil besok.", reply_to=str(notice))
    said = " ".join(say.words for say in pushed(store, officer.now, "2002"))
    assert "Sudah kami cetak" in said
    assert "Silakan diambil" in said
    (told,) = pushed(store, officer.now, "1001")
    assert "kami cetak" not in told.words
    kinds = select(CaseEvent.kind).order_by(CaseEvent.id)
    with store.reading() as tx:
        before = tx.connection.execute(kinds).scalars().all()
    old.types("Saya yang melapor.", reply_to=sent_of(store, number)[0])
    with store.reading() as tx:
        assert tx.connection.execute(kinds).scalars().all() == before


def sent_of(store: Store, number: str) -> list[str]:
    """What the network called our first message about this case."""
    found = select(Outbox.sent_ref).where(Outbox.case_number == number, Outbox.purpose == "reply")
    with store.reading() as tx:
        return [ref for ref in tx.connection.execute(found.order_by(Outbox.id)).scalars() if ref]


def test_in_ones_own_chat_nothing_changes_and_nobody_is_told(chats: tuple[Chat, Chat], store: Store) -> None:
    old, _ = chats
    number, pin = number_and_pin(store)
    assert number in old.types(f"{number} {pin}").words
    assert pushed(store, old.now) == []


def test_a_wrong_pin_and_a_number_that_does_not_exist_sound_the_same(
    chats: tuple[Chat, Chat], store: Store
) -> None:
    _, new = chats
    number, pin = number_and_pin(store)
    wrong = f"{(int(pin) + 1) % 10**6:06}"
    one, other = new.types(f"{number} {wrong}"), new.types(f"KS-2611-ZZZZ {pin}")
    assert one.words == other.words
    assert number not in new.types("/status").words


def test_a_case_of_somebody_forgotten_is_nobodys(chats: tuple[Chat, Chat], store: Store) -> None:
    _, new = chats
    number, pin = number_and_pin(store)
    with store.begin() as tx:
        owner = tx.connection.execute(select(Case.citizen_id)).scalar_one()
        assert owner is not None
        cases.cut(tx, owner, new.now)
    assert number not in new.types(f"{number} {pin}").words


def test_the_open_question_stands_there_again(chats: tuple[Chat, Chat], store: Store) -> None:
    _, new = chats
    new.types("Lampu jalan di depan kantor mati sejak kemarin malam")
    question = new.says[-1].words
    number, pin = number_and_pin(store)
    new.types(f"{number} {pin}")
    assert question.splitlines()[-1] in new.says[-1].words


def test_whoever_reports_is_given_the_pin(store: Store, house: House, now: datetime) -> None:
    chat = Chat(store, house, now)
    number = complain(chat, "disdukcapil", "Lambat", "Layanan", "KTP saya belum jadi 3 bulan")
    (shown,) = [say.words for say in chat.says if "PIN: " in say.words]
    assert number_and_pin(store) == (number, re.findall(r"PIN: (\d{6})", shown)[0])
