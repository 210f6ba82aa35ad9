"""Untraceable: asked before anything that tells, honest, names taken out, and read again by receipt alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handlers import case, menu, receipt
from handlers.case_notices import CaseSeen, notice
from handlers.events import CaseOpened, KnownAsChosen, ReceiptUsed
from handlers.facts import Facts, ReceiptView
from handlers.talk import Go, Media, speaking
from tests.handlers.city import CITY, facts
from tests.handlers.desks import opens, work
from tests.handlers.talker import PHOTO, RECEIPT, Talker

OFFERED = replace(CITY, untraceable="fully", mask=lambda text: text.replace("Pak Joko", "[nama]"))
VOICE = Media("voice", "ref-2", "unique-2", "audio/ogg", 900)
SEEN = ReceiptView("hash", "in_progress", "complaint", "Dishub", date(2026, 11, 24), date(2026, 12, 1))


def known() -> Facts:
    return facts(city=OFFERED)


def untraceable(talker: Talker) -> Talker:
    return talker.says("/lapor").taps("📣 Pengaduan").taps("🕶 Tanpa jejak")


def told(talker: Talker, words: str) -> Talker:
    talker = untraceable(talker).taps("🕶 Lanjut tanpa jejak").says("dishub")
    talker = talker.taps("Diminta uang (pungli)").taps("Pegawai di sana").says(words).taps("Selesai")
    return talker.says("lewati").taps("Hari ini")


def test_how_to_be_known_is_asked_before_office_matter_and_story() -> None:
    talker = untraceable(Talker(known()))
    assert "jujur saja" in talker.screen
    assert "Tidak tersembunyi: bahwa Anda salah satu yang menulis di sini hari ini" in talker.screen
    assert talker.events == []
    talker.taps("🕶 Lanjut tanpa jejak")
    assert talker.events == [KnownAsChosen("untraceable")]


def test_whoever_shrinks_back_goes_on_confidentially_and_cannot_go_back_behind_the_choice() -> None:
    talker = untraceable(Talker(known())).taps("🙈 Dirahasiakan saja")
    assert talker.events == [KnownAsChosen("confidential")]
    assert "‹ Kembali" not in talker.labels


def test_where_it_is_not_offered_nothing_of_it_is_said() -> None:
    talker = Talker(facts()).says("/lapor").taps("📣 Pengaduan")
    assert "🕶 Tanpa jejak" not in talker.labels
    assert "Kantor mana" in talker.screen


def test_a_suggestion_is_not_asked_how_to_be_known() -> None:
    talker = Talker(known()).says("/lapor").taps("💡 Usulan")
    assert talker.events == [KnownAsChosen("confidential")]
    assert "Kantor mana" in talker.screen


def test_a_database_that_remembers_is_named() -> None:
    talker = untraceable(Talker(facts(city=replace(OFFERED, untraceable="traces"))))
    assert "Basis data kota ini bisa mengingat" in talker.screen


@pytest.mark.parametrize(
    ("answer", "kept"), [("Ya, hapus", "[nama]"), ("Tidak, biarkan apa adanya", "Pak Joko")]
)
def test_names_are_taken_out_only_when_the_author_says_so(answer: str, kept: str) -> None:
    talker = told(Talker(known()), "Pak Joko minta uang").says("lewati")
    assert "[nama] minta uang" in talker.screen
    talker.taps(answer).taps("✅ Kirim")
    opened = talker.events[-1]
    assert isinstance(opened, CaseOpened)
    assert (opened.known_as, opened.words.text) == ("untraceable", f"{kept} minta uang")


def test_what_is_added_before_sending_is_looked_at_as_well() -> None:
    talker = told(Talker(known()), "Diminta uang").says("lewati").taps("✏️ Tambahi dulu")
    talker.says("Namanya Pak Joko").taps("Selesai")
    assert "Namanya [nama]" in talker.screen
    talker.taps("Ya, hapus").taps("✅ Kirim")
    opened = talker.events[-1]
    assert isinstance(opened, CaseOpened)
    assert opened.words.text == "Diminta uang\nNamanya [nama]"


def test_a_voice_is_not_passed_on_and_a_photo_is() -> None:
    talker = told(Talker(known()), "Diminta uang").sends(VOICE).sends(PHOTO).taps("Selesai")
    assert "Lampiran: 1" in talker.screen
    talker.taps("✅ Kirim")
    opened = talker.events[-1]
    assert isinstance(opened, CaseOpened)
    assert opened.words.media == (PHOTO,)
    assert RECEIPT in talker.screen
    assert talker.labels == ["☰ Menu"]


# --- by receipt ------------------------------------------------------------------------------------------


def looking(seen: ReceiptView | None) -> Talker:
    talker = Talker(facts(city=OFFERED, receipt=seen))
    with speaking("id"):
        return talker.starts(Go("rcpt", arg="hash"))


def test_a_receipt_that_fits_nothing_says_nothing_of_why() -> None:
    talker = looking(None)
    assert "Saya tidak menemukan laporan dengan tanda terima ini" in talker.screen


def test_the_holder_reads_state_and_answers_and_may_leave_it_there() -> None:
    talker = looking(replace(SEEN, answers=("Sedang kami periksa.", "Sudah selesai.")))
    assert "💬 Sedang kami periksa." in talker.screen
    assert "1 Desember" not in talker.screen
    talker.taps("👌 Sudah cukup")
    assert "Kirim lagi tanda terimanya" in talker.screen


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("needs_data", "Ada yang perlu mereka ketahui"),
        ("proposed", "Mereka menganggapnya selesai"),
        ("in_progress", "paling lambat"),
        ("", "Di kotak surat sampai malam ini"),
    ],
)
def test_what_waits_for_the_holder_is_said(state: str, words: str) -> None:
    assert words in looking(replace(SEEN, state=state)).screen


def test_photos_that_wait_or_are_lost_are_counted() -> None:
    words = looking(replace(SEEN, waits_for=2, lost=1)).screen
    assert "2 foto masih diambil" in words
    assert "1 foto tidak bisa diambil" in words


@pytest.mark.parametrize("state", ["needs_data", "in_progress"])
def test_what_the_holder_adds_is_masked_and_goes_with_the_receipt(state: str) -> None:
    talker = looking(replace(SEEN, state=state)).taps("✏️ Jawab atau tambah")
    talker.says("Ada Pak Joko").taps("Selesai").taps("Ya, hapus")
    used = talker.events[-1]
    assert isinstance(used, ReceiptUsed)
    assert (used.receipt, used.words.text) == ("hash", "Ada [nama]")
    assert "kotak surat" in talker.screen


def test_a_closed_case_is_only_read() -> None:
    talker = looking(replace(SEEN, state="fixed", kind="other"))
    assert talker.state is None
    assert "other" in talker.screen


def test_no_receipt_talk_has_words_of_a_network() -> None:
    with speaking("id"):
        assert "Telegram" not in receipt.not_found()


# --- at the desk -----------------------------------------------------------------------------------------

NOBODYS = CaseSeen("KS-2611-7F3K", "complaint", "Dishub", untraceable=True)


def test_a_notice_says_that_nobody_knows_the_reporter_and_how_the_answer_reaches_them() -> None:
    with speaking("id"):
        words = notice(NOBODYS, "overseer").words
        assert "Pelapor: tidak diketahui (tanpa jejak)" in words
        assert "saya tidak bisa menghubunginya" in words
        assert "disimpan bagi pemegang tanda terimanya" in case.answer_sent(NOBODYS, reached=False).words


def test_at_the_desk_an_answer_is_kept_and_a_question_waits_for_the_receipt() -> None:
    found = work(untraceable=True)
    assert "Pelapor: tidak diketahui (tanpa jejak)" in opens(found).screen
    assert "pelapornya baru ditanya saat datang dengan tanda terimanya" in opens(found, "ask").screen
    answering = opens(found, "answer").says("Sudah kami periksa").taps("Selesai").taps("✅ Kirim")
    assert "disimpan bagi pemegang tanda terimanya" in answering.screen


def test_what_is_lost_is_said_without_saying_more() -> None:
    with speaking("id"):
        assert "Tidak ada yang terkirim" in menu.lost_apart(facts()).words
        assert "kirim sekali lagi" in menu.apology_apart()
