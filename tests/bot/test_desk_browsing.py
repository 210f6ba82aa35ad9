"""An official's browser: let in from the chat, with the same desk, and never over their own report."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from bot.desk import browsing
from bot.desk.browsing import Signing
from bot.desk.entitled import offices_of
from bot.desk.facts import Looking, desk
from handlers.desk_events import CaseAnswered
from handlers.events import BrowserAsked, BrowsersSignedOut, CaseOpened
from handlers.talk import Words
from storage import citizens
from storage.citizens import Handle
from tests.bot.days import HEAD, OFFICER, REPORTER, Days, city, staffed

__all__ = ["city", "staffed"]  # fixtures

BROWSER, OTHER = "browser-a", "browser-b"
WORDS = Words("Lampunya menyala lagi")
MINE = CaseOpened("complaint", "dpupr", "slow", "service", Words("Lampu kantor saya mati"))


def person(days: Days, address: str, channel: str = "web") -> int:
    handle = Handle(channel, "chat", address)
    with days.store.begin() as tx:
        return citizens.lock(tx, {handle: "id"}, days.now)[handle].id


def code_of(days: Days, address: str) -> str:
    link = days.records(address, BrowserAsked()).name
    assert urlsplit(link).path.startswith("/desk/")
    return link.rpartition("/")[2]


def signs_in(days: Days, code: str, browser: str = BROWSER, device: str = "Chrome, Android") -> bool:
    signing = Signing(code, person(days, browser), person(days, browser), device)
    with days.store.begin() as tx:
        return browsing.sign_in(tx, signing, days.house, days.now)


def on_desk(days: Days, address: str, channel: str = "web") -> list[str]:
    """The numbers that this chat or browser sees on its desk."""
    me = person(days, address, channel)
    with days.store.reading() as tx:
        mine = offices_of(tx, me, days.house.today(days.now))
        seen = desk(Looking(tx, days.house, days.now, me, mine, "id", channel), "")
    return [line.number for line in seen.lines] if seen else []


def test_the_link_opens_the_same_desk_in_one_browser_once_and_the_chat_hears_of_it(staffed: Days) -> None:
    number = staffed.opens(REPORTER)
    code = code_of(staffed, HEAD)
    assert signs_in(staffed, code)
    assert not signs_in(staffed, code, OTHER)
    assert on_desk(staffed, BROWSER) == on_desk(staffed, HEAD, "telegram") == [number]
    assert on_desk(staffed, OTHER) == []
    told = staffed.told(HEAD)[-1]
    assert "dibuka di peramban: Chrome, Android, pukul 10.00 WIB" in told.words
    assert [choice.id for choice in told.choices] == ["go.brow:out"]


def test_a_step_from_the_browser_is_the_officials_own(staffed: Days) -> None:
    number = staffed.opens(REPORTER)
    signs_in(staffed, code_of(staffed, OFFICER))
    answer = CaseAnswered(number, WORDS, staffed.version(number))
    assert staffed.records(BROWSER, answer, channel="web").done
    assert staffed.happened(number)[-1][0] == "answered"


def test_nobody_handles_what_they_reported_from_their_browser_or_their_chat(staffed: Days) -> None:
    signs_in(staffed, code_of(staffed, HEAD))
    from_browser = staffed.records(BROWSER, MINE, channel="web").number
    from_chat = staffed.records(HEAD, MINE).number
    assert on_desk(staffed, BROWSER) == on_desk(staffed, HEAD, "telegram") == []
    assert sorted(on_desk(staffed, OFFICER, "telegram")) == sorted([from_browser, from_chat])
    for number in (from_browser, from_chat):
        answer = CaseAnswered(number, WORDS, staffed.version(number))
        assert staffed.records(HEAD, answer).problem == "gone"
        assert staffed.records(BROWSER, answer, channel="web").problem == "gone"


def test_at_midnight_the_browser_is_out(staffed: Days) -> None:
    staffed.opens(REPORTER)
    signs_in(staffed, code_of(staffed, HEAD))
    staffed.now += timedelta(hours=13, minutes=59)  # 23.59 in Serang
    assert on_desk(staffed, BROWSER)
    staffed.now += timedelta(minutes=2)
    assert on_desk(staffed, BROWSER) == []


def test_chat_and_browser_see_which_browsers_are_open_and_either_signs_all_out(staffed: Days) -> None:
    signs_in(staffed, code_of(staffed, HEAD))
    signs_in(staffed, code_of(staffed, HEAD), OTHER, "Firefox, Windows " * 5)
    with staffed.store.reading() as tx:
        chat, browser = person(staffed, HEAD, "telegram"), person(staffed, BROWSER)
        shown = browsing.seen(tx, chat, staffed.house, staffed.now)
        assert shown == browsing.seen(tx, browser, staffed.house, staffed.now)
    assert [len(one.device) <= 40 for one in shown] == [True, True]
    assert f"{shown[1].since:%H:%M}" == "10:00"
    assert staffed.records(BROWSER, BrowsersSignedOut(), channel="web").name == "2"
    assert on_desk(staffed, BROWSER) == []
    assert staffed.records(HEAD, BrowsersSignedOut()).name == "0"


def test_the_whole_of_it_in_the_chat(staffed: Days) -> None:
    chat = staffed.chat(HEAD)
    assert "/desk/" in chat.types("/peramban").words
    signs_in(staffed, code_of(staffed, HEAD))
    assert "• Chrome, Android, sejak 24/11 pukul 10.00" in chat.types("/peramban").words
    assert chat.taps("Keluarkan semua").words == "Selesai: 1 peramban sudah dikeluarkan."
