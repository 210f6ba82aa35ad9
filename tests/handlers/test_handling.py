"""How was it handled? Asked once after the closing: a tap is a rating, and a sentence says why."""

from __future__ import annotations

import pytest

from handlers import handling
from handlers.desk_events import HandlingDeclined, HandlingExplained, HandlingRated
from handlers.desk_views import Closing
from handlers.talk import Words, speaking
from tests.handlers.city import facts
from tests.handlers.desks import always
from tests.handlers.talker import NUMBER, PHOTO, Talker

CLOSED = Closing(NUMBER, "fixed", "fixed", 6)
OTHER = "KS-2610-2M9D"


def taps(arg: str, closing: Closing | None = CLOSED) -> Talker:
    return Talker(facts(closing=closing), record=always(number=NUMBER)).presses(f"go.hndl:{arg}")


# --- what is sent ---


def test_of_one_report_each_face_is_the_answer() -> None:
    with speaking("id"):
        say = handling.asked([NUMBER])
    assert say.words.startswith(f"🙏 Laporan Anda {NUMBER} sudah ditutup.")
    assert "/stop" in say.words
    assert [choice.id for choice in say.choices] == [f"go.hndl:{NUMBER}.{score}" for score in (4, 3, 2, 1)]
    assert not say.case  # it is no news of the case, and counts among what is pushed in a month


def test_of_several_reports_there_is_one_message_with_a_button_each() -> None:
    with speaking("id"):
        say = handling.asked([NUMBER, OTHER])
    assert [choice.id for choice in say.choices] == [f"go.hndl:{NUMBER}", f"go.hndl:{OTHER}"]
    assert [choice.label for choice in say.choices] == [NUMBER, OTHER]


# --- what comes of it ---


@pytest.mark.parametrize("score", [1, 2, 3, 4])
def test_a_tap_is_a_rating_at_once_and_then_the_reason_is_asked_for(score: int) -> None:
    talker = taps(f"{NUMBER}.{score}")
    assert talker.events == [HandlingRated(NUMBER, score)]
    assert ("jujur" in talker.screen) == (score <= 2)
    talker.says("Petugasnya ramah")
    assert talker.event(HandlingExplained) == HandlingExplained(NUMBER, Words("Petugasnya ramah"))


def test_the_reason_may_be_left_out_and_may_be_a_photo() -> None:
    assert taps(f"{NUMBER}.4").taps("Lewati").events == [HandlingRated(NUMBER, 4)]
    talker = taps(f"{NUMBER}.1").sends(PHOTO, "Masih gelap")
    assert talker.event(HandlingExplained).words == Words("Masih gelap", (PHOTO,))


def test_who_is_not_content_reads_how_it_goes_on() -> None:
    talker = taps(f"{NUMBER}.2").taps("Lewati")
    assert f"buat laporan baru dan sebutkan {NUMBER}" in talker.screen
    assert "📣 Lapor, usul, tanya" in talker.labels
    content = taps(f"{NUMBER}.3").taps("Lewati")
    assert "laporan baru" not in content.screen
    assert "📣 Lapor, usul, tanya" not in content.labels


def test_of_several_the_face_is_asked_for_and_rather_not_say_is_an_answer() -> None:
    talker = taps(NUMBER)
    assert talker.events == []
    assert f"Bagaimana penanganan {NUMBER}?" in talker.screen
    talker.taps("3 🙂 Baik")
    assert talker.events == [HandlingRated(NUMBER, 3)]
    declined = taps(NUMBER).taps("Tidak ingin menjawab")
    assert declined.events == [HandlingDeclined(NUMBER)]
    assert "tidak saya tanyakan lagi" in declined.screen


def test_a_face_that_was_made_up_is_asked_for_again() -> None:
    talker = taps(f"{NUMBER}.9")
    assert talker.events == []
    assert f"Bagaimana penanganan {NUMBER}?" in talker.screen


def test_a_second_tap_changes_the_mind() -> None:
    talker = taps(f"{NUMBER}.2", Closing(NUMBER, "fixed", "fixed", 7, handling=4))
    assert talker.events == [HandlingRated(NUMBER, 2)]


@pytest.mark.parametrize("closing", [None, Closing(NUMBER, "proposed", "fixed", 5)])
def test_what_is_not_theirs_or_not_closed_is_said_kindly(closing: Closing | None) -> None:
    talker = taps(f"{NUMBER}.4", closing)
    assert talker.events == []
    assert "📋 Laporan saya" in talker.labels


def test_nothing_at_all_changes_nothing() -> None:
    assert Talker(facts(closing=None)).presses("go.hndl").events == []
