"""A head tells everybody what was said and what was done."""

from __future__ import annotations

import pytest

from handlers.events import CardDropped, CardWritten
from handlers.facts import CardDesk, Facts
from handlers.talk import Recorded
from tests.handlers.city import facts
from tests.handlers.talker import PHOTO, Talker

ONE = {"disdukcapil": "Disdukcapil"}


def head(units: dict[str, str] = ONE, cards: dict[int, str] | None = None) -> Facts:
    return facts(is_official=True, cards=CardDesk(units, cards or {}))


def test_whoever_leads_no_office_tells_nothing_in_its_name() -> None:
    assert Talker(facts()).says("/kabar_kantor").screen == "Ini untuk kepala kantor."


def test_two_sentences_a_look_and_they_are_shown() -> None:
    talker = Talker(head()).says("/kabar_kantor").taps("➕ Buat baru")
    talker.says("Antrean di loket\ntiga terlalu lama").says("Loket tiga sekarang buka sampai jam 14")
    assert talker.screen == (
        "Ini akan dibaca semua orang di halaman umum:\n\n"
        "Kata warga: Antrean di loket tiga terlalu lama\n\n"
        "Kami lakukan: Loket tiga sekarang buka sampai jam 14"
    )
    talker.taps("✅ Tampilkan")
    assert talker.event(CardWritten) == CardWritten(
        "disdukcapil", "Antrean di loket tiga terlalu lama", "Loket tiga sekarang buka sampai jam 14"
    )
    assert talker.screen.startswith("Sudah ditampilkan.")


def test_whoever_thinks_again_shows_nothing() -> None:
    talker = Talker(head()).says("/kabar_kantor").taps("➕ Buat baru").says("a").says("b").taps("Tidak")
    assert talker.screen == "Baik, tidak ada yang ditampilkan."
    assert talker.events == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Hubungi Pak Budi di 0812-3456-7890", "Ada nomor panjang di dalamnya"),
        ("x" * 301, "Itu terlalu panjang: paling banyak 300 huruf"),
    ],
)
def test_what_no_stranger_should_read_is_not_shown(said: str, told: str) -> None:
    talker = Talker(head()).says("/kabar_kantor").taps("➕ Buat baru").says("Antrean lama").says(said)
    assert told in talker.screen
    assert talker.events == []


def test_a_photo_alone_says_nothing() -> None:
    talker = Talker(head()).says("/kabar_kantor").taps("➕ Buat baru").says("Antrean lama").sends(PHOTO)
    assert talker.screen.startswith("Dua-duanya perlu ditulis")
    assert talker.events == []


def test_whoever_leads_two_offices_says_which() -> None:
    talker = (
        Talker(head({**ONE, "dishub": "Dishub"})).says("/kabar_kantor").taps("➕ Buat baru").taps("Dishub")
    )
    talker.says("Lampu mati").says("Lampu diganti").taps("✅ Tampilkan")
    assert talker.event(CardWritten).unit == "dishub"


@pytest.mark.parametrize(("done", "told"), [(True, "Sudah diturunkan."), (False, "Ini bukan milik kantor")])
def test_a_card_is_taken_down(done: bool, told: str) -> None:
    long = "Loket tiga sekarang buka sampai jam empat belas setiap hari kerja kecuali Jumat"
    talker = Talker(head(cards={7: long, 8: "Lampu diganti"}), record=lambda *_: Recorded(done=done))
    talker.says("/kabar_kantor")
    assert f"• {long[:59]}…\n• Lampu diganti" in talker.screen
    talker.taps("🗑 Turunkan satu").taps("Lampu diganti")
    assert talker.event(CardDropped) == CardDropped(8)
    assert talker.screen.startswith(told)


def test_an_office_that_is_no_longer_theirs_is_not_spoken_for() -> None:
    talker = Talker(head(), record=lambda *_: Recorded(done=False, problem="forbidden"))
    talker.says("/kabar_kantor").taps("➕ Buat baru").says("a").says("b").taps("✅ Tampilkan")
    assert talker.screen.startswith("Ini bukan milik kantor")
