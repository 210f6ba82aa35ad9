"""Stepping out with one tap, pulling up with a reason, asking for an identity: what is asked and decided."""

from __future__ import annotations

import pytest

from handlers.desk_views import Work
from handlers.oversight_events import CasePulled, CaseRecategorised, DisclosureAsked, SteppedOut
from handlers.talk import Words
from tests.handlers.desks import opens, work
from tests.handlers.talker import NUMBER

MOTIVE = "Pelapor menyebut bukti transfer yang harus diperiksa bersama."


def overseers() -> Work:
    return work(may=frozenset({"see", "pull", "disclose", "step_out"}), reader="overseer")


def test_one_tap_is_enough_to_step_out_and_why_is_asked_afterwards() -> None:
    talker = opens(work(may=frozenset({"see", "step_out"}))).taps("🙅 Ini menyangkut saya")
    assert talker.events == [SteppedOut(NUMBER)]
    assert "Anda sudah keluar" in talker.says_so_far[-2].words
    assert "Hanya tim pengawas yang membacanya" in talker.screen


def test_an_overseer_pulls_a_case_only_with_a_whole_sentence_as_reason() -> None:
    talker = opens(overseers(), "pull").says("ya")
    assert talker.events == []
    assert "satu kalimat utuh" in talker.screen
    talker.says(MOTIVE)
    assert talker.events == [CasePulled(NUMBER, 4, Words(MOTIVE))]
    assert "kantornya tidak melihatnya lagi" in talker.screen


def test_what_stays_too_short_after_three_times_is_left_to_be_refused() -> None:
    talker = opens(overseers(), "pull", done=False, problem="no_reason").says("a").says("b").says("c")
    assert talker.events == [CasePulled(NUMBER, 4, Words("c"))]
    assert "alasan" in talker.screen.lower()


def test_an_identity_is_asked_for_with_a_motive_that_is_shown_before_it_goes() -> None:
    talker = opens(overseers(), "disclose")
    assert "Orang kedua yang memutuskan" in talker.screen
    talker.says(MOTIVE)
    assert talker.events == []
    assert MOTIVE in talker.screen
    talker.taps("🔓 Ajukan")
    assert talker.events == [DisclosureAsked(NUMBER, Words(MOTIVE))]
    assert "Berlaku tiga hari" in talker.screen


def test_nothing_is_asked_by_whoever_thinks_better_of_it() -> None:
    talker = opens(overseers(), "disclose").says(MOTIVE).taps("Tidak jadi")
    assert talker.events == []
    assert talker.screen == "Tidak ada yang diajukan."


@pytest.mark.parametrize(("problem", "said"), [("no_second", "Perlu orang kedua"), ("forbidden", "bukan")])
def test_why_it_cannot_be_asked_is_said(problem: str, said: str) -> None:
    talker = opens(overseers(), "disclose", done=False, problem=problem).says(MOTIVE).taps("🔓 Ajukan")
    assert said in talker.screen


def test_another_category_is_chosen_by_its_name() -> None:
    talker = opens(work(may=frozenset({"see", "pass", "recategorise"})), "pass").taps("🏷 Kategori lain")
    talker.taps("Diminta uang (pungli)")
    assert talker.events == [CaseRecategorised(NUMBER, 4, "pungli")]
    assert "sekarang dicatat sebagai “Diminta uang (pungli)”" in talker.screen


def test_what_is_no_complaint_has_no_category() -> None:
    assert "🏷 Kategori lain" not in opens(work(may=frozenset({"see", "pass"})), "pass").labels
