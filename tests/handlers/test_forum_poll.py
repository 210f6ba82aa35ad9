"""An organiser's quick poll in chat: every question, every mistake, and what is decided in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from handlers.forum_poll import answers_in
from handlers.poll_events import PollOpened, PollStepped
from handlers.poll_views import PollSheet, PollView, Result
from tests.handlers.desks import always, official
from tests.handlers.talker import Talker

UNTIL = datetime(2026, 12, 4, 10, 35)  # noqa: DTZ001 - the city's clock, as conversations see it
SHEET = PollSheet("fkp234", "Antrean KTP", here=24, minutes=5, may=("new",))
OPEN = PollView(7, "Kapan?", ("Pagi", "Siang"), "open", UNTIL, asked=24, answered=9)
RESULT = Result("Kapan?", {"Pagi": 18, "Siang": 5}, answered=23, asked=24)
DONE = replace(OPEN, state="done", answered=23, result=RESULT)


def at(seen: PollSheet | None, arg: str = "fkp234", **recorded: object) -> Talker:
    talker = Talker(
        replace(official(), poll=seen),
        **({"record": always(**recorded)} if recorded else {}),  # type: ignore[arg-type]  # a recorder
    )
    return talker.presses(f"go.poll:{arg}")


def asks(question: str = "Kapan loket dibuka?", answers: str = "Pagi\nSiang", **recorded: object) -> Talker:
    return at(SHEET, "fkp234.new", **recorded).says(question).says(answers)


def test_who_organises_nothing_has_no_polls() -> None:
    assert "saya temukan" in at(None).screen


def test_the_sheet_tells_how_many_can_be_asked() -> None:
    talker = at(SHEET)
    assert "24 orang bisa ditanya" in talker.screen
    assert "Belum pernah ada" in talker.screen
    assert "➕ Jajak pendapat baru" in talker.labels


def test_a_poll_from_its_question_to_its_last_yes() -> None:
    talker = asks(name="24").taps("5 menit")
    assert "1. Pagi\n2. Siang" in talker.screen
    assert "Langsung dikirim ke 24 orang" in talker.screen
    talker.taps("📊 Tanyakan sekarang")
    assert talker.events == [PollOpened("fkp234", "Kapan loket dibuka?", ("Pagi", "Siang"), 5)]
    assert "Dikirim ke 24 orang" in talker.screen


def test_it_can_be_open_until_it_is_closed() -> None:
    talker = asks(name="24").taps("Sampai saya tutup")
    assert "sampai Anda tutup" in talker.screen
    talker.taps("📊 Tanyakan sekarang")
    assert talker.event(PollOpened).minutes == 0


def test_who_says_no_asks_nobody() -> None:
    talker = asks().taps("5 menit").taps("Tidak")
    assert talker.events == []
    assert "tidak ada yang disimpan" in talker.screen


@pytest.mark.parametrize("problem", ["quiet", "nobody", "open", "not_on"])
def test_why_it_could_not_be_opened_is_told(problem: str) -> None:
    talker = asks(done=False, problem=problem).taps("5 menit").taps("📊 Tanyakan sekarang")
    assert talker.screen.startswith("⚠️")


@pytest.mark.parametrize(
    ("question", "told"),
    [("x" * 301, "paling panjang 300"), ("Hubungi 0812 3456 7890?", "nomor panjang")],
)
def test_what_cannot_be_asked_is_asked_again(question: str, told: str) -> None:
    assert told in at(SHEET, "fkp234.new").says(question).screen


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("Pagi", "sedikitnya dua"),
        ("\n".join("abcdefg"), "paling banyak enam"),
        ("Pagi\npagi", "dua jawaban yang sama"),
        (f"Pagi\n{'x' * 61}", "paling panjang 60"),
        ("Pagi\n0812 3456 7890", "nomor panjang"),
    ],
)
def test_what_cannot_be_answers_is_asked_again(answers: str, told: str) -> None:
    talker = asks(answers=answers)
    assert told in talker.screen
    assert "5 menit" in talker.says("Pagi\nSiang").labels


def test_after_four_tries_nothing_is_stored() -> None:
    talker = asks(answers="satu")
    for _ in range(3):
        talker.says("satu")
    assert "Tidak ada yang disimpan" in talker.screen
    assert talker.events == []


@pytest.mark.parametrize(
    "written",
    ["Pagi\nSiang", "1. Pagi\n2) Siang", "- Pagi\n\n•  Siang ", "Pagi; Siang;", "a. Pagi\nb) Siang"],
)
def test_answers_are_read_however_they_are_listed(written: str) -> None:
    assert answers_in(written) == ("Pagi", "Siang")


def test_an_answer_that_only_looks_like_a_mark_stays() -> None:
    assert answers_in("1\n2\n-1\nA. Yani") == ("1", "2", "-1", "A. Yani")


def test_an_open_poll_tells_how_many_answered_and_not_what() -> None:
    talker = at(replace(SHEET, poll=OPEN, may=("close",)))
    assert "9 dari 24 orang sudah menjawab" in talker.screen
    assert "10.35" in talker.screen
    assert "➕ Jajak pendapat baru" not in talker.labels
    talker.taps("⏹ Tutup dan lihat hasilnya")
    assert talker.events == [PollStepped("fkp234", 7, "close")]
    assert "segera datang" in talker.screen


def test_one_that_is_counted_says_so() -> None:
    assert "hasilnya segera datang" in at(replace(SHEET, poll=replace(OPEN, state="counting"))).screen


def test_a_result_is_shared_once_by_a_tap() -> None:
    done = replace(SHEET, poll=DONE, may=("new", "share"))
    talker = at(done)
    assert "Pagi: 18 (78%)" in talker.screen
    talker.taps("📤 Kirim ke yang ikut menjawab")
    assert talker.events == [PollStepped("fkp234", 7, "share")]
    assert "Sedang dikirim" in talker.screen
    shared = at(replace(done, poll=replace(DONE, shared=True)))
    assert "📤 Kirim ke yang ikut menjawab" not in shared.labels
    hidden = at(replace(done, poll=replace(DONE, result=Result("Kapan?", {"Pagi": None}, 3, 24))))
    assert "📤 Kirim ke yang ikut menjawab" not in hidden.labels


def test_the_button_under_a_result_shares_that_one() -> None:
    done = replace(SHEET, poll=replace(DONE, id=9), may=("new", "share"))
    assert at(done, "fkp234.share.7").events == [PollStepped("fkp234", 7, "share")]
    told = at(done, "fkp234.share.7", done=False, problem="shared").screen
    assert "sudah menerima hasilnya" in told


def test_a_step_that_cannot_be_taken_shows_the_sheet() -> None:
    talker = at(SHEET, "fkp234.close")
    assert talker.events == []
    assert "24 orang bisa ditanya" in talker.screen


def test_closing_without_any_poll_closes_none() -> None:
    assert at(replace(SHEET, may=("close",)), "fkp234.close").events == [PollStepped("fkp234", 0, "close")]
