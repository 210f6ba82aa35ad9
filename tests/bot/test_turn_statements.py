"""What a turn asks of the database: a batch shares its statements, and a lone turn needs few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import count

import pytest

from bot.channels.base import Incoming
from bot.house import House
from bot.settings import Settings
from bot.turns import Turned, take_turns
from bot.wiring import build_house, sync_units
from handlers.talk import Input, Say
from handlers.talk.stored import say_from_json
from storage import outbox
from storage.store import Store
from tests.doubles.statements import Statements, counted

PEOPLE = 50
MOST_A_TURN = 6  # where many share a batch
MOST_ALONE = 14  # the mark of the answer and both BEGINs included
MOST_WHEN_NEW = 18  # somebody who has never written
_UPDATES = count(1)

Act = Callable[[Say], Input]


class Crowd:
    """Many people who all do the same at the same moment."""

    def __init__(self, store: Store, house: House, now: datetime, people: Iterable[str]) -> None:
        self._store, self._house, self._now = store, house, now
        self._screens = {address: Say("") for address in people}

    def does(self, act: Act) -> Statements:
        """One batch and the marks of its answers; what both asked."""
        batch = [self._incoming(address, act(screen)) for address, screen in self._screens.items()]
        with counted(self._store) as statements:
            with self._store.begin() as tx:
                turned = take_turns(tx, batch, self._house, self._now)
            with self._store.begin() as tx:
                outbox.sent(tx, {row.id: str(row.id) for row in turned.replies}, self._now)
        self._read(turned)
        return statements

    def _incoming(self, address: str, said: Input) -> Incoming:
        return Incoming("telegram", "1", str(next(_UPDATES)), address, said, payload="{}")

    def _read(self, turned: Turned) -> None:
        assert len(turned.replies) >= len(self._screens)
        for row in turned.replies:
            assert row.address is not None
            self._screens[row.address.value] = say_from_json(row.body)[0]


def chats(count: int) -> list[str]:
    """So many chats' addresses."""
    return [str(9000 + number) for number in range(count)]


def says(text: str) -> Act:
    return lambda _screen: Input(text)


def taps(option: str) -> Act:
    def act(screen: Say) -> Input:
        return Input(tap=next(one.id for one in screen.choices if one.id.partition("~")[0].endswith(option)))

    return act


def answers(screen: Say) -> Input:
    """The first of what can be tapped, or words where there is nothing to tap."""
    options = [choice for choice in screen.choices if not choice.nav]
    return Input(tap=options[0].id) if options else Input("Sudah tiga bulan menunggu")


RATING = [says("/start u-disdukcapil"), taps("score:4"), taps("service:ktp_el"), taps("why:-")]
# Whatever is asked on the way to a complaint is answered: these are the turns of somebody who tells us much.
COMPLAINT = [says("/lapor"), taps("kind:complaint"), *[answers] * 7]
WORDS = [says("Saya sudah tiga bulan menunggu KTP"), *[says("Belum juga jadi, katanya blangko habis")] * 3]


@pytest.fixture
def house(settings: Settings, store: Store) -> House:
    sync_units(settings, store)
    return build_house(settings)


@pytest.mark.parametrize("acts", [RATING, COMPLAINT, WORDS], ids=["rating", "complaint", "words"])
def test_fifty_at_once_ask_at_most_six_statements_a_turn(
    store: Store, house: House, now: datetime, acts: Sequence[Act]
) -> None:
    crowd = Crowd(store, house, now, chats(PEOPLE))
    for act in acts:
        statements = crowd.does(act)
        assert statements.count <= MOST_A_TURN * PEOPLE, f"\n{statements}"


@pytest.mark.parametrize("acts", [RATING, COMPLAINT, WORDS], ids=["rating", "complaint", "words"])
def test_one_alone_asks_few(store: Store, house: House, now: datetime, acts: Sequence[Act]) -> None:
    crowd = Crowd(store, house, now, chats(1))
    for place, act in enumerate(acts):
        statements = crowd.does(act)
        assert statements.count <= (MOST_ALONE if place else MOST_WHEN_NEW), f"\n{statements}"
