"""A case as an official reads it: what it tells, where it stands, and its history in sentences."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handlers.desk_views import Work
from handlers.talk import speaking
from handlers.work_words import STEPS, STEPS_SHOWN, case_in_words, reason_in_words
from tests.handlers.desks import EVERYTHING, OTHER, WORKING_CITY, official, step, work

MOVES = Path(__file__).parents[2] / "storage" / "case_moves.py"


def words(**changes: object) -> str:
    with speaking("id"):
        return case_in_words(official(), work(**changes))


def history(opened: Work) -> list[str]:
    with speaking("id"):
        told = case_in_words(official(), opened)
    return told.split("Yang sudah terjadi:\n")[1].split("\n") if "Yang sudah terjadi" in told else []


# --- what it tells ---


def test_all_that_is_known_stands_there() -> None:
    told = words()
    for known in ("Pengaduan · Lampu jalan", "Kantor: Dishub", "Jl. Veteran", "Ditangani: Anda"):
        assert known in told
    assert "Lampu jalan di depan pasar mati sejak Minggu." in told
    assert "paling lambat" in told.lower() or "30 November" in told


def test_a_confidential_reporter_has_no_name_and_an_open_one_has() -> None:
    assert "Pelapor: dirahasiakan" in words()
    assert "Pelapor: Sari, 0812" in words(reporter="Sari, 0812")


def test_what_is_not_known_is_left_out_or_said() -> None:
    told = words(unit="", category="", about="", where="", when="", due=None, owner="", mine=False)
    assert "Kantor: belum diketahui" in told
    assert "Ditangani: belum ada" in told
    assert not any(known in told for known in ("Di mana", "Kapan", "Tentang", "30 November"))


def test_how_late_it_is_how_many_report_it_and_what_was_promised() -> None:
    told = words(overdue=True, due=date(2026, 11, 20), reports=37, reopened=2, promised=date(2027, 1, 5))
    assert "terlambat 4 hari" in told
    assert "👥 37 orang melaporkan ini" in told
    assert "2 kali" in told
    assert "Selasa, 5 Januari 2027" in told


def test_a_case_that_follows_another_or_is_proposed_says_so() -> None:
    assert OTHER in words(merged_into=OTHER)
    assert "Diusulkan: Belum bisa dikerjakan" in words(outcome="cannot")
    assert "Diusulkan" not in words(outcome="melted")  # of a newer version


def test_an_official_is_not_told_that_their_own_word_is_waited_for() -> None:
    assert "Status: Menunggu tanggapan pelapor" in words(state="proposed")


# --- its history ---


def test_a_history_reads_as_sentences() -> None:
    told = history(
        work(
            steps=(
                step("opened", "citizen"),
                step("taken"),
                step("asked", words="Tiang nomor berapa?", minutes=5),
                step("supplemented", "citizen", "Tiang 14", minutes=30),
                step("passed", words="Tolong, ya", target="Ratna", minutes=40),
                step("approved", "system", minutes=50),
                step("owned", "system", target="Ratna", minutes=60),
            )
        )
    )
    assert told == [
        "• 24/11 08.12 · Budi mengambil laporan ini",
        "• 24/11 08.17 · Budi bertanya kepada pelapor: Tiang nomor berapa?",
        "• 24/11 08.42 · pelapor membalas: Tiang 14",
        "• 24/11 08.52 · Budi mengalihkannya ke Ratna: 🔒 Tolong, ya",
        "• 24/11 09.02 · Suara Warga menyetujui usulan",
        "• 24/11 09.12 · sekarang dipegang Ratna",
    ]


def test_what_was_passed_on_the_way_to_something_else_is_left_out() -> None:
    on_the_way = (step("verified"), step("assigned"), step("owned", target="Budi"), step("taken"))
    assert history(work(steps=on_the_way)) == ["• 24/11 08.12 · Budi mengambil laporan ini"]
    assert len(history(work(steps=(step("verified"), step("taken", "Ratna"))))) == 2
    assert len(history(work(steps=(step("verified"), step("taken", minutes=1))))) == 2


@pytest.mark.parametrize("kind", ["noted", "explained", "passed", "declined"])
def test_what_no_reporter_reads_is_marked(kind: str) -> None:
    assert history(work(steps=(step(kind, words="Sst", target="Ratna"),)))[0].endswith(": 🔒 Sst")


def test_whoever_decides_reads_why_and_until_when() -> None:
    proposed = step("proposed", "Ratna", "Kabel dicuri", reason="budget", target="2027-01-05")
    assert history(work(steps=(proposed,)))[0].endswith(
        "Ratna mengusulkan penyelesaian (anggarannya belum ada, dijanjikan Selasa, 5 Januari 2027): "
        "Kabel dicuri"
    )
    assert "(Selesai)" in history(work(steps=(step("proposed", reason="fixed"),)))[0]
    assert "(hanya percobaan)" in history(work(steps=(step("archived", reason="test"),)))[0]
    assert "(" not in history(work(steps=(step("proposed"),)))[0]
    assert "(" not in history(work(steps=(step("answered", reason="budget"),)))[0]


def test_a_reason_that_is_no_longer_in_the_list_is_shown_by_its_key() -> None:
    with speaking("id"):
        assert reason_in_words(WORKING_CITY, "moon") == "moon"
        assert reason_in_words(WORKING_CITY, "unclear") == "tidak jelas apa yang dilaporkan"


def test_who_looked_into_a_case_and_why_is_for_those_who_may_hand_it_on() -> None:
    steps = (
        step("read", "Sari", "diminta Ombudsman"),
        step("handed_over", "Sari", "diminta Ombudsman", target="Ombudsman"),
    )
    officer = history(work(steps=steps))
    assert len(officer) == 1
    assert "diminta" not in officer[0]
    coordinator = history(work(steps=steps, may=EVERYTHING))
    assert len(coordinator) == 2
    assert all("diminta Ombudsman" in told for told in coordinator)


def test_a_long_history_shows_its_end_and_counts_the_rest() -> None:
    steps = tuple(step("answered", words=f"jawaban {n}", minutes=n) for n in range(STEPS_SHOWN + 3))
    first, *rest = history(work(steps=steps))
    assert first == "(3 langkah sebelumnya)"
    assert len(rest) == STEPS_SHOWN
    assert rest[-1].endswith("jawaban 10")


def test_long_words_are_cut_and_stand_on_one_line() -> None:
    told = history(work(steps=(step("answered", words="kata\nlagi " * 100),)))
    assert len(told) == 1
    assert len(told[0]) < 360
    assert told[0].endswith("…")


def test_a_new_case_and_a_step_of_a_newer_version_have_no_history() -> None:
    assert history(work(steps=(step("opened", "citizen"), step("melted")))) == []


@pytest.mark.parametrize("kind", STEPS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_step_has_words_in_both_languages(kind: str, language: str) -> None:
    with speaking(language):
        target = "2027-01-05" if kind == "proposed" else "Ratna"
        told = case_in_words(official(), work(may=EVERYTHING, steps=(step(kind, target=target),)))
    assert "{" not in told
    assert told.count("• 24/11") == 1
