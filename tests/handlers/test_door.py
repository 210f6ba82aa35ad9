"""The door of a forum: a code that checks in, and the official who keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from handlers.door import picture
from handlers.events import Event
from handlers.facts import Facts
from handlers.forum_events import DoorPassed, DoorShown, PeopleCounted
from handlers.forum_views import Door, Seat, Ticket
from handlers.talk import Go, Media, Recorded
from tests.handlers.city import WIB, facts
from tests.handlers.talker import Talker

AT = datetime(2026, 12, 8, 9, 30, tzinfo=WIB)
DOOR = Door(
    "A7K2",
    "Antrean KTP-el",
    AT,
    "4m7q2x",
    {"citizens": 12, "press": 0},
    {"citizens": 3},
    {"wheel": 2},
)


def passing(came: Recorded) -> Talker:
    def record(event: Event, known: Facts) -> Recorded:
        return came

    return Talker(facts(), record=record).starts(Go("hadr", arg="4M7Q2X "))


def keeper(*doors: Door, came: Recorded | None = None) -> Talker:
    def record(event: Event, known: Facts) -> Recorded:
        return came or Recorded()

    return Talker(replace(facts(doors=doors), is_official=True), record=record).starts(Go("door"))


def test_a_code_behind_the_command_checks_in_at_once() -> None:
    talker = passing(Recorded(name="Antrean KTP-el", seat=Seat("come", 2)))
    assert talker.event(DoorPassed) == DoorPassed("4M7Q2X")
    assert "2 orang tercatat hadir" in talker.screen
    assert "Antrean KTP-el" in talker.screen


def test_without_a_code_it_is_asked_for() -> None:
    talker = Talker(facts()).says("/hadir")
    assert "di pintu masuk" in talker.screen
    assert talker.says("4m7q2x").event(DoorPassed) == DoorPassed("4m7q2x")
    assert "Kode siapa" in Talker(replace(facts(), is_official=True)).says("/hadir").screen


def test_who_comes_finds_their_own_code_again_to_show_it() -> None:
    ticket = Ticket("Antrean KTP-el", AT, "7f3k9m2q")
    screen = Talker(facts(tickets=(ticket,))).says("/hadir").screen
    assert "7F3K-9M2Q" in screen
    assert "di pintu masuk?" in screen


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (Recorded(done=False, problem="unknown"), "tidak saya kenal"),
        (Recorded(done=False, problem="personal"), "kode pribadi"),
        (Recorded(done=False, problem="early"), "belum dibuka"),
        (Recorded(problem="again", seat=Seat("come")), "sudah tercatat"),
        (Recorded(problem="walked_in", seat=Seat("")), "Tanyakan ke petugas"),
    ],
)
def test_whatever_comes_of_a_code_is_said(came: Recorded, words: str) -> None:
    assert words in passing(came).screen


def test_an_official_sees_how_many_as_what_and_what_they_need() -> None:
    seat = Seat("come", 2, group="press", needs=frozenset({"wheel"}))
    screen = passing(Recorded(problem="checked", seat=seat)).screen
    assert screen == "✅ 2 orang tercatat hadir (Pers)\n♿ Pakai kursi roda, atau sulit berjalan"
    other = passing(Recorded(problem="checked", seat=Seat("come", group="youth"))).screen
    assert "(youth)" in other


def test_the_door_shows_its_code_and_who_is_there() -> None:
    screen = keeper(DOOR).screen
    for needed in ("4M7Q2X", "/hadir 4M7Q2X", "Warga: 12", "Warga: 3", "sulit berjalan: 2", "09.30"):
        assert needed in screen
    assert "Pers" not in screen  # nobody of them is expected


def test_the_code_comes_as_a_picture() -> None:
    talker = keeper(DOOR).taps("🔳 Kode QR")
    assert talker.event(DoorShown) == DoorShown("A7K2")
    say = picture("Antrean", Media("photo", "doc:1"))
    assert "Antrean" in say.words
    assert len(say.media) == 1


def test_people_without_a_chat_are_counted() -> None:
    talker = keeper(DOOR).taps("➕ Catat orang").taps("Lembaga").taps("20")
    assert talker.event(PeopleCounted) == PeopleCounted("A7K2", "ngos", 20)
    assert "Tercatat." in talker.screen
    no_more = keeper(DOOR, came=Recorded(done=False)).taps("➕ Catat orang").taps("Warga").says("10")
    assert no_more.event(PeopleCounted).people == 10
    assert "tidak ada forum" in no_more.screen


def test_of_several_doors_one_is_chosen_and_without_any_it_says_so() -> None:
    talker = keeper(DOOR, replace(DOOR, code="B2", topic="Parkir")).taps("Parkir").taps("🔳 Kode QR")
    assert talker.event(DoorShown) == DoorShown("B2")
    assert "tidak ada forum" in keeper().screen
    again = Talker(facts(doors=(DOOR, replace(DOOR, code="B2")))).starts(Go("door", arg="A7K2"))
    assert "4M7Q2X" in again.screen
