"""The reporter has the last word: settled or not yet, once, and how it was handled."""

from __future__ import annotations

import pytest

from handlers.desk_events import ClosingJudged, HandlingDeclined, HandlingRated
from handlers.desk_views import Closing
from handlers.talk import Words
from tests.handlers.city import facts
from tests.handlers.desks import always
from tests.handlers.talker import NUMBER, PHOTO, Talker

PROPOSED = Closing(NUMBER, "proposed", "fixed", 5)


def taps(answer: str, closing: Closing | None = PROPOSED, **recorded: object) -> Talker:
    talker = Talker(facts(closing=closing), record=always(**{"number": NUMBER, **recorded}))
    return talker.presses(f"go.judg:{NUMBER}.{answer}")


def test_settled_is_kept_at_once_and_only_then_the_handling_is_asked_for() -> None:
    talker = taps("yes")
    assert talker.events == [ClosingJudged(NUMBER, settled=True)]
    assert "penanganan" in talker.screen
    talker.taps("4 😀 Sangat baik")
    assert talker.events == [ClosingJudged(NUMBER, settled=True), HandlingRated(NUMBER, 4)]


@pytest.mark.parametrize("score", [1, 2, 3, 4])
def test_the_handling_is_rated_from_one_to_four(score: int) -> None:
    talker = taps("yes")
    face = next(label for label in talker.labels if label.startswith(str(score)))
    assert talker.taps(face).event(HandlingRated).score == score


def test_rating_can_be_left_out() -> None:
    talker = taps("yes")
    talker.taps("Tidak ingin menjawab")
    assert talker.events == [ClosingJudged(NUMBER, settled=True), HandlingDeclined(NUMBER)]
    assert talker.state is None


def test_not_yet_asks_why_and_takes_a_photo() -> None:
    talker = taps("no", reader="head").sends(PHOTO, "Masih mati").taps("Selesai")
    words = Words("Masih mati", (PHOTO,))
    assert talker.events == [ClosingJudged(NUMBER, settled=False, words=words)]


def test_why_may_be_left_out() -> None:
    talker = taps("no", reader="head").taps("Lewati")
    assert talker.events == [ClosingJudged(NUMBER, settled=False)]


@pytest.mark.parametrize(
    ("role", "said", "never"),
    [
        ("head", "kepala kantornya", "tim pengawas"),
        ("coordinator", "koordinator kota", "kepala"),
        ("overseer", "tim pengawas, bukan kantornya", "kepala"),
        ("officer", "saya kabari", "kepala"),
        ("", "saya kabari", "kepala"),
    ],
)
def test_who_has_it_now_is_said_as_it_is(role: str, said: str, never: str) -> None:
    words = taps("no", reader=role).taps("Lewati").screen
    assert words.startswith(f"{NUMBER} dibuka kembali dengan nomor dan tenggat yang sama.")
    assert said in words
    assert never not in words


# --- kind words ---


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_what_is_not_theirs_or_not_proposed_changes_nothing(answer: str) -> None:
    talker = taps(answer, closing=None)
    assert talker.events == []
    assert "📋 Laporan saya" in talker.labels


def test_a_button_that_says_neither_yes_nor_no_changes_nothing() -> None:
    assert taps("maybe").events == []
    assert Talker(facts(closing=PROPOSED)).presses("go.judg").events == []


def test_what_was_judged_and_rated_is_over() -> None:
    talker = taps("yes", Closing(NUMBER, "fixed", "fixed", 6, handling=3))
    assert talker.events == []
    assert f"{NUMBER} sudah ditutup: Selesai" in talker.screen
    assert "📣 Lapor, usul, tanya" in talker.labels


def test_not_yet_after_it_was_closed_offers_a_new_report() -> None:
    talker = taps("no", Closing(NUMBER, "fixed", "fixed", 6))
    assert talker.events == []
    assert "📣 Lapor, usul, tanya" in talker.labels


def test_a_closing_that_slipped_away_meanwhile_is_said_kindly() -> None:
    talker = taps("no", done=False, problem="closed").taps("Lewati")
    assert talker.screen == "Tidak ada laporan Anda yang menunggu tanggapan di sana."


def test_a_second_tap_on_settled_asks_for_the_rating_again_and_no_more() -> None:
    talker = taps("yes", Closing(NUMBER, "fixed", "fixed", 6), done=False, problem="closed")
    assert "penanganan" in talker.screen
    talker.taps("3 🙂 Baik")
    assert talker.event(HandlingRated) == HandlingRated(NUMBER, 3)
