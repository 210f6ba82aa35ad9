"""Each step on a case: what is asked, what is shown before it goes, and what is decided in the end."""

from __future__ import annotations

import pytest

from handlers.desk_events import (
    CaseAnswered,
    CaseArchived,
    CasePassed,
    CasesMerged,
    DataAsked,
    NoteAdded,
    PromiseKept,
)
from handlers.talk import Words
from handlers.work_acts import joined
from tests.handlers.desks import CLOCK, EVERYTHING, OTHER, line, opens, work
from tests.handlers.talker import NUMBER, PHOTO

READY = {7: ("Terima kasih", "Terima kasih, segera kami cek.")}


# --- answering ---


def test_an_answer_is_shown_as_it_will_be_read_before_it_goes() -> None:
    talker = opens(work(), "answer").says("Besok kami perbaiki.").taps("Selesai")
    assert talker.events == []
    assert talker.screen == "Beginilah pelapor akan membacanya:\n\n“Besok kami perbaiki.”"
    talker.taps("✅ Kirim")
    assert talker.events == [CaseAnswered(NUMBER, Words("Besok kami perbaiki."), 4)]
    assert f"Jawaban untuk {NUMBER} sedang dikirim" in talker.screen


def test_a_ready_answer_is_taken_with_a_tap_and_still_shown() -> None:
    talker = opens(work(canned=READY), "answer").taps("Terima kasih")
    assert "“Terima kasih, segera kami cek.”" in talker.screen
    talker.taps("✅ Kirim")
    assert talker.event(CaseAnswered).words == Words("Terima kasih, segera kami cek.")


def test_own_words_are_possible_beside_ready_ones() -> None:
    talker = opens(work(canned=READY), "answer").taps("✏️ Tulis sendiri").says("Sudah.").taps("Selesai")
    assert talker.taps("✅ Kirim").event(CaseAnswered).words == Words("Sudah.")


def test_a_ready_answer_that_was_dropped_meanwhile_is_asked_for_again() -> None:
    talker = opens(work(canned={**READY, 8: ("Lain", "Lain")}), "answer").taps("Lain")
    talker.facts = opens(work(canned=READY)).facts
    talker.taps("✅ Kirim")
    assert talker.events == []
    assert "Terima kasih" in talker.labels


def test_an_answer_is_written_anew_as_often_as_one_likes_and_never_goes_unseen() -> None:
    talker = opens(work(), "answer").says("nol").taps("Selesai")
    for number in range(40):
        talker.taps("✏️ Tulis ulang").says(f"versi {number}").taps("Selesai")
        assert talker.events == []
        assert f"“versi {number}”" in talker.screen
    assert talker.taps("✅ Kirim").event(CaseAnswered).words == Words("versi 39")


def test_photos_of_an_answer_stay_when_its_words_are_written_anew() -> None:
    talker = opens(work(), "answer").sends(PHOTO, "Ini").taps("Selesai")
    assert "📎 Dengan 1 lampiran" in talker.screen
    talker.taps("✏️ Tulis ulang").says("Begini").taps("Selesai").taps("✅ Kirim")
    assert talker.event(CaseAnswered).words == Words("Begini", (PHOTO,))


def test_a_photo_alone_is_no_answer_and_a_few_words_are_asked_for() -> None:
    talker = opens(work(), "answer").sends(PHOTO).taps("Selesai")
    assert talker.screen.startswith("Tambahkan beberapa kata")
    talker.says("Sudah menyala").taps("Selesai")
    assert talker.screen.startswith("Beginilah pelapor akan membacanya:\n\n“Sudah menyala”")
    assert talker.taps("✅ Kirim").event(CaseAnswered).words == Words("Sudah menyala", (PHOTO,))


def test_cancelling_sends_nothing() -> None:
    talker = opens(work(), "answer").says("Nanti saja").taps("Selesai").taps("Batal")
    assert talker.events == []


@pytest.mark.parametrize("markup", ["<b>tebal</b>", "*tebal* _miring_", "{number}", "'; DROP TABLE cases"])
def test_markup_in_words_is_only_words(markup: str) -> None:
    talker = opens(work(), "answer").says(markup).taps("Selesai")
    assert f"“{markup}”" in talker.screen
    assert talker.taps("✅ Kirim").event(CaseAnswered).words.text == markup


