"""What a reminder says, what its tap leads to, and how a deadline is explained day by day."""

from __future__ import annotations

from datetime import date

import pytest

from handlers import deadline_words
from handlers.deadline_words import COMES, PASSED, Late
from handlers.desk_events import ReminderTapped
from handlers.desk_views import Clock, Work
from handlers.events import Event
from handlers.facts import Facts
from handlers.talk import Recorded, speaking
from tests.handlers.city import facts
from tests.handlers.talker import NUMBER, Talker

FRIDAY = date(2026, 11, 27)
LATE = Late(NUMBER, "answer", FRIDAY, "Dinas Perhubungan", "Rina")


def march(day: int) -> date:
    return date(2027, 3, day)


def work(clock: Clock | None) -> Work:
    return Work(
        number=NUMBER, version=3, kind="complaint", state="in_progress", unit="Dishub", unit_key="dishub",
        category="", about="", words="", where="", when="", reporter="", opened=march(4), due=march(22),
        overdue=False, next_step="answer", owner="Rina", mine=True, may=frozenset(), reader="officer",
        clock=clock,
    )  # fmt: skip


# --- the reminder ---


def test_a_reminder_names_the_case_its_day_and_who_has_it_and_asks_for_a_tap() -> None:
    say = deadline_words.reminder(LATE, 1, 2)
    for needed in (NUMBER, "Jumat, 27 November 2026", "Dinas Perhubungan", "Rina", "Kalau harinya lewat"):
        assert needed in say.words
    assert [choice.id for choice in say.choices] == [f"go.tap:{NUMBER}.answer.1", f"go.work:{NUMBER}"]
    assert say.choices[0].label == "👍 Saya urus"
    assert say.case == NUMBER


def test_further_up_it_says_why_it_comes_and_at_the_top_threatens_with_nobody() -> None:
    passed = Late(NUMBER, "verify", FRIDAY, passed=True)
    assert "sampai kepada Anda" in deadline_words.reminder(passed, 3, 2).words
    top = deadline_words.reminder(passed, 4, 2, top=True).words
    assert "naik satu tingkat" not in top
    assert "Ditangani: belum ada" in top
    assert "sampai kepada Anda" not in deadline_words.reminder(LATE, 1, 2).words


@pytest.mark.parametrize("deadline", COMES)
def test_every_deadline_is_named_before_and_after_its_day(deadline: str) -> None:
    before, after = (
        deadline_words.reminder(Late(NUMBER, deadline, FRIDAY, passed=passed), 2, 2).words.partition("\n")[0]
        for passed in (False, True)
    )
    assert before != after
    assert all(NUMBER in line and "27 November 2026" in line for line in (before, after))
    assert COMES.keys() == PASSED.keys()


def test_a_reminder_is_english_for_whoever_reads_english() -> None:
    passed = Late(NUMBER, "verify", FRIDAY, passed=True)
    with speaking("en"):
        assert "the next one up is asked" in deadline_words.reminder(LATE, 1, 1).words
        assert "goes one step up after 1 working day." in deadline_words.reminder(passed, 2, 1).words


def test_markup_in_a_name_stays_what_it_is() -> None:
    words = deadline_words.asked_to_hurry(LATE, "<b>'; DROP TABLE cases; --{due}</b>").words
    assert "<b>'; DROP TABLE cases; --{due}</b>" in words


def test_a_moved_date_is_told_with_the_old_and_the_new_one() -> None:
    official = deadline_words.retimed(NUMBER, FRIDAY, date(2026, 11, 30))
    reporter = deadline_words.retimed_to_reporter(NUMBER, FRIDAY, date(2026, 11, 30))
    for say in (official, reporter):
        assert "Jumat, 27 November 2026" in say.words
        assert "Senin, 30 November 2026" in say.words
    assert f"go.cloc:{NUMBER}" in [choice.id for choice in official.choices]
    assert reporter.choices == ()


def test_on_the_promised_day_the_reporter_hears_whether_it_was_kept() -> None:
    kept = deadline_words.promised_day(NUMBER, "DPUPR", FRIDAY, kept=True).words
    broken = deadline_words.promised_day(NUMBER, "", FRIDAY, kept=False).words
    assert "sudah dikerjakan" in kept
    assert "belum dikerjakan" in broken
    assert broken.startswith("📌 Koordinator berjanji")
    overseen = deadline_words.promised_day(NUMBER, "DPUPR", FRIDAY, kept=False, route="overseers").words
    assert overseen.startswith("📌 Tim pengawas berjanji")
    assert "DPUPR" not in overseen


# --- the tap ---


def tapping(given: Recorded) -> Talker:
    def recorded(event: Event, seen: Facts) -> Recorded:
        return given

    return Talker(facts(is_official=True), recorded).presses(f"go.tap:{NUMBER}.answer.2")


def test_a_tap_says_until_when_nobody_else_is_asked() -> None:
    talker = tapping(Recorded(NUMBER, due=date(2026, 12, 4)))
    assert talker.event(ReminderTapped) == ReminderTapped(NUMBER, "answer", 2)
    assert "Jumat, 4 Desember 2026" in talker.screen


def test_a_tap_that_comes_too_late_says_so() -> None:
    assert "sudah ditangani" in tapping(Recorded(NUMBER, done=False, problem="done")).screen


def test_somebody_elses_reminder_is_not_theirs_to_tap() -> None:
    assert "bukan (lagi) untuk Anda" in tapping(Recorded(done=False, problem="forbidden")).screen


@pytest.mark.parametrize("arg", ["", "KS-2611-7F3K", "x.answer.²", "KS-2611-7F3K.answer.", "....", "a.b.c.d"])
def test_a_button_that_is_none_of_ours_records_nothing(arg: str) -> None:
    talker = Talker(facts()).presses(f"go.tap:{arg}" if arg else "go.tap")
    assert talker.events == []
    assert "bukan (lagi) untuk Anda" in talker.screen


# --- how it was counted ---


def test_the_clock_is_told_in_runs_of_days() -> None:
    clock = Clock(
        counted=(march(5), march(18), march(19), march(22)),
        stood_still=(march(16), march(17)),
        free=tuple(march(day) for day in (*range(6, 16), 20, 21)),
        due=march(22),
        rule="answer",
    )
    screen = Talker(facts(work=work(clock), today=march(18))).presses(f"go.cloc:{NUMBER}").screen
    for needed in (
        "Hari kerja sampai jawaban pertama: 4",
        "Masuk Kamis, 4 Maret 2027",
        "Tenggat Senin, 22 Maret 2027",
        "Sudah dihitung:\n• Jumat, 5 Maret 2027\n• Kamis, 18 Maret 2027",
        "Akan dihitung:\n• Jumat, 19 Maret 2027\n• Senin, 22 Maret 2027",
        "menunggu pelapor:\n• 16 – 17 Maret 2027",
        "Hari libur:\n• 6 – 15 Maret 2027\n• 20 – 21 Maret 2027",
    ):
        assert needed in screen


@pytest.mark.parametrize("seen", [None, work(None)])
def test_a_case_that_is_not_on_ones_desk_is_not_explained(seen: Work | None) -> None:
    screen = Talker(facts(work=seen)).presses(f"go.cloc:{NUMBER}").screen
    assert "tidak ada di meja Anda" in screen
    assert NUMBER not in screen
