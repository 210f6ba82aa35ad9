"""What an event changes about a person is what the next turn reads of them."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.changes import changed
from bot.house import House
from bot.recorder import record
from bot.recording import Recording
from bot.settings import Settings
from bot.wiring import build_house
from handlers.events import AgeStated, ConsentGiven, Event, LanguageChosen, NoticeShown, PushesStopped
from handlers.talk import Input
from storage import citizens
from storage.store import Store
from tests.bot.citizens import Chat
from tests.bot.whereabouts import handle

CHANGES: list[Event] = [
    LanguageChosen("en"),
    NoticeShown("v9", "hash"),
    AgeStated(is_minor=True, guardian_agreed=True),
    PushesStopped(),
    PushesStopped(stopped=False),
    ConsentGiven("profile", True, "v9", "hash"),
    ConsentGiven("invitations", False, "v9", "hash"),
]


@pytest.fixture
def house(settings: Settings) -> House:
    return build_house(settings)


def test_who_decided_something_is_known_without_being_read_again(
    store: Store, house: House, now: datetime
) -> None:
    me = handle("4711")
    incoming = Chat(store, house, now, "4711").incoming(Input())
    for event in [*CHANGES, *reversed(CHANGES)]:
        with store.begin() as tx:
            person = citizens.lock(tx, {me: "id"}, now)[me]
            record(event, Recording(tx, house, person, incoming, "t", now, lambda _message: None))
            assert changed(person, event) == citizens.lock(tx, {me: "id"}, now)[me]
