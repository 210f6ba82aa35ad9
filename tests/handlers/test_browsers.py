"""The desk in a browser, as the official reads it in the chat."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers import browsers
from handlers.events import BrowserAsked, BrowsersSignedOut
from handlers.facts import BrowserView, Citizen, Facts
from handlers.talk import Go, Recorded, speaking
from tests.handlers.city import facts
from tests.handlers.talker import Talker

WIB = ZoneInfo("Asia/Jakarta")
CHROME = BrowserView("Chrome, Android", datetime(2026, 11, 24, 9, 5, tzinfo=WIB))
LINK = Recorded(name="https://suara.example/desk/abc")


def official(*there: BrowserView, channel: str = "telegram") -> Facts:
    return facts(is_official=True, browsers=there, citizen=Citizen(channel=channel))


def test_whoever_is_no_official_gets_no_link() -> None:
    talker = Talker(facts()).says("/peramban")
    assert talker.screen.startswith("Meja ini untuk petugas.")


def test_an_official_gets_a_link_and_is_told_what_it_is_good_for() -> None:
    talker = Talker(official(), record=lambda *_: LINK).says("/peramban")
    assert "https://suara.example/desk/abc" in talker.screen
    assert "10 menit, sekali saja" in talker.screen
    assert talker.event(BrowserAsked) == BrowserAsked()


def test_open_browsers_are_listed_and_one_more_can_be_added() -> None:
    talker = Talker(official(CHROME), record=lambda *_: LINK).says("/peramban")
    assert "• Chrome, Android, sejak 24/11 pukul 09.05" in talker.screen
    assert talker.labels == ["🚪 Keluarkan semua", "🖥 Tambah peramban"]
    talker.taps("🖥 Tambah peramban")
    assert "https://suara.example/desk/abc" in talker.screen


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("2", "Selesai: 2 peramban sudah dikeluarkan."),
        ("0", "Tidak ada peramban yang masuk ke meja Anda."),
        ("", "Tidak ada peramban yang masuk ke meja Anda."),
    ],
)
def test_all_are_signed_out_with_one_tap(count: str, words: str) -> None:
    talker = Talker(official(CHROME), record=lambda *_: Recorded(name=count))
    talker.says("/peramban").taps("🚪 Keluarkan semua")
    assert talker.screen == words
    talker = Talker(official(), record=lambda *_: Recorded(name=count)).starts(Go("brow", arg="out"))
    assert talker.screen == words
    assert talker.event(BrowsersSignedOut) == BrowsersSignedOut()


def test_a_browser_lets_no_other_browser_in() -> None:
    talker = Talker(official(CHROME, channel="web")).says("/peramban")
    assert talker.labels == ["🚪 Keluarkan semua"]
    talker = Talker(official(channel="web")).says("/peramban")
    assert "tulis /peramban di sana" in talker.screen


def test_the_chat_hears_of_a_browser_that_was_let_in() -> None:
    with speaking("id"):
        say = browsers.opened("Chrome, Android", datetime(2026, 11, 24, 9, 5, tzinfo=WIB), "WIB")
    assert say.words.startswith("🖥 Meja Anda baru saja dibuka di peramban: Chrome, Android, pukul 09.05 WIB.")
    assert [(choice.id, choice.label) for choice in say.choices] == [("go.brow:out", "🚪 Keluarkan semua")]
