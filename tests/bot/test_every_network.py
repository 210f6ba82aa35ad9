"""Every play goes on every network as it is written: same words, same choices, same decisions at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from bot.settings import Settings
from bot.wiring import build_house, sync_units
from storage.store import Store
from tests.bot.carried import CarriedScene, compared, decided, replayed
from tests.bot.carriers import NETWORKS, Room
from tests.bot.days import NAMES, Days, city, staffed
from tests.bot.desks import Desks
from tests.bot.test_desk_chat import PLAYS as WRITTEN
from tests.bot.test_desk_chat import closes_a_case
from tests.bot.test_unattended import forgotten, kept_late
from tests.bot.whereabouts import everybody_on
from tests.handlers.plays import Play, plays, written

__all__ = ["city", "staffed"]  # fixtures

PLAYS = plays()
WHO = 4711
CLOSED = ("fixed", "reporter", 1, 4, 17)
HAPPENED = (
    "opened owned verified assigned taken asked supplemented answered proposed reopened taken proposed"
    " settled rated"
).split()
CAST = {"Warga": 4711, "Budi": 9001, "Ratna": 9002}


@pytest.fixture(params=NETWORKS)
def room(request: pytest.FixtureRequest) -> Iterator[Room]:
    """A network, and everybody on it."""
    with NETWORKS[request.param]() as room, everybody_on(room.channel, room.kind):
        yield room


@pytest.mark.parametrize("name", PLAYS)
def test_a_play_goes_on_this_network_as_it_is_written(name: str, room: Room) -> None:
    play = PLAYS[name]
    talker = replayed(play, room.carrier(WHO, "Orang"))
    assert talker.odd == []
    assert written(Play(play.title, play.who, ""), talker).split("\n", 2)[2].strip() == play.text
    assert decided(talker) == decided(play.replayed())


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_case_from_the_complaint_to_its_closing_is_the_same_on_this_network(
    room: Room, settings: Settings, store: Store, now: datetime
) -> None:
    sync_units(settings, store)
    carriers = {name: room.carrier(number, name) for name, number in CAST.items()}
    desks = Desks(store, build_house(settings), now)
    desks.official("officer", "dpupr", carriers["Budi"].address, "Budi")
    desks.official("head", "dpupr", carriers["Ratna"].address, "Ratna")
    names = {name: carrier.address for name, carrier in carriers.items()}
    scene = CarriedScene(desks, names, carriers=carriers)
    number = closes_a_case(scene)
    assert scene.odd == []
    assert scene.play() == (WRITTEN / "closing.txt").read_text(encoding="utf-8")
    row = desks.row(number)
    assert (row.state, row.closed_by, row.reopened, row.handling, row.version) == CLOSED
    assert [kind for kind, _ in desks.happened(number)] == HAPPENED


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("play", "happens"), [("unattended", forgotten), ("kept-late", kept_late)])
def test_what_the_timetable_says_of_a_case_is_read_on_this_network(
    play: str, happens: Callable[[Days], str], room: Room, staffed: Days
) -> None:
    number = happens(staffed)
    assert staffed.play(number) == (WRITTEN / f"{play}.txt").read_text(encoding="utf-8")
    for address, name in NAMES.items():
        carrier = room.carrier(int(address), name)
        for say in staffed.told(address, number):
            assert compared(say, carrier.shows(say)) == []
