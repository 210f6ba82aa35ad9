"""Opting out: one word anywhere, or the network's own switch; what waits goes, one's own case answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import optout
from bot.settings import Settings
from bot.wiring import build_house
from handlers.talk import Say
from handlers.talk.stored import say_to_json
from storage import citizens, outbox, units
from storage.citizens import Handle
from storage.outbox import Message
from storage.store import Store
from storage.units import UnitSpec
from tests.bot.citizens import Chat
from tests.storage.given import NOW


@pytest.fixture
def chat(store: Store, settings: Settings) -> Chat:
    with store.begin() as tx:
        units.sync(tx, [UnitSpec(unit.key, unit.name, unit.group) for unit in settings.units])
    return Chat(store, build_house(settings), NOW)


KINDS = (("invitation", None), ("reminder", None), ("reminder", "KS-1"), ("answer", "KS-1"))


def waiting(chat: Chat) -> None:
    """An invitation, a nudge, a promise about their case and an answer wait for them."""
    sari = person(chat)
    with chat.store.begin() as tx:
        body = say_to_json(Say("kabar"))
        later = chat.now + timedelta(hours=3)
        for purpose, number in KINDS:
            row = Message("bulk", "telegram", sari, purpose, body, case_number=number, due_at=later)
            outbox.add(tx, [row], chat.now)


def person(chat: Chat) -> int:
    handle = Handle("telegram", "chat", chat.address)
    with chat.store.begin() as tx:
        return citizens.lock(tx, {handle: "id"}, chat.now)[handle].id


def left(chat: Chat) -> list[str]:
    with chat.store.begin() as tx:
        rows = outbox.claim(tx, "bulk", chat.now + timedelta(hours=4), timedelta(seconds=30), 10)
    return [row.purpose for row in rows]


@pytest.mark.parametrize("word", ["STOP", "stop", "Berhenti.", " BERHENTI ", "/stop", "unsubscribe"])
def test_the_word_ends_pushes_and_those_that_wait_whatever_was_going_on(chat: Chat, word: str) -> None:
    chat.types("/lapor")
    waiting(chat)
    said = chat.types(word)
    shown = [say.words for say in chat.says[-2:]]
    assert any("tidak ada lagi undangan" in words.lower() for words in shown), shown
    assert left(chat) == ["reminder", "answer"]
    assert said.words  # the question that was open is on the screen again


def test_within_a_sentence_the_word_is_only_a_word(chat: Chat) -> None:
    chat.types("/start")
    waiting(chat)
    chat.types("Tolong stop truk sampah yang lewat malam hari")
    assert len(left(chat)) == 4


def test_coming_back_is_a_word_in_the_chat_and_nothing_else(chat: Chat) -> None:
    chat.types("STOP")
    sari = person(chat)
    with chat.store.begin() as tx:
        optout.platform_stop(tx, sari, chat.now)
        assert citizens.known(tx, [sari])[sari].stopped
    chat.types("halo")
    with chat.store.begin() as tx:
        assert citizens.known(tx, [sari])[sari].stopped
    chat.types("/kabari")
    with chat.store.begin() as tx:
        assert not citizens.known(tx, [sari])[sari].stopped


def test_the_networks_switch_is_the_same_as_the_word(chat: Chat) -> None:
    chat.types("/start")
    waiting(chat)
    sari = person(chat)
    with chat.store.begin() as tx:
        optout.platform_stop(tx, sari, chat.now)
    assert left(chat) == ["reminder", "answer"]


def test_no_invitations_is_less_than_no_news(chat: Chat) -> None:
    chat.types("/undangan")
    chat.taps("Ya")
    waiting(chat)
    sari = person(chat)
    with chat.store.begin() as tx:
        optout.no_invitations(tx, sari, "whatsapp", chat.now)
        row = citizens.known(tx, [sari])[sari]
        assert (row.agreed, row.stopped) == (frozenset(), False)
    assert left(chat) == ["reminder", "reminder", "answer"]


def test_a_yes_taken_back_takes_the_invitations_that_wait(chat: Chat) -> None:
    chat.types("/undangan")
    chat.taps("Ya")
    waiting(chat)
    chat.types("/undangan")
    chat.taps("Tidak")
    assert left(chat) == ["reminder", "reminder", "answer"]
