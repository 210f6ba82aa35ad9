"""What overseers hear of each other and of everybody, and what a reporter hears whose identity was opened."""

from __future__ import annotations

import pytest

from handlers import oversight_words as words
from handlers.oversight_words import ANNOUNCED, Person
from handlers.talk import speaking
from tests.handlers.talker import NUMBER

RINA, DEWI = Person("Rina", "officer", "DPUPR"), Person("Dewi", "overseer")
WHY = "Pelapornya adik saya."


@pytest.mark.parametrize("what", ANNOUNCED)
def test_the_team_hears_by_name_who_comes_and_goes(what: str) -> None:
    said = words.announced(what, "Dewi").words
    assert "Dewi" in said
    assert ("baris perintah" in said) is (what != "joined")


def test_who_stepped_out_and_who_has_it_now_stand_in_one_line_each() -> None:
    said = words.stepped_out(NUMBER, RINA, DEWI)
    assert f"Rina, petugas, DPUPR keluar dari {NUMBER}" in said.words
    assert "Sekarang ditangani Dewi, anggota tim pengawas." in said.words
    assert [choice.id for choice in said.choices] == [f"go.work:{NUMBER}"]
    assert "belum ada yang menanganinya" in words.stepped_out(NUMBER, RINA, None).words


def test_reasons_are_told_as_they_were_written() -> None:
    assert words.why_stepped_out(NUMBER, RINA, WHY).words.endswith(WHY)
    assert WHY in words.pulled(NUMBER, DEWI, WHY).words


def test_a_question_has_both_answers_and_the_motive() -> None:
    said = words.disclosure_asked(7, NUMBER, DEWI, WHY)
    assert WHY in said.words
    assert [choice.id for choice in said.choices] == ["go.disc:7.yes", "go.disc:7.no", f"go.work:{NUMBER}"]


def test_who_asked_hears_the_answer_and_can_look_only_after_a_yes() -> None:
    yes, no = (words.disclosure_decided(7, NUMBER, DEWI, granted=granted) for granted in (True, False))
    assert [choice.id for choice in yes.choices] == ["go.disc:7.see", f"go.work:{NUMBER}"]
    assert [choice.id for choice in no.choices] == [f"go.work:{NUMBER}"]
    assert "setuju" in yes.words
    assert "tidak setuju" in no.words


def test_a_reply_to_what_overseers_are_told_goes_to_no_reporter() -> None:
    for say in (
        words.stepped_out(NUMBER, RINA, None),
        words.why_stepped_out(NUMBER, RINA, WHY),
        words.pulled(NUMBER, DEWI, WHY),
        words.disclosure_asked(7, NUMBER, DEWI, WHY),
        words.disclosure_decided(7, NUMBER, DEWI, granted=True),
    ):
        assert say.case == ""


def test_a_reporter_hears_in_plain_words_who_knows_and_what_to_do_when_pressed() -> None:
    said = words.identity_opened(NUMBER, "coordinator", "overseer")
    assert said.case == NUMBER
    assert said.words == (
        f"💛 Ada yang perlu kami sampaikan tentang {NUMBER}.\n\n"
        "Laporan itu Anda sampaikan secara rahasia. Untuk melanjutkannya, satu orang perlu tahu siapa Anda: "
        "koordinator. Alasannya ditulis, lalu orang kedua, anggota tim pengawas, memeriksa alasan itu dan "
        "setuju. Tidak ada orang lain yang diberi tahu siapa Anda.\n\n"
        "Kedua keputusan itu tersimpan dalam catatan yang tidak bisa diubah diam-diam. Kalau ada yang "
        "menekan Anda karena laporan ini, sampaikan lewat /lapor: itu hanya sampai ke tim pengawas.\n\n"
        "Kalau ada pertanyaan, cukup balas pesan ini."
    )
    with speaking("en"):
        assert "a coordinator" in words.identity_opened(NUMBER, "coordinator", "overseer").words


def test_a_reporter_hears_of_another_category_and_can_say_that_it_is_wrong() -> None:
    said = words.recategorised(NUMBER, "Calo")
    assert said.words == (
        f"🏷 {NUMBER} sekarang ditangani sebagai: Calo.\n\nKalau itu keliru, cukup balas pesan ini."
    )
    assert said.case == NUMBER


def test_whose_place_it_is_hears_what_became_of_it_and_whom_to_ask() -> None:
    with speaking("en"):
        told = [words.yours(what).words for what in words.YOURS]
    assert all("ask whoever runs the machine" in one for one in told)
