"""How many come to a forum, what they need, and the date for a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import icalendar
import pytest

from handlers.events import Event
from handlers.facts import Facts, ForumView
from handlers.forum_events import NeedStated, PartyStated
from handlers.forum_views import Seat
from handlers.talk import Go, Recorded
from tests.handlers.city import FORUM, facts
from tests.handlers.talker import Talker

COMES = replace(FORUM, answer="come", groups=("citizens",), seen=datetime(2026, 11, 24, tzinfo=UTC))


def at(forum: ForumView | None, talk: str, came: Recorded | None = None) -> Talker:
    def record(event: Event, known: Facts) -> Recorded:
        return came or Recorded(seat=Seat("come", 3))

    return Talker(facts(forum=forum), record=record).starts(Go(talk, arg="A7K2"))


def test_how_many_come_is_tapped_or_typed() -> None:
    for answer in ("taps", "says"):
        talker = at(COMES, "many")
        assert talker.labels[:5] == ["1", "2", "3", "4", "5"]
        getattr(talker, answer)("3")
        assert talker.event(PartyStated) == PartyStated("A7K2", 3)
        assert "Kursi untuk 3 orang" in talker.screen


@pytest.mark.parametrize("typed", ["0", "6", "seribu", "nol orang"])
def test_a_party_of_nobody_or_of_too_many_is_asked_again(typed: str) -> None:
    talker = at(COMES, "many").says(typed)
    assert talker.events == []
    assert talker.labels[:5] == ["1", "2", "3", "4", "5"]


def test_more_than_there_are_seats_for_come_with_fewer_or_wait_together() -> None:
    few = replace(COMES, left=1)  # and the one they have
    talker = at(few, "many").taps("4")
    assert "hanya cukup untuk 2 orang" in talker.screen
    assert talker.taps("Kami datang 2 orang").event(PartyStated) == PartyStated("A7K2", 2)
    waits = at(few, "many").taps("4").taps("Kami menunggu 4 kursi")
    assert waits.event(PartyStated) == PartyStated("A7K2", 4, together=True)


def test_where_no_seat_is_left_at_all_one_is_asked_no_more() -> None:
    waiting = replace(COMES, answer="waiting", left=0)
    assert at(waiting, "many").taps("2").event(PartyStated) == PartyStated("A7K2", 2)
    assert at(replace(COMES, left=4), "many").taps("5").event(PartyStated) == PartyStated("A7K2", 5)


def test_seats_that_went_meanwhile_change_nothing() -> None:
    short = Recorded(seat=Seat("come", 1), problem="short")
    talker = at(COMES, "many", short).taps("3")
    assert "tidak ada yang berubah" in talker.screen
    assert "Kursi untuk 1 orang" in talker.screen


def test_needs_are_told_one_after_the_other() -> None:
    talker = at(COMES, "need").taps("🤟 Bahasa isyarat")
    assert talker.event(NeedStated) == NeedStated("A7K2", "sign")
    assert "panitia akan menyiapkannya" in talker.screen
    more = at(replace(COMES, needs=frozenset({"sign"})), "need")
    assert "🤟 Bahasa isyarat" in more.screen
    assert "🤟 Bahasa isyarat" not in more.labels
    assert "Sudah dihapus" in more.taps("Tidak jadi, tidak perlu apa-apa").screen
    assert more.event(NeedStated) == NeedStated("A7K2", "none")


def test_another_need_is_written() -> None:
    talker = at(COMES, "need").taps("✏️ Hal lain").says("Duduk di depan, ya")
    stated = talker.event(NeedStated)
    assert (stated.need, stated.words.text) == ("other", "Duduk di depan, ya")


def test_a_need_that_came_too_late_is_said_to_be() -> None:
    talker = at(COMES, "need", Recorded(done=False)).taps("🤟 Bahasa isyarat")
    assert "sudah lewat" in talker.screen


@pytest.mark.parametrize("talk", ["many", "need"])
def test_who_has_not_said_that_they_come_is_asked_that_first(talk: str) -> None:
    talker = at(replace(COMES, answer="cannot"), talk)
    assert "kabari dulu" in talker.screen
    assert talker.labels[:2] == ["✅ Saya datang", "🤔 Mungkin"]
    assert "dibatalkan" in at(replace(COMES, state="cancelled"), talk).screen
    assert "tidak (lagi)" in at(None, talk).screen


def test_the_calendar_file_is_the_forum() -> None:
    pinned = replace(
        COMES,
        link="https://meet.example/x",
        latitude=-6.12,
        longitude=106.15,
        sequence=2,
        calendar="https://suara.example.go.id/forum/A7K2.ics",
    )
    talker = at(pinned, "ical")
    file = talker.says_so_far[-1].file
    assert file is not None
    assert file.name == "forum-A7K2.ics"
    (event,) = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
    assert (str(event["SUMMARY"]), event["SEQUENCE"]) == (FORUM.topic, 2)
    assert event["URL"] == "https://meet.example/x"
    assert "https://suara.example.go.id/forum/A7K2.ics" in talker.screen


def test_who_does_not_come_gets_no_link_into_the_meeting_by_calendar() -> None:
    talker = at(replace(COMES, answer="perhaps", link="https://meet.example/x"), "ical")
    file = talker.says_so_far[-1].file
    assert file is not None
    assert "meet.example" not in file.content


def test_a_cancelled_forum_takes_itself_out_of_the_calendar_and_a_draft_is_in_none() -> None:
    file = at(replace(COMES, state="cancelled"), "ical").says_so_far[-1].file
    assert file is not None
    assert "METHOD:CANCEL" in file.content
    assert at(replace(COMES, state="draft"), "ical").says_so_far[-1].file is None
