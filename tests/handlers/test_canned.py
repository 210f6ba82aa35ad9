"""Ready answers of an office: kept, listed, dropped; words without a name are none."""

from __future__ import annotations

from handlers.desk_events import CannedDropped, CannedKept
from handlers.desk_views import Desk
from handlers.talk import Words
from tests.handlers.city import facts
from tests.handlers.desks import always, official
from tests.handlers.talker import PHOTO, Talker

READY = {7: ("Terima kasih", "Terima kasih, " + "segera kami cek " * 20)}


def opens(canned: dict[int, tuple[str, str]] | None = None, **recorded: object) -> Talker:
    return Talker(official(Desk(canned=canned or {})), record=always(**recorded)).presses("go.cann")


def test_an_office_without_ready_answers_can_keep_one() -> None:
    talker = opens().taps("➕ Buat baru").says("  Terima   kasih ").says("Segera kami cek.").taps("Selesai")
    assert talker.events == [CannedKept("Terima kasih", Words("Segera kami cek."))]
    assert "Rekan sekantor" in talker.screen


def test_a_name_fits_a_button() -> None:
    talker = opens().taps("➕ Buat baru").says("x" * 90).says("Isi").taps("Selesai")
    assert talker.event(CannedKept).title == "x" * 40


def test_what_there_is_is_listed_in_short_and_can_be_dropped() -> None:
    talker = opens(READY)
    assert "• Terima kasih: Terima kasih, segera" in talker.screen
    assert "…" in talker.screen
    talker.taps("🗑 Hapus satu").taps("Terima kasih")
    assert talker.events == [CannedDropped(7)]


def test_dropping_is_offered_only_where_there_is_something() -> None:
    assert [label for label in opens().labels if label.startswith("🗑")] == []
    assert [label for label in opens(READY).labels if label.startswith("🗑")] != []


def test_a_photo_is_no_ready_answer() -> None:
    unnamed = opens().taps("➕ Buat baru").sends(PHOTO).says("Isi").taps("Selesai")
    silent = opens().taps("➕ Buat baru").says("Nama").sends(PHOTO).taps("Selesai")
    for talker in (unnamed, silent):
        assert talker.events == []
        assert "kata-kata" in talker.screen


def test_who_has_no_office_is_told_so() -> None:
    talker = opens(done=False, problem="forbidden").taps("➕ Buat baru").says("A").says("B").taps("Selesai")
    assert "seluruh kota" in talker.screen


def test_a_citizen_keeps_none_and_the_words_of_a_removed_official_begin_no_report() -> None:
    assert "untuk petugas" in Talker(facts()).presses("go.cann").screen
    talker = opens().taps("➕ Buat baru").says("Nama").says("Isi jawaban yang panjang sekali")
    talker.facts = facts()
    talker.taps("Selesai")
    assert (talker.events, talker.state) == ([], None)
