"""Registered organisations are invited as a group: one of each, and none is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.facts import Citizen
from handlers.organise_events import InvitationsPrepared
from tests.handlers.city import CITY, FORUM, facts
from tests.handlers.organisers import ANNOUNCED, coordinator
from tests.handlers.talker import Talker

NGOS = replace(ANNOUNCED, seats={"ngos": 3})


def inviting(sheet: object = NGOS) -> Talker:
    return Talker(coordinator(sheet)).presses(f"go.orga:{NGOS.code}.invite")  # type: ignore[arg-type]  # a sheet


@pytest.mark.parametrize(("which", "topics"), [("Yang topiknya Disdukcapil", ()), ("Semuanya", ("all",))])
def test_organisations_are_chosen_by_the_forums_office_or_all(which: str, topics: tuple[str, ...]) -> None:
    talker = inviting().taps("🏛 Lembaga terdaftar").taps(which)
    assert talker.events == [InvitationsPrepared(NGOS.code, "ngos", organisations=True, topics=topics)]
    assert "belum ada yang dikirim" in talker.screen


def test_a_forum_of_the_whole_city_asks_for_no_topic() -> None:
    talker = inviting(replace(NGOS, unit="")).taps("🏛 Lembaga terdaftar")
    assert talker.event(InvitationsPrepared).topics == ()


def test_people_can_be_invited_to_the_seats_of_organisations_as_before() -> None:
    talker = inviting().taps("Orang yang datang untuk sebuah lembaga")
    assert "Siapa yang diundang" in talker.screen


def test_an_organisation_sends_one() -> None:
    known = Citizen(noticed=True, agreed=frozenset({"invitations"}))
    invited = facts(city=CITY, citizen=known, forum=replace(FORUM, most=1))
    talker = Talker(invited).presses("go.foru:A7K2.come")
    assert not [label for label in talker.labels if "👥" in label]
