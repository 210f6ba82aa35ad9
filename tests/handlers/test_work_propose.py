"""An official proposes to close a case: each outcome with what belongs to it, and what they hear then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handlers.case_states import OUTCOMES_OF
from handlers.desk_events import ClosingProposed
from handlers.talk import Words
from tests.handlers.city import TODAY
from tests.handlers.desks import opens, work
from tests.handlers.talker import NUMBER, PHOTO, Talker

NAMES = {
    "fixed": "Selesai",
    "answered": "Sudah dijawab",
    "cannot": "Belum bisa dikerjakan",
    "not_ours": "Bukan kewenangan kota",
}


def cannot() -> Talker:
    return opens(work(), "propose", reader="head").taps(NAMES["cannot"]).taps("anggarannya belum ada")


def sent(talker: Talker, words: str) -> ClosingProposed:
    return talker.says(words).taps("Selesai").taps("✅ Kirim").event(ClosingProposed)


@pytest.mark.parametrize("kind", OUTCOMES_OF)
def test_each_kind_has_its_outcomes(kind: str) -> None:
    labels = opens(work(kind=kind), "propose").labels
    assert [label for label in labels if label in NAMES.values()] == [NAMES[o] for o in OUTCOMES_OF[kind]]


def test_something_done_is_told_in_words() -> None:
    talker = opens(work(), "propose").taps(NAMES["fixed"])
    assert sent(talker, "Sudah diganti") == ClosingProposed(NUMBER, 4, "fixed", Words("Sudah diganti"))
    assert "yang memutuskan" in talker.screen


def test_something_answered_asks_for_the_answer_and_for_no_photo() -> None:
    talker = opens(work(physical=True), "propose").taps(NAMES["answered"])
    assert sent(talker, "Buka jam 8").outcome == "answered"


# --- with a photo ---


def test_something_one_can_see_is_shown_with_a_new_photo() -> None:
    talker = opens(work(physical=True), "propose", reader="photo").taps(NAMES["fixed"])
    talker.sends(PHOTO).taps("Selesai")
    assert sent(talker, "Sudah diganti").words == Words("Sudah diganti", (PHOTO,))
    assert "📷" in talker.screen


def test_words_instead_of_a_photo_are_asked_again_for_a_photo() -> None:
    talker = opens(work(physical=True), "propose").taps(NAMES["fixed"]).says("tidak ada").taps("Selesai")
    assert talker.screen.startswith("Fotonya belum ada")
    assert talker.events == []


def test_what_is_written_under_the_photo_is_shown_before_it_goes_and_can_be_written_anew() -> None:
    talker = opens(work(physical=True), "propose").taps(NAMES["fixed"])
    talker.sends(PHOTO, "jangan dikirim").taps("Selesai")
    assert "“jangan dikirim”" in talker.screen
    talker.taps("✏️ Tulis ulang").says("Sudah diganti").taps("Selesai").taps("✅ Kirim")
    assert talker.event(ClosingProposed).words == Words("Sudah diganti", (PHOTO,))


def test_whoever_sends_no_photo_in_three_tries_hears_from_storage_that_it_is_needed() -> None:
    talker = opens(work(physical=True), "propose", done=False, problem="no_photo").taps(NAMES["fixed"])
    for words in ("satu", "dua", "tiga"):
        talker.says(words).taps("Selesai")
    talker.taps("✅ Kirim")
    assert talker.event(ClosingProposed).words.media == ()
    assert "foto baru" in talker.screen


# --- cannot ---


def test_what_cannot_be_done_has_a_reason_and_a_promised_day_that_are_shown_first() -> None:
    talker = cannot().taps("Kamis, 24 Desember 2026")
    talker.says("Kabel dicuri").taps("Selesai")
    assert "Alasannya: anggarannya belum ada.\nDijanjikan untuk: Kamis, 24 Desember 2026" in talker.screen
    talker.taps("✅ Kirim")
    assert talker.event(ClosingProposed) == ClosingProposed(
        NUMBER, 4, "cannot", Words("Kabel dicuri"), "budget", TODAY + timedelta(days=30)
    )
    assert "Kepala kantor" in talker.screen


def test_a_day_is_typed_and_an_unreadable_or_past_one_is_asked_again() -> None:
    talker = cannot().taps("Tanggal lain").says("kapan-kapan")
    assert "17/8/2027" in talker.screen
    talker.says("24/11/2020").says("17 Agustus")
    assert sent(talker, "Maaf").promised == date(2027, 8, 17)


def test_no_promise_is_made_unseen_nor_dropped_unseen() -> None:
    talker = cannot().taps("Belum bisa dijanjikan").says("Maaf").taps("Selesai")
    assert "Tanpa janji tanggal." in talker.screen
    unreadable = cannot().taps("Tanggal lain").says("a").says("b").says("c").says("Maaf").taps("Selesai")
    assert "Tanpa janji tanggal." in unreadable.screen
    assert unreadable.events == []


# --- not ours ---


def test_whose_matter_it_is_comes_from_the_citys_list_or_in_own_words() -> None:
    listed = opens(work(), "propose").taps(NAMES["not_ours"]).taps("Kabupaten Serang").taps("✅ Kirim")
    assert listed.event(ClosingProposed).words.text == (
        "Ini urusan Kabupaten Serang. Yang bisa membantu: lapor.go.id."
    )
    own = opens(work(), "propose").taps(NAMES["not_ours"]).taps("Pihak lain")
    assert sent(own, "Hubungi PLN 123").words == Words("Hubungi PLN 123")


# --- what comes of it ---


def test_what_the_official_hears_follows_from_who_is_asked() -> None:
    heard = {}
    for reader in ("reporter", "head", "photo", "nobody"):
        talker = opens(work(), "propose", reader=reader).taps(NAMES["fixed"])
        sent(talker, "Sudah")
        heard[reader] = talker.screen
    assert len(set(heard.values())) == 4
    assert f"{NUMBER} ditutup" in heard["nobody"]
    assert "Kepala" in heard["head"]