# --- asking, noting ---


def test_a_question_to_the_reporter_is_shown_and_stops_the_clock() -> None:
    talker = opens(work(), "ask").says("Di tiang nomor berapa?").taps("Selesai").taps("✅ Kirim")
    assert talker.events == [DataAsked(NUMBER, 4, Words("Di tiang nomor berapa?"))]
    assert "berhenti" in talker.screen


def test_a_note_is_for_colleagues_and_says_so() -> None:
    talker = opens(work(), "note")
    assert "pelapor tidak" in talker.screen.lower()
    talker.says("Cek gudang").taps("Selesai")
    assert talker.events == [NoteAdded(NUMBER, 4, Words("Cek gudang"))]


# --- passing on ---


def test_a_case_is_passed_to_a_colleague_with_a_note() -> None:
    talker = opens(work(colleagues={9: "Ratna"}), "pass", name="Ratna").taps("Ratna").says("Tolong, ya")
    assert talker.events == [CasePassed(NUMBER, 4, "", 9, Words("Tolong, ya"))]
    assert "Ratna" in talker.screen


def test_a_case_is_passed_to_another_office_by_name_and_without_a_note() -> None:
    talker = opens(work(), "pass", name="Disdukcapil").taps("🏢 Kantor lain").says("Disdukcapil")
    talker.taps("Lewati")
    assert talker.events == [CasePassed(NUMBER, 4, "disdukcapil", 0, Words())]
    assert "Disdukcapil" in talker.screen


# --- joining ---


def test_a_case_follows_an_alike_one_and_it_is_said_how_many_report_it() -> None:
    alike = (line(OTHER, reports=36),)
    talker = opens(work(alike=alike), "merge", number=OTHER).taps(f"{OTHER} · Lampu jalan · 👥 36 orang")
    assert talker.events == [CasesMerged(NUMBER, 4, OTHER)]
    assert talker.screen == f"{NUMBER} sekarang mengikuti {OTHER}.\n\n👥 37 orang melaporkan ini"


def test_a_number_can_be_typed_as_people_type_it() -> None:
    talker = opens(work(alike=(line(OTHER),)), "merge", number=OTHER).taps("🔎 Nomor lain")
    talker.says("ks-2611 aaaa".replace(" ", "-"))
    assert talker.event(CasesMerged).into == "KS-2611-AAAA"
    assert "👥" not in talker.screen  # how many that one stands for is not known here


def test_a_case_does_not_follow_itself() -> None:
    talker = opens(work(), "merge").taps("🔎 Nomor lain").says(NUMBER.lower())
    assert talker.events == []
    assert "dirinya sendiri" in talker.screen


# --- archiving, a promise ---


def test_archiving_names_a_reason_that_is_shown_first() -> None:
    talker = opens(work(may=EVERYTHING), "archive").taps("hanya percobaan").says("Silakan lapor lagi.")
    assert talker.screen.endswith("hanya percobaan\n\nSilakan lapor lagi.")
    talker.taps("🗄 Arsipkan")
    assert talker.events == [CaseArchived(NUMBER, 4, "test", Words("Silakan lapor lagi."))]


def test_archiving_can_be_left() -> None:
    talker = opens(work(may=EVERYTHING), "archive").taps("hanya percobaan").taps("Lewati").taps("Tidak jadi")
    assert talker.events == []
    assert talker.state is None


def test_a_kept_promise_is_told_in_words_that_are_shown_first() -> None:
    talker = opens(work(promised=CLOCK.due), "kept").says("Lampu sudah menyala.").taps("Selesai")
    assert talker.events == []
    talker.taps("✅ Kirim")
    assert talker.events == [PromiseKept(NUMBER, 4, Words("Lampu sudah menyala."))]


def test_a_promise_can_be_kept_after_the_case_was_closed() -> None:
    closed = work(state="unfixed", may=frozenset({"see", "export"}), promised=CLOCK.due)
    talker = opens(closed, "kept").says("Sudah.").taps("Selesai").taps("✅ Kirim")
    assert talker.event(PromiseKept).words == Words("Sudah.")


def test_words_are_joined_in_their_order_with_all_that_came_along() -> None:
    assert joined(Words("satu"), Words(media=(PHOTO,)), Words("dua")) == Words("satu\ndua", (PHOTO,))
    assert joined() == Words()
