"""What a citizen sees of a case, and what those who answer it are told."""

from dataclasses import replace
from datetime import date

import pytest

from handlers import case
from handlers.case import CaseSeen
from handlers.case_states import CLOSED
from handlers.events import CaseSupplemented
from handlers.talk import Go, Words, speaking
from tests.handlers.city import TODAY, facts, view
from tests.handlers.talker import NUMBER, PHOTO, Talker

SEEN = CaseSeen(
    number=NUMBER,
    kind="complaint",
    unit="Dinas Perhubungan",
    category={"id": "Lambat atau ditunda-tunda", "en": "Slow or put off"},
    about="service",
    words="Lampu jalan mati",
    where="Jl. Veteran",
    when="2026-11-23",
    answer_due=date(2026, 12, 1),
    attachments=2,
)


# --- the reporter's list ---


def test_without_reports_it_is_said_and_one_can_be_made() -> None:
    talker = Talker(facts()).says("/status")
    assert "belum pernah melapor" in talker.screen
    assert "📣 Lapor, usul, tanya" in talker.labels


def test_a_report_shows_state_and_day_and_later_its_answer() -> None:
    answered = view("KS-2611-AAAA", answer="Sudah diperbaiki", state="proposed", opened=date(2026, 11, 1))
    words = Talker(facts(cases=(answered, view()))).says("/status").screen
    assert words.index(NUMBER) < words.index("KS-2611-AAAA")
    assert "Status: Diterima\nDijawab paling lambat Selasa, 1 Desember 2026" in words
    assert "Status: Menunggu tanggapan Anda\nJawaban terakhir: “Sudah diperbaiki”" in words


@pytest.mark.parametrize("state", sorted(case.STATES))
def test_every_state_has_its_name_and_finished_ones_wait_for_nothing(state: str) -> None:
    words = Talker(facts(cases=(view(state=state),))).says("/status").screen
    assert state not in words
    assert ("paling lambat" in words) is (state not in CLOSED)


def test_a_state_or_kind_of_a_newer_version_is_shown_as_it_is() -> None:
    words = Talker(facts(cases=(view(state="melted", kind="poem", unit=""),))).says("/status").screen
    assert "melted" in words
    assert f"{NUMBER} · poem\n" in words


def test_many_reports_come_five_a_page() -> None:
    many = tuple(view(f"KS-2611-{n:04d}", opened=date(2026, 11, n)) for n in range(1, 13))
    talker = Talker(facts(cases=many)).says("/status")
    assert "KS-2611-0012" in talker.screen
    assert "KS-2611-0007" not in talker.screen
    talker.taps("Laporan lebih lama »").taps("Laporan lebih lama »")
    assert "KS-2611-0001" in talker.screen
    assert "Laporan lebih lama »" not in talker.labels


def test_words_and_photos_join_ones_own_report() -> None:
    talker = Talker(facts(cases=(view(),))).says("/status").taps(f"✏️ Tambahi {NUMBER}")
    talker.says("Masih mati").sends(PHOTO).taps("Selesai")
    assert talker.event(CaseSupplemented) == CaseSupplemented(NUMBER, Words("Masih mati", (PHOTO,)))


def test_somebody_elses_report_cannot_be_added_to() -> None:
    talker = Talker(facts())
    talker.starts(Go("add", arg=NUMBER))
    assert "tidak ada di daftar" in talker.screen
    assert talker.state is None


def test_a_finished_report_offers_no_addition() -> None:
    assert Talker(facts(cases=(view(state="fixed"),))).says("/status").labels == ["☰ Menu"]


# --- answers ---


def test_an_answer_names_number_and_office_and_a_reply_belongs_to_the_case() -> None:
    say = case.answer_to_citizen(SEEN, Words("Besok diperbaiki."))
    assert say.words.startswith(f"💬 Jawaban untuk {NUMBER} dari Dinas Perhubungan:\n\nBesok diperbaiki.")
    assert say.words.endswith("Balas pesan ini bila ada yang ingin ditambahkan.")
    assert say.case == NUMBER


def test_an_answer_of_nobody_known_comes_from_the_coordinator() -> None:
    assert "dari koordinator" in case.answer_to_citizen(replace(SEEN, unit=""), Words("Baik.")).words


def test_small_words_about_a_case_name_it() -> None:
    assert NUMBER in case.supplemented(SEEN).words
    assert "sedang dikirim" in case.answer_sent(SEEN, reached=True).words
    assert "menghapus datanya" in case.answer_sent(SEEN, reached=False).words
    assert NUMBER in case.already_closed(NUMBER).words
    assert case.not_yours().words
    assert case.write_words().words


# --- notices ---


def test_an_officer_reads_everything_there_is_to_know_and_how_to_answer() -> None:
    say = case.notice(SEEN, to="officer")
    for needed in (
        f"📨 Pengaduan baru {NUMBER}",
        "Kantor: Dinas Perhubungan",
        "Tentang: Lambat atau ditunda-tunda · Layanannya",
        "Di mana: Jl. Veteran",
        "Kapan: Senin, 23 November 2026",
        "Lampiran: 2",
        "Lampu jalan mati",
        "Pelapor: dirahasiakan",
        "Mohon dijawab paling lambat Selasa, 1 Desember 2026.",
        "Jawab dengan membalas pesan ini.",
    ):
        assert needed in say.words
    assert say.case == NUMBER


def test_name_and_contact_stand_there_only_for_an_open_reporter() -> None:
    opened = replace(SEEN, name="Siti", contact="0812 000")
    assert "Pelapor: Siti, 0812 000" in case.notice(opened, to="officer").words


def test_overseers_and_coordinators_are_told_why_it_comes_to_them() -> None:
    assert "Khusus tim pengawas" in case.notice(SEEN, to="overseer").words
    assert "Sampai ke Anda karena" in case.notice(SEEN, to="coordinator").words
    assert "karena" not in case.notice(SEEN, to="head").words


def test_a_bare_case_of_a_newer_kind_is_still_a_notice() -> None:
    words = case.notice(CaseSeen(NUMBER, "poem", ""), to="coordinator").words
    assert words.startswith(NUMBER)
    assert "Kantor: belum diketahui" in words
    assert "None" not in words


def test_an_addition_reaches_the_official_with_its_attachments() -> None:
    say = case.supplement_to_official(SEEN, Words("Masih mati", (PHOTO,)))
    assert "Masih mati" in say.words
    assert "Lampiran: 1" in say.words
    assert say.case == NUMBER
    assert "Lampiran" not in case.supplement_to_official(SEEN, Words("Masih")).words


def test_an_english_official_reads_english() -> None:
    with speaking("en"):
        words = case.notice(SEEN, to="officer").words
    assert "Slow or put off · The service as such" in words
    assert "Tuesday, 1 December 2026" in words
    assert date(2026, 12, 1) > TODAY


def test_a_report_that_comes_along_or_leaves_is_named_and_its_pin_is_not() -> None:
    assert case.followed(NUMBER).case == NUMBER
    assert NUMBER in case.followed_elsewhere(NUMBER).words
    assert NUMBER not in case.not_followed().words
